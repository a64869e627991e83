import type { DecodedPicture } from "../../codecs/codec.ts";

/**
 * Luminance and chroma of a JPEG 2000 file (sYCC, IEC 61966-2-1 amendment 1) as red, green and blue: OpenJPEG's numbers, which imagecodecs
 * gives too (fractions are cut off). Further samples stay as they are. Samples are unsigned integers.
 */
export function rgbOfSycc(picture: DecodedPicture): DecodedPicture {
  const { samples, bits } = picture;
  // Only elements of one array are changed: their type does not matter.
  const pixels = picture.pixels.slice() as Uint8Array;
  const middle = 2 ** (bits - 1);
  const most = 2 ** bits - 1;
  const clamped = (value: number): number => Math.max(0, Math.min(most, value));
  for (let at = 0; at + 2 < pixels.length; at += samples) {
    const luminance = pixels[at]!;
    const blue = pixels[at + 1]! - middle;
    const red = pixels[at + 2]! - middle;
    pixels[at] = clamped(luminance + Math.trunc(1.402 * red));
    pixels[at + 1] = clamped(luminance - Math.trunc(0.344 * blue + 0.714 * red));
    pixels[at + 2] = clamped(luminance + Math.trunc(1.772 * blue));
  }
  return { ...picture, pixels };
}
