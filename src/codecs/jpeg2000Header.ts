import type { DataType } from "../model/dtype.ts";
import { corruptPicture, unsupportedPicture, type PictureHeader } from "./pictures.ts";

/** What a codestream's size segment and a JP2 file's colour box say. */
export type Jpeg2000Header = PictureHeader & {
  /** Steps of each component's grid: 2 for chroma that is stored at half size. */
  subsampling: readonly { horizontal: number; vertical: number }[];
  tileWidth: number;
  tileHeight: number;
  tiles: number;
  /** The enumerated colour space of a JP2 file; null for a raw codestream or another description. */
  colourSpace: "srgb" | "gray" | "sycc" | null;
  /** A JP2 file with a palette: decoded, it has `samples` of the palette and not of the codestream. */
  hasPalette: boolean;
};

const COLOUR_SPACES: Record<number, Jpeg2000Header["colourSpace"]> = { 16: "srgb", 17: "gray", 18: "sycc" };

/** A JP2 file nests boxes two deep before the codestream. */
const SUPER_BOXES = new Set(["jp2h"]);

/**
 * Reads the size segment (SIZ) of a JPEG 2000 codestream, raw or inside a JP2 file (ITU-T T.800, annexes A.5.1 and I).
 * @throws `corrupt`, `unsupported-feature` (components of more than 32 bits, or signed and unsigned ones mixed)
 */
export function readJpeg2000Header(bytes: Uint8Array): Jpeg2000Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 4 && view.getUint32(0) === 0xff4fff51) return readSize(view, 0, null, null);
  if (bytes.length < 12 || view.getUint32(4) !== 0x6a502020) {
    throw corruptPicture("JPEG 2000", "it does not begin like a JPEG 2000 picture");
  }
  let colourSpace: Jpeg2000Header["colourSpace"] = null;
  let palette: number | null = null;
  for (let position = 0; position + 8 <= bytes.length;) {
    const name = String.fromCharCode(...bytes.subarray(position + 4, position + 8));
    let length = view.getUint32(position);
    let body = position + 8;
    if (length === 1) {
      if (position + 16 > bytes.length) break;
      length = Number(view.getBigUint64(body));
      body += 8;
    }
    if (name === "jp2c") return readSize(view, body, colourSpace, palette);
    if (name === "colr" && body + 7 <= bytes.length && bytes[body] === 1) {
      colourSpace ??= COLOUR_SPACES[view.getUint32(body + 3)] ?? null;
    } else if (name === "pclr" && body + 3 <= bytes.length) {
      palette = bytes[body + 2]!;
    }
    if (length === 0) break;
    position = SUPER_BOXES.has(name) ? body : position + Math.max(length, 8);
  }
  throw corruptPicture("JPEG 2000", "it holds no codestream");
}

function readSize(
  view: DataView,
  start: number,
  colourSpace: Jpeg2000Header["colourSpace"],
  palette: number | null,
): Jpeg2000Header {
  if (start + 42 > view.byteLength || view.getUint32(start) !== 0xff4fff51) {
    throw corruptPicture("JPEG 2000", "its size segment is missing");
  }
  const word = (offset: number): number => view.getUint32(start + offset);
  const count = view.getUint16(start + 40);
  if (count === 0 || start + 42 + 3 * count > view.byteLength) {
    throw corruptPicture("JPEG 2000", "its size segment is too short");
  }
  const components = Array.from({ length: count }, (_, index) => start + 42 + 3 * index);
  const bits = Math.max(...components.map((at) => (view.getUint8(at) & 127) + 1));
  const signed = components.map((at) => view.getUint8(at) >> 7 === 1);
  if (bits > 32) throw unsupportedPicture("JPEG 2000", `it has ${bits} bits`);
  if (signed.includes(!signed[0])) throw unsupportedPicture("JPEG 2000", "signed and unsigned components are mixed");
  const tileWidth = word(24);
  const tileHeight = word(28);
  const tiles = Math.ceil((word(8) - word(32)) / tileWidth) * Math.ceil((word(12) - word(36)) / tileHeight);
  if (!(tiles > 0 && tiles < 65536)) throw corruptPicture("JPEG 2000", "its number of tiles is impossible");
  const width = word(8) - word(16);
  const height = word(12) - word(20);
  if (width <= 0 || height <= 0) throw corruptPicture("JPEG 2000", "its size is impossible");
  return {
    width,
    height,
    samples: palette ?? count,
    dtype: typeOf(bits, signed[0]!),
    bits,
    subsampling: components.map((at) => ({ horizontal: view.getUint8(at + 1), vertical: view.getUint8(at + 2) })),
    tileWidth,
    tileHeight,
    tiles,
    colourSpace,
    hasPalette: palette !== null,
  };
}

function typeOf(bits: number, signed: boolean): DataType {
  if (bits <= 8) return signed ? "int8" : "uint8";
  if (bits <= 16) return signed ? "int16" : "uint16";
  return signed ? "int32" : "uint32";
}
