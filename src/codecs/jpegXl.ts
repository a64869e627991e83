import { pictureCap, type PictureDecoder } from "./pictures.ts";
import { loadPictureProgram, wholePicture } from "./picturesWasm.ts";

export { readJpegXlHeader } from "./jpegXlHeader.ts";

/**
 * JPEG XL (ISO/IEC 18181), a raw codestream or in its container, by libjxl: lossless pictures to the bit; lossy ones may differ
 * by one step from other builds, because the format allows it. Integers up to 8 bits give `uint8`, up to 16 `uint16`, in
 * their own range (12 bits: 0 … 4095); floats `float16` or `float32`. Samples: gray or RGB, then alpha and other channels.
 * The orientation that the picture states is applied, as every decoder of the format must. Only the first frame is decoded.
 */
export async function loadJpegXlDecoder(): Promise<PictureDecoder> {
  const program = await loadPictureProgram("JPEG XL", new URL("../../wasm/pictures/jpegXl.wasm", import.meta.url));
  return (bytes, options = {}) => wholePicture(program.decode([bytes], [pictureCap(options)], options.room).picture);
}
