import type { Decompressor } from "../../../codecs/codec.ts";
import { bytesOfPixels, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { PixelFormat } from "./pixelFormat.ts";

const HEADER_BYTES = 64;
const MOST_SEGMENTS = 15;

/**
 * A frame of DICOM's run-length coding (PS3.5, annex G): each byte of each sample, the highest first, is a plane in PackBits.
 * @throws `corrupt`
 */
export function decodeRle(encoded: Uint8Array, packbits: Decompressor, format: PixelFormat, target: PixelArray): void {
  const { rows, columns, samples, allocated } = format;
  const bytes = bytesOfPixels(target);
  const perSample = Math.ceil(allocated / 8);
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const count = encoded.length < HEADER_BYTES ? 0 : view.getUint32(0, true);
  if (count !== samples * perSample || count > MOST_SEGMENTS) {
    throw new ZarrdropError("corrupt", "A frame is damaged: its run-length data have another number of parts.", {
      technical: `${count}, not ${samples * perSample}`,
    });
  }
  const starts = Array.from({ length: count }, (_, segment) => view.getUint32(4 + 4 * segment, true));
  for (const [segment, start] of starts.entries()) {
    const end = starts[segment + 1] ?? encoded.length;
    const plane = packbits.decode(encoded.subarray(start, end), rows * columns);
    const sample = Math.floor(segment / perSample);
    const first = sample * perSample + (perSample - 1 - (segment % perSample));
    const step = samples * perSample;
    for (let pixel = 0, at = first; pixel < plane.length; pixel++, at += step) bytes[at] = plane[pixel]!;
  }
}
