import { pictureCap, type PictureDecoder, type PictureOptions } from "./pictures.ts";
import { loadPictureProgram, wholePicture } from "./picturesWasm.ts";

export { jpegHeaderWithSize, readJpegHeader, type JpegHeader } from "./jpegHeader.ts";

/**
 * What happens to colour:
 * - `auto`: what the file's own segments say (JFIF, Adobe, component names): YCbCr becomes RGB, YCCK becomes CMYK;
 * - `none`: samples as they are stored, chroma brought to full size;
 * - `ycbcr-to-rgb`: the container knows better: three components are YCbCr (four: YCCK) whatever the segments say.
 * CMYK stays CMYK, as stored (Adobe stores it inverted: see `adobeTransform` in the header). Lossless JPEG knows no transform.
 */
export type JpegColorTransform = "auto" | "none" | "ycbcr-to-rgb";

/** How a JPEG stream is decoded. */
export type JpegOptions = PictureOptions & {
  /** Default `auto`. */
  colorTransform?: JpegColorTransform;
  /** The tables of an abbreviated stream (TIFF tag JPEGTables: SOI, DQT/DHT, EOI). */
  tables?: Uint8Array;
};

/** In the order of wasm/pictures/jpeg.c. */
const TRANSFORMS: readonly JpegColorTransform[] = ["auto", "none", "ycbcr-to-rgb"];

const NO_TABLES = new Uint8Array(0);

/**
 * JPEG (ITU-T T.81): baseline, extended, progressive and lossless, Huffman or arithmetic, 2 to 16 bits; the pixels are
 * libjpeg-turbo's to the bit (accurate integer transform, smooth chroma). 8 bits and less give `uint8`, more `uint16`.
 * Data that end too early are `corrupt`, but for a missing end marker.
 */
export async function loadJpegDecoder(): Promise<PictureDecoder<JpegOptions>> {
  const program = await loadPictureProgram("JPEG", new URL("../../wasm/pictures/jpeg.wasm", import.meta.url));
  return (bytes, options = {}) => {
    const transform = TRANSFORMS.indexOf(options.colorTransform ?? "auto");
    const inputs = [options.tables ?? NO_TABLES, bytes];
    return wholePicture(program.decode(inputs, [transform, pictureCap(options)], options.room).picture);
  };
}
