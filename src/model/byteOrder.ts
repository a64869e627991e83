/**
 * Turns the byte order of numbers in place. `size`: bytes of a number (1, 2, 4 or 8; half of a complex value). The bytes begin at a multiple
 * of `size` in their buffer; what is less than a number at the end stays as it is.
 */
export function swapByteOrder(bytes: Uint8Array, size: number): void {
  if (size === 1) return;
  if (size === 2) {
    swapPairs(bytes);
    return;
  }
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / size) * (size / 4));
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const halves = ((word & 0x00ff00ff) << 8) | ((word >>> 8) & 0x00ff00ff);
    words[at] = (halves << 16) | (halves >>> 16);
  }
  if (size === 4) return;
  for (let at = 0; at + 1 < words.length; at += 2) {
    const word = words[at]!;
    words[at] = words[at + 1]!;
    words[at + 1] = word;
  }
}

/** Numbers of 16 bits, two at a time; those before and behind the whole words one by one. */
function swapPairs(bytes: Uint8Array): void {
  const before = bytes.byteOffset % 4 === 0 ? 0 : 2;
  if (bytes.byteLength < before) return;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + before, (bytes.byteLength - before) >>> 2);
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    words[at] = ((word & 0x00ff00ff) << 8) | ((word >>> 8) & 0x00ff00ff);
  }
  const behind = before + words.byteLength;
  if (before === 2) bytes.subarray(0, before).reverse();
  if (behind + 2 <= bytes.byteLength) bytes.subarray(behind, behind + 2).reverse();
}
