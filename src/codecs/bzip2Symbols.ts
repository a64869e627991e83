import { type BitReader, damagedBzip2 } from "./bzip2Bits.ts";

/** Symbols that one table is used for. */
const GROUP = 50;
/** Longest code of the format, in bits. */
const LONGEST_CODE = 20;
/** The two symbols that are digits of a number of repeats. */
const RUN_A = 0;
const RUN_B = 1;

/** A canonical Huffman code: symbols by code, and per length the first code beyond it and where its symbols begin. */
type Code = { symbols: Uint16Array; limit: Int32Array; offset: Int32Array; shortest: number };

/**
 * Decodes the symbols of a block into the lowest 8 bits of `target`: Huffman codes, repeats, and "move to front". `count` bytes; `starts`:
 * for each byte, how many smaller ones there are. Errors: `corrupt` for more than `target` holds.
 */
export function readSymbols(bits: BitReader, target: Uint32Array): { count: number; starts: Uint32Array } {
  const front = usedBytes(bits);
  const codes = bits.read(3);
  const selectors = bits.read(15);
  if (codes < 2 || codes > 6 || selectors === 0) throw damagedBzip2("no tables");
  const chosen = readSelectors(bits, codes, selectors);
  const tables = Array.from({ length: codes }, () => readCode(bits, front.length + 2));
  const end = front.length + 1;
  const totals = new Uint32Array(256);
  let count = 0;
  let repeats = 0;
  let digit = 1;
  for (let group = 0; ; group++) {
    const table = tables[chosen[group] ?? codes];
    if (table === undefined) throw damagedBzip2("too many symbols");
    for (let index = 0; index < GROUP; index++) {
      const symbol = readSymbol(bits, table);
      if (symbol === RUN_A || symbol === RUN_B) {
        // Digits 1 and 2 of a number to the base 2, the lowest first.
        repeats += digit * (symbol + 1);
        digit *= 2;
        if (repeats > target.length - count) throw damagedBzip2("a block is too long");
        continue;
      }
      if (repeats > 0) {
        const byte = front[0]!;
        target.fill(byte, count, count + repeats);
        totals[byte]! += repeats;
        count += repeats;
        repeats = 0;
      }
      digit = 1;
      if (symbol === end) return { count, starts: sumsBefore(totals) };
      if (count >= target.length) throw damagedBzip2("a block is too long");
      const byte = front[symbol - 1]!;
      front.copyWithin(1, 0, symbol - 1);
      front[0] = byte;
      target[count++] = byte;
      totals[byte]!++;
    }
  }
}

/** The bytes that occur, in order: 16 bits for groups of 16, then 16 for each group that has any. */
function usedBytes(bits: BitReader): Uint8Array {
  const groups = bits.read(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (((groups >> (15 - group)) & 1) === 0) continue;
    const inGroup = bits.read(16);
    for (let byte = 0; byte < 16; byte++) if ((inGroup >> (15 - byte)) & 1) used.push(group * 16 + byte);
  }
  if (used.length === 0) throw damagedBzip2("a block without bytes");
  return Uint8Array.from(used);
}

/** Which table each group of symbols uses: places in a list that moves what was used to its front, in unary numbers. */
function readSelectors(bits: BitReader, codes: number, count: number): Uint8Array {
  const order = Uint8Array.from({ length: codes }, (_, index) => index);
  const chosen = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= codes) throw damagedBzip2("a table that is not there");
    const table = order[place]!;
    order.copyWithin(1, 0, place);
    order[0] = table;
    chosen[index] = table;
  }
  return chosen;
}

/** The lengths of a code's words, each as its difference to the one before. */
function readCode(bits: BitReader, symbols: number): Code {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE) throw damagedBzip2("an impossible code");
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return makeCode(lengths);
}

function makeCode(lengths: Uint8Array): Code {
  const order = Uint16Array.from(lengths, (_, symbol) => symbol).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const limit = new Int32Array(LONGEST_CODE + 1);
  const offset = new Int32Array(LONGEST_CODE + 1);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    code *= 2;
    offset[length] = index - code;
    while (index < order.length && lengths[order[index]!] === length) {
      index++;
      code++;
    }
    limit[length] = code;
  }
  return { symbols: order, limit, offset, shortest: lengths[order[0]!]! };
}

function readSymbol(bits: BitReader, { symbols, limit, offset, shortest }: Code): number {
  let code = bits.read(shortest);
  for (let length = shortest; length <= LONGEST_CODE; length++) {
    if (code < limit[length]!) return symbols[code + offset[length]!] ?? invalid();
    code = code * 2 + bits.read(1);
  }
  return invalid();
}

function invalid(): never {
  throw damagedBzip2("an invalid code word");
}

function sumsBefore(totals: Uint32Array): Uint32Array {
  let sum = 0;
  return totals.map((total) => {
    const before = sum;
    sum += total;
    return before;
  });
}
