import { allocatePixels, type PixelArray } from "../../../model/dtype.ts";
import type { PixelType } from "../container/pixelType.ts";

/** Bytes of a number inside a value: a complex value is two numbers. */
export function numberBytes(pixel: PixelType): number {
  return pixel.dtype.startsWith("complex") ? pixel.bits / 16 : pixel.bits / 8;
}

/** Reverses the bits of every byte in place (FillOrder 2). */
export function reverseBits(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at++) bytes[at] = REVERSED[bytes[at]!]!;
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) if ((byte >> bit) & 1) reversed |= 0x80 >> bit;
  return reversed;
});

/** 24-bit floats (sign, 7 bits of exponent, 16 of fraction; Adobe's TIFF Technical Note 3) as 32-bit floats. */
export function float24Pixels(bytes: Uint8Array, littleEndian: boolean, values: number): Float32Array {
  const pixels = new Float32Array(values);
  for (let value = 0, at = 0; value < values; value++, at += 3) {
    const first = bytes[at] ?? 0;
    const middle = bytes[at + 1] ?? 0;
    const last = bytes[at + 2] ?? 0;
    const word = littleEndian ? first | (middle << 8) | (last << 16) : (first << 16) | (middle << 8) | last;
    const sign = word & 0x800000 ? -1 : 1;
    const exponent = (word >> 16) & 0x7f;
    const fraction = word & 0xffff;
    if (exponent === 0) pixels[value] = sign * fraction * 2 ** -78;
    else if (exponent === 0x7f) pixels[value] = fraction === 0 ? sign * Infinity : NaN;
    else pixels[value] = sign * (1 + fraction / 65536) * 2 ** (exponent - 63);
  }
  return pixels;
}

/** Pairs of signed integers as complex floats. */
export function complexIntegerPixels(
  bytes: Uint8Array,
  pixel: PixelType,
  littleEndian: boolean,
  values: number,
): PixelArray {
  const half = pixel.bits / 16;
  const pixels = allocatePixels(pixel.dtype, values);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = Math.min(values * 2, Math.floor(bytes.byteLength / half));
  for (let index = 0; index < numbers; index++) {
    pixels[index] = half === 2 ? view.getInt16(index * 2, littleEndian) : view.getInt32(index * 4, littleEndian);
  }
  return pixels;
}
