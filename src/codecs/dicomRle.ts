import { ZarrdropError } from "../model/errors.ts";
import { loadKernel } from "./kernel.ts";
import { KERNEL_RESULT } from "./kernelExports.ts";

const WHAT = "DICOM RLE";
const HEADER_BYTES = 64;
const MOST_SEGMENTS = 15;

/** What is known of a frame: its pixels, and what each has in bytes. */
export type RleFrame = { pixels: number; samples: number; sampleBytes: number };

/**
 * Loads what fills `target`, of just the frame's bytes, with a frame of DICOM's run-length coding (PS3.5, annex G): each byte of each sample,
 * the highest first, is a plane in PackBits. Samples come together, little-endian.
 * @throws those of `loadKernel`; what is loaded throws `corrupt`, `memory`
 */
export async function loadRleDecoder(): Promise<
  (encoded: Uint8Array, frame: RleFrame, target: Uint8Array<ArrayBuffer>) => void
> {
  const kernel = await loadKernel();
  return (encoded, { pixels, samples, sampleBytes }, target) => {
    const segments = segmentsOf(encoded, samples * sampleBytes);
    kernel.run("decode", WHAT, encoded, ({ exports, source, allocate, check, take }) => {
      const planes = allocate(target.length);
      for (const [segment, { start, end }] of segments.entries()) {
        // Planes in the order in which the bytes of a pixel are in memory.
        const byte = segment % sampleBytes;
        const place = planes + (segment - byte + sampleBytes - 1 - byte) * pixels;
        const found = exports.packbits_decode(source + start, end - start, place, pixels);
        // Segments are filled up: what is too much is no error.
        if (found !== pixels && found !== KERNEL_RESULT.noSpace) {
          throw damaged("a plane ends too early", `${found} of ${pixels} bytes`);
        }
      }
      if (segments.length > 1) check(exports.filter_unshuffle(planes, target.length, segments.length));
      take(planes, target.length, target);
    });
  };
}

/** Where the segments lie that a frame of so many planes must have. */
function segmentsOf(encoded: Uint8Array, planes: number): { start: number; end: number }[] {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const count = encoded.length < HEADER_BYTES ? 0 : view.getUint32(0, true);
  if (count !== planes || count > MOST_SEGMENTS) {
    throw damaged("it has another number of planes", `${count}, not ${planes}`);
  }
  const starts = Array.from({ length: count }, (_, segment) =>
    Math.min(encoded.length, view.getUint32(4 + 4 * segment, true)),
  );
  return starts.map((start, segment) => ({ start, end: Math.max(start, starts[segment + 1] ?? encoded.length) }));
}

function damaged(what: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `The run-length data are damaged: ${what}.`, { technical });
}
