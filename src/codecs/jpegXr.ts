import { ZarrdropError } from "../model/errors.ts";
import type { DecodedPicture } from "./codec.ts";
import { readJpegXrHeader } from "./jpegXrHeader.ts";
import { checkPictureSize, corruptPicture, pictureCap, type PictureOptions } from "./pictures.ts";
import { loadPictureProgram, type WasmPicture, wholePicture } from "./picturesWasm.ts";

export { readJpegXrHeader } from "./jpegXrHeader.ts";

/** Bytes that a decoder may take beyond what the pixels need: coded pictures are whole blocks. */
const SIZE_ALLOWANCE = 2 ** 16;

/** `blueFirst`: the first three samples are blue, green, red, as they are stored (formats named BGR). */
export type JpegXrPicture = DecodedPicture & { blueFirst: boolean };

/**
 * JPEG XR (ITU-T T.832): jxrlib's samples to the bit. Gray, RGB, CMYK and 3 to 8 channels, of 8, 16 bits, half and single
 * floats; fixed point (s2.13, s7.24) becomes `float32`; padding between pixels is dropped; alpha comes last and may be
 * premultiplied, as stored. Errors also for data that are shorter than the directory says. Samples keep their stored order: `blueFirst` says which.
 */
export async function loadJpegXrDecoder(): Promise<(bytes: Uint8Array, options?: PictureOptions) => JpegXrPicture> {
  const program = await loadPictureProgram("JPEG XR", new URL("../../wasm/pictures/jpegXr.wasm", import.meta.url));
  return (bytes, options = {}) => {
    const header = readJpegXrHeader(bytes);
    // The library fills up what is missing: the directory is the only place that tells how much there should be.
    if (header.end > bytes.length) throw corruptPicture("JPEG XR", "the data end too early");
    const expected = checkPictureSize("JPEG XR", header, options);
    // The coded picture states its size again: no more is decoded than the directory promises.
    const cap = Math.min(pictureCap(options), 2 * expected + SIZE_ALLOWANCE);
    const { picture, extra } = decodeUpTo(cap, expected);
    if (picture.width !== header.width || picture.height !== header.height) throw twoSizes();
    return { ...wholePicture(picture), blueFirst: extra === 1 };

    function decodeUpTo(bytesAllowed: number, bytesExpected: number): WasmPicture {
      try {
        return program.decode([bytes], [bytesAllowed], options.room);
      } catch (error) {
        const isLimit = error instanceof ZarrdropError && error.kind === "limit" && bytesExpected <= bytesAllowed;
        throw isLimit ? twoSizes() : error;
      }
    }
  };
}

function twoSizes(): ZarrdropError {
  return corruptPicture("JPEG XR", "it states two different sizes");
}
