import { corruptPicture } from "./pictures.ts";

const LARGEST_CODE = 4096;

/**
 * Decodes one image of a GIF: LZW codes of growing width, least significant bit first, in sub-blocks of up to 255 bytes
 * (GIF89a, appendix F). `offset` is that of the first sub-block. Stops when `count` indices are there.
 * @throws `corrupt` for an impossible code or too few pixels
 */
export function decodeGifImage(
  bytes: Uint8Array,
  offset: number,
  minimumCodeSize: number,
  count: number,
): Uint8Array<ArrayBuffer> {
  if (minimumCodeSize < 1 || minimumCodeSize > 11) throw corruptPicture("GIF", "its code size is impossible");
  const output = new Uint8Array(count);
  const clear = 1 << minimumCodeSize;
  const end = clear + 1;
  // A code stands for a string: that of its prefix, and one index more.
  const prefix = new Uint16Array(LARGEST_CODE);
  const last = new Uint8Array(LARGEST_CODE);
  const first = new Uint8Array(LARGEST_CODE);
  const lengths = new Uint16Array(LARGEST_CODE);
  for (let code = 0; code < clear; code++) {
    last[code] = code;
    first[code] = code;
    lengths[code] = 1;
  }
  let next = end + 1;
  let width = minimumCodeSize + 1;
  let previous = -1;
  let written = 0;
  let bits = 0;
  let bitCount = 0;
  let position = offset;
  let blockEnd = offset;

  while (written < count) {
    while (bitCount < width) {
      if (position === blockEnd) {
        const length = bytes[position] ?? 0;
        if (length === 0) throw corruptPicture("GIF", "an image ends too early");
        position += 1;
        blockEnd = position + length;
      }
      if (position >= bytes.length) throw corruptPicture("GIF", "an image ends too early");
      bits |= bytes[position]! << bitCount;
      position += 1;
      bitCount += 8;
    }
    const code = bits & ((1 << width) - 1);
    bits >>>= width;
    bitCount -= width;
    if (code === clear) {
      next = end + 1;
      width = minimumCodeSize + 1;
      previous = -1;
      continue;
    }
    if (code === end) throw corruptPicture("GIF", "an image ends too early");
    if (code > next || (code === next && previous < 0))
      throw corruptPicture("GIF", "an image holds an impossible code");
    if (previous >= 0 && next < LARGEST_CODE) {
      prefix[next] = previous;
      last[next] = first[code === next ? previous : code]!;
      first[next] = first[previous]!;
      lengths[next] = lengths[previous]! + 1;
      next += 1;
      if (next === 1 << width && width < 12) width += 1;
    } else if (code >= next) {
      throw corruptPicture("GIF", "an image holds an impossible code");
    }
    const stringEnd = written + lengths[code]!;
    let at = stringEnd;
    for (let walk = code; at > written; walk = prefix[walk]!) {
      at -= 1;
      if (at < count) output[at] = last[walk]!;
    }
    written = stringEnd;
    previous = code;
  }
  return output;
}

/** Puts the rows of an interlaced image into their order: every 8th from 0, from 4, every 4th from 2, every 2nd from 1. */
export function deinterlaceGif(indices: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(indices.length);
  let row = 0;
  for (const [start, step] of [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const) {
    for (let y = start; y < height; y += step, row++) {
      output.set(indices.subarray(row * width, (row + 1) * width), y * width);
    }
  }
  return output;
}
