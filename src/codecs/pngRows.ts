import { corruptPicture } from "./pictures.ts";

/** One of the pictures that a PNG is stored as: the whole one, or every so manyth pixel of it (Adam7). */
export type PngPass = { left: number; top: number; stepX: number; stepY: number; width: number; height: number };

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes in the order in which they are stored, without empty ones (PNG specification, section 8.2). */
export function pngPasses(width: number, height: number, interlaced: boolean): PngPass[] {
  if (!interlaced) return [{ left: 0, top: 0, stepX: 1, stepY: 1, width, height }];
  return ADAM7.map(([left, top, stepX, stepY]) => ({
    left,
    top,
    stepX,
    stepY,
    width: Math.ceil((width - left) / stepX),
    height: Math.ceil((height - top) / stepY),
  })).filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of a row of `width` pixels, without its filter byte. */
export function pngRowBytes(width: number, bitsPerPixel: number): number {
  return Math.ceil((width * bitsPerPixel) / 8);
}

/**
 * Undoes the filters of a pass in place (PNG specification, section 9): `rows` holds `height` times a filter byte and
 * `rowBytes` bytes, from `offset`. Errors: `corrupt` for an unknown filter.
 */
export function unfilterPng(
  rows: Uint8Array,
  offset: number,
  height: number,
  rowBytes: number,
  pixelBytes: number,
): void {
  for (let y = 0; y < height; y++) {
    const start = offset + y * (rowBytes + 1) + 1;
    const end = start + rowBytes;
    const above = start - rowBytes - 1;
    switch (rows[start - 1]) {
      case 0:
        break;
      case 1:
        for (let i = start + pixelBytes; i < end; i++) rows[i]! += rows[i - pixelBytes]!;
        break;
      case 2:
        if (y > 0) for (let i = start, up = above; i < end; i++, up++) rows[i]! += rows[up]!;
        break;
      case 3:
        for (let i = start, up = above; i < end; i++, up++) {
          const left = i - start >= pixelBytes ? rows[i - pixelBytes]! : 0;
          rows[i]! += (left + (y > 0 ? rows[up]! : 0)) >> 1;
        }
        break;
      case 4:
        unfilterPaeth(rows, start, end, y > 0 ? above : -1, pixelBytes);
        break;
      default:
        throw corruptPicture("PNG", "a row has an unknown filter");
    }
  }
}

function unfilterPaeth(rows: Uint8Array, start: number, end: number, above: number, pixelBytes: number): void {
  if (above < 0) {
    // Without a row above, the predictor is the pixel to the left.
    for (let i = start + pixelBytes; i < end; i++) rows[i]! += rows[i - pixelBytes]!;
    return;
  }
  const first = Math.min(start + pixelBytes, end);
  let up = above;
  for (let i = start; i < first; i++, up++) rows[i]! += rows[up]!;
  for (let i = first; i < end; i++, up++) {
    const a = rows[i - pixelBytes]!;
    const b = rows[up]!;
    const c = rows[up - pixelBytes]!;
    const toA = Math.abs(b - c);
    const toB = Math.abs(a - c);
    const toC = Math.abs(a + b - 2 * c);
    rows[i]! += toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
  }
}
