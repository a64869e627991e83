import { readJpeg2000Header } from "./jpeg2000Header.ts";
import { checkPictureSize, corruptPicture, pictureCap, type PictureDecoder } from "./pictures.ts";
import { loadPictureProgram, wholePicture } from "./picturesWasm.ts";

export { readJpeg2000Header } from "./jpeg2000Header.ts";

/** A tile-part's header (SOT) and the marker of its data (SOD). */
const SMALLEST_TILE_BYTES = 14;

/**
 * JPEG 2000 (ITU-T T.800, and high-throughput T.814), a raw codestream or a JP2 file, lossless or lossy: OpenJPEG's samples
 * to the bit. 1 to 8 bits give `uint8` or `int8`, up to 16 `uint16` or `int16`, more `uint32` or `int32`.
 * The codestream's own component transform is undone; nothing else happens to colour: sYCC and the YCbCr of slide scanners
 * come as Y, Cb, Cr. Subsampled components are repeated to full size (sample ⌊x/step⌋, no smoothing). A JP2 palette is applied.
 */
export async function loadJpeg2000Decoder(): Promise<PictureDecoder> {
  const program = await loadPictureProgram("JPEG 2000", new URL("../../wasm/pictures/jpeg2000.wasm", import.meta.url));
  return (bytes, options = {}) => {
    const header = readJpeg2000Header(bytes);
    checkPictureSize("JPEG 2000", header, options);
    // The library prepares every tile that the header claims before it looks for data.
    if (header.tiles * SMALLEST_TILE_BYTES > bytes.length) {
      throw corruptPicture("JPEG 2000", "the data end before the last tile");
    }
    return wholePicture(program.decode([bytes], [pictureCap(options)], options.room).picture);
  };
}
