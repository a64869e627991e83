import type { DecodedPicture } from "./codec.ts";
import {
  checkPictureSize,
  corruptPicture,
  unsupportedPicture,
  type PictureHeader,
  type PictureOptions,
} from "./pictures.ts";

/** What a BMP file says of itself. */
export type BmpHeader = PictureHeader & {
  /** Bits of a pixel in the file: 1, 2, 4, 8, 16, 24 or 32. */
  bitsPerPixel: number;
  compression: "none" | "rle8" | "rle4";
  /** The first row in the file is the top one. */
  topDown: boolean;
  /** Red, green, blue (and alpha) bits of a pixel of 16 or 32 bits; null for the others. */
  masks: readonly number[] | null;
  /** RGB entries of a palette; null without one. */
  palette: Uint8Array | null;
  dataOffset: number;
};

const RGB = 0;
const RLE8 = 1;
const RLE4 = 2;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/**
 * Reads the headers of a Windows or OS/2 bitmap (BITMAPCOREHEADER, BITMAPINFOHEADER and its later versions). `samples`:
 * 1 for a palette that is the gray ramp, 3 for RGB, 4 where there is a mask for alpha. 1-bit black and white keeps
 * `bits` 1 with the values 0 and 255.
 * @throws `corrupt`, `unsupported-feature` (JPEG or PNG inside)
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  if (bytes.length < 26 || bytes[0] !== 0x42 || bytes[1] !== 0x4d) {
    throw corruptPicture("BMP", "it does not begin like a BMP file");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(14, true);
  const core = headerSize === 12;
  if ((!core && headerSize < 40) || 14 + headerSize > bytes.length) {
    throw corruptPicture("BMP", "its header has an impossible size");
  }
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bitsPerPixel = view.getUint16(core ? 24 : 28, true);
  const method = core ? RGB : view.getUint32(30, true);
  if (width <= 0 || height === 0) throw corruptPicture("BMP", "its size is impossible");
  if (![1, 2, 4, 8, 16, 24, 32].includes(bitsPerPixel))
    throw corruptPicture("BMP", "its bits per pixel are impossible");
  const compression = compressionOf(method, bitsPerPixel);
  const masks = readMasks(view, headerSize, method, bitsPerPixel);
  // Masks that follow a 40-byte header lie between it and the palette.
  const maskBytes = headerSize === 40 ? (method === BIT_FIELDS ? 12 : method === ALPHA_BIT_FIELDS ? 16 : 0) : 0;
  const palette = bitsPerPixel <= 8 ? readPalette(view, 14 + headerSize + maskBytes, bitsPerPixel, core) : null;
  const gray = palette !== null && isGrayRamp(palette);
  return {
    width,
    height: Math.abs(height),
    samples: gray ? 1 : masks !== null && masks[3] !== 0 ? 4 : 3,
    dtype: "uint8",
    bits: gray && bitsPerPixel === 1 ? 1 : 8,
    bitsPerPixel,
    compression,
    topDown: height < 0,
    masks,
    palette,
    dataOffset: view.getUint32(10, true),
  };
}

/**
 * Decodes a bitmap of 1 to 32 bits a pixel, plain or run-length coded; 5- and 6-bit colours are stretched to 8 bits as
 * ⌊v·255/max⌋.
 * @throws `corrupt` (also for missing rows), `unsupported-feature`, `limit`
 */
export function decodeBmp(bytes: Uint8Array, options: PictureOptions = {}): DecodedPicture {
  const header = readBmpHeader(bytes);
  checkPictureSize("BMP", header, options);
  const { width, height, samples, dtype, bits } = header;
  const pixels = new Uint8Array(width * height * samples);
  if (header.palette !== null) {
    const indices = header.compression === "none" ? unpackIndices(bytes, header) : expandRuns(bytes, header);
    paintIndices(header, header.palette, indices, pixels);
  } else if (header.masks !== null) {
    paintMasked(bytes, header, header.masks, pixels);
  } else {
    paintTriples(bytes, header, pixels);
  }
  return { width, height, samples, dtype, bits, pixels };
}

function compressionOf(method: number, bits: number): BmpHeader["compression"] {
  if (method === RGB) return "none";
  if (method === RLE8 && bits === 8) return "rle8";
  if (method === RLE4 && bits === 4) return "rle4";
  if ((method === BIT_FIELDS || method === ALPHA_BIT_FIELDS) && (bits === 16 || bits === 32)) return "none";
  throw unsupportedPicture("BMP", `its compression is ${method} with ${bits} bits`);
}

function readMasks(view: DataView, headerSize: number, method: number, bits: number): number[] | null {
  if (bits !== 16 && bits !== 32) return null;
  if (method === RGB) return bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const count = method === ALPHA_BIT_FIELDS || headerSize >= 56 ? 4 : 3;
  if (54 + 4 * count > view.byteLength) throw corruptPicture("BMP", "it ends in its header");
  const masks = Array.from({ length: count }, (_, index) => view.getUint32(54 + 4 * index, true));
  return count === 4 ? masks : [...masks, 0];
}

function readPalette(view: DataView, offset: number, bits: number, core: boolean): Uint8Array {
  const entrySize = core ? 3 : 4;
  const used = core ? 0 : view.getUint32(46, true);
  const entries = used > 0 && used <= 1 << bits ? used : 1 << bits;
  if (offset + entries * entrySize > view.byteLength) throw corruptPicture("BMP", "it ends in its palette");
  const palette = new Uint8Array(3 << bits);
  for (let entry = 0; entry < entries; entry++) {
    for (let sample = 0; sample < 3; sample++) {
      palette[3 * entry + sample] = view.getUint8(offset + entry * entrySize + 2 - sample);
    }
  }
  return palette;
}

function isGrayRamp(palette: Uint8Array): boolean {
  const entries = palette.length / 3;
  const step = entries === 2 ? 255 : 1;
  return palette.every((value, index) => value === Math.floor(index / 3) * step);
}

/** Bytes of a row in the file: a multiple of 4. */
function rowStride(header: BmpHeader): number {
  return Math.ceil((header.width * header.bitsPerPixel) / 32) * 4;
}

/**
 * Offset of the row that is `y` from the top.
 * @throws `corrupt` if the file ends before the last row's pixels
 */
function rowOffsets(bytes: Uint8Array, header: BmpHeader): (y: number) => number {
  const stride = rowStride(header);
  const lastRow = Math.ceil((header.width * header.bitsPerPixel) / 8);
  if (header.dataOffset + stride * (header.height - 1) + lastRow > bytes.length) {
    throw corruptPicture("BMP", "it ends before its last row");
  }
  return (y) => header.dataOffset + stride * (header.topDown ? y : header.height - 1 - y);
}

function unpackIndices(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bitsPerPixel } = header;
  const offsetOf = rowOffsets(bytes, header);
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bitsPerPixel;
  const mask = (1 << bitsPerPixel) - 1;
  for (let y = 0; y < height; y++) {
    const offset = offsetOf(y);
    for (let x = 0; x < width; x++) {
      const shift = 8 - bitsPerPixel * ((x % perByte) + 1);
      indices[y * width + x] = (bytes[offset + Math.floor(x / perByte)]! >> shift) & mask;
    }
  }
  return indices;
}

/** RLE8 and RLE4: runs, literal runs padded to 16 bits, jumps; what is jumped over stays 0. Rows come bottom up. */
function expandRuns(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height } = header;
  const nibbles = header.compression === "rle4";
  const indices = new Uint8Array(width * height);
  let position = header.dataOffset;
  let x = 0;
  let y = 0; // from the first row of the file
  const next = (): number => {
    const value = bytes[position];
    if (value === undefined) throw corruptPicture("BMP", "its runs end too early");
    position += 1;
    return value;
  };
  const put = (index: number): void => {
    if (x < width && y < height) indices[(header.topDown ? y : height - 1 - y) * width + x] = index;
    x += 1;
  };
  while (y < height) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let pixel = 0; pixel < count; pixel++) put(!nibbles ? value : pixel % 2 === 0 ? value >> 4 : value & 15);
    } else if (value === 0) {
      x = 0;
      y += 1;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      x += next();
      y += next();
    } else {
      let pair = 0;
      for (let pixel = 0; pixel < value; pixel++) {
        if (!nibbles) put(next());
        else if (pixel % 2 === 0) put((pair = next()) >> 4);
        else put(pair & 15);
      }
      const literalBytes = nibbles ? Math.ceil(value / 2) : value;
      if (literalBytes % 2 === 1) position += 1;
    }
  }
  return indices;
}

function paintIndices(header: BmpHeader, palette: Uint8Array, indices: Uint8Array, pixels: Uint8Array): void {
  const { samples } = header;
  for (let pixel = 0; pixel < indices.length; pixel++) {
    for (let sample = 0; sample < samples; sample++) {
      pixels[pixel * samples + sample] = palette[3 * indices[pixel]! + sample]!;
    }
  }
}

function paintTriples(bytes: Uint8Array, header: BmpHeader, pixels: Uint8Array): void {
  const offsetOf = rowOffsets(bytes, header);
  for (let y = 0, target = 0; y < header.height; y++) {
    let source = offsetOf(y);
    for (let x = 0; x < header.width; x++, source += 3, target += 3) {
      pixels[target] = bytes[source + 2]!;
      pixels[target + 1] = bytes[source + 1]!;
      pixels[target + 2] = bytes[source]!;
    }
  }
}

function paintMasked(bytes: Uint8Array, header: BmpHeader, masks: readonly number[], pixels: Uint8Array): void {
  const offsetOf = rowOffsets(bytes, header);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = header.bitsPerPixel / 8;
  const fields = masks.slice(0, header.samples).map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    const largest = mask >>> shift;
    return { mask, shift, largest: largest === 0 ? 1 : largest };
  });
  for (let y = 0, target = 0; y < header.height; y++) {
    const offset = offsetOf(y);
    for (let x = 0; x < header.width; x++) {
      const value = size === 2 ? view.getUint16(offset + 2 * x, true) : view.getUint32(offset + 4 * x, true);
      for (const { mask, shift, largest } of fields) {
        pixels[target++] = Math.floor((((value & mask) >>> shift) * 255) / largest);
      }
    }
  }
}
