/** A table from the next bits of a stream to a symbol and its length: `symbol << 4 | bits`, 0 where no code is. */
export type CodeTable = { entries: Uint16Array; bits: number };

const MOST_BITS = 15;

/**
 * The table of a canonical Huffman code, given by the length of each symbol's code (RFC 1951, 3.2.2). Null for lengths that are no code: too
 * many for their length, or too few.
 */
export function codeTable(lengths: Uint8Array): CodeTable | null {
  const counts = new Uint16Array(MOST_BITS + 1);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  const next = new Uint16Array(MOST_BITS + 2);
  let used = 0;
  let bits = 1;
  for (let length = 1; length <= MOST_BITS; length++) {
    next[length + 1] = (next[length]! + counts[length]!) << 1;
    used += counts[length]! * 2 ** (MOST_BITS - length);
    if (counts[length]! > 0) bits = length;
  }
  if (used !== 2 ** MOST_BITS) return null;
  const entries = new Uint16Array(2 ** bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    const step = 2 ** length;
    for (let at = reversed(next[length]!++, length); at < entries.length; at += step) {
      entries[at] = (symbol << 4) | length;
    }
  }
  return { entries, bits };
}

/** Codes are stored with their first bit lowest. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) if ((code & (1 << bit)) !== 0) result |= 1 << (length - 1 - bit);
  return result;
}
