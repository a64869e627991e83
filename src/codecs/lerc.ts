import { itemSize, type DataType } from "../model/dtype.ts";
import { corruptPicture, pictureCap, unsupportedPicture, type PictureDecoder, type PictureHeader } from "./pictures.ts";
import { loadPictureProgram, wholePicture } from "./picturesWasm.ts";

/** The library's types, in its order. */
const TYPES: readonly DataType[] = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64"];

/**
 * LERC, versions 1 and 2 (Esri's Limited Error Raster Compression), within whatever error the writer allowed: Esri's library's
 * values to the bit. Several bands or values per pixel are interleaved; pixels that the mask leaves out are 0. A deflate or
 * zstd wrapping (TIFF) is the caller's.
 */
export async function loadLercDecoder(): Promise<PictureDecoder> {
  const program = await loadPictureProgram("LERC", new URL("../../wasm/pictures/lerc.wasm", import.meta.url));
  return (bytes, options = {}) => wholePicture(program.decode([bytes], [pictureCap(options)], options.room).picture);
}

/** Bands in one blob that a header read counts. */
const MOST_BANDS = 65_535;

/**
 * Reads the headers of a version 2 blob ("Lerc2 "), one for each band: size, type, and `samples` for all bands
 * together.
 * @throws `corrupt`, `unsupported-feature` for version 1, whose header does not tell
 */
export function readLercHeader(bytes: Uint8Array): PictureHeader {
  const first = bandAt(bytes, 0);
  if (first === null) {
    if (bytes[0] === 0x43) throw unsupportedPicture("LERC", "its version 1 has no header of that kind");
    throw corruptPicture("LERC", "it does not begin like a LERC blob");
  }
  let samples = first.samples;
  let position = first.length;
  for (let bands = 1; bands < MOST_BANDS; bands++) {
    const band = bandAt(bytes, position);
    if (band === null) break;
    samples += band.samples;
    position += band.length;
  }
  const { width, height, dtype } = first;
  return { width, height, samples, dtype, bits: itemSize(dtype) * 8 };
}

type Band = { width: number; height: number; samples: number; dtype: DataType; length: number };

function bandAt(bytes: Uint8Array, offset: number): Band | null {
  if (offset + 50 > bytes.length || String.fromCharCode(...bytes.subarray(offset, offset + 6)) !== "Lerc2 ")
    return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.byteLength - offset);
  const version = view.getInt32(6, true);
  // Version 3 brought a checksum, version 4 several values per pixel.
  let position = version >= 3 ? 14 : 10;
  const next = (): number => view.getInt32((position += 4) - 4, true);
  const height = next();
  const width = next();
  const samples = version >= 4 ? next() : 1;
  position += 8; // valid pixels, size of a block
  const length = next();
  const dtype = TYPES[next()];
  if (version < 1 || width <= 0 || height <= 0 || samples <= 0 || length <= 0 || dtype === undefined) {
    throw corruptPicture("LERC", "its header is wrong");
  }
  return { width, height, samples, dtype, length };
}
