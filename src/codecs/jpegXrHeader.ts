import type { DataType } from "../model/dtype.ts";
import { corruptPicture, unsupportedPicture, type PictureHeader } from "./pictures.ts";

/** What the directory of a JPEG XR file says. */
export type JpegXrHeader = PictureHeader & {
  /** The first three samples are stored, and returned, as blue, green, red. */
  blueFirst: boolean;
  /** The last sample is alpha. */
  alpha: boolean;
  /** Where the coded picture (and its plane of alpha) ends in the file; 0 where the file does not say. */
  end: number;
};

type Format = { samples: number; dtype: DataType; blueFirst?: true; alpha?: true };

/** Pixel formats by the last byte of their identifier, those with whole samples (ITU-T T.832, table A.6). */
const FORMATS: Record<number, Format> = {
  0x08: { samples: 1, dtype: "uint8" },
  0x0b: { samples: 1, dtype: "uint16" },
  0x0c: { samples: 3, dtype: "uint8", blueFirst: true },
  0x0d: { samples: 3, dtype: "uint8" },
  0x0e: { samples: 3, dtype: "uint8", blueFirst: true },
  0x0f: { samples: 4, dtype: "uint8", blueFirst: true, alpha: true },
  0x10: { samples: 4, dtype: "uint8", blueFirst: true, alpha: true },
  0x11: { samples: 1, dtype: "float32" },
  0x12: { samples: 3, dtype: "float32" },
  0x13: { samples: 1, dtype: "float32" },
  0x15: { samples: 3, dtype: "uint16" },
  0x16: { samples: 4, dtype: "uint16", alpha: true },
  0x17: { samples: 4, dtype: "uint16", alpha: true },
  0x18: { samples: 3, dtype: "float32" },
  0x19: { samples: 4, dtype: "float32", alpha: true },
  0x1a: { samples: 4, dtype: "float32", alpha: true },
  0x1b: { samples: 3, dtype: "float32" },
  0x1c: { samples: 4, dtype: "uint8" },
  0x1d: { samples: 4, dtype: "float32", alpha: true },
  0x1e: { samples: 4, dtype: "float32", alpha: true },
  0x1f: { samples: 4, dtype: "uint16" },
  0x2c: { samples: 5, dtype: "uint8", alpha: true },
  0x2d: { samples: 5, dtype: "uint16", alpha: true },
  0x3a: { samples: 4, dtype: "float16", alpha: true },
  0x3b: { samples: 3, dtype: "float16" },
  0x3e: { samples: 1, dtype: "float16" },
  0x3f: { samples: 1, dtype: "float32" },
  0x40: { samples: 3, dtype: "float32" },
  0x41: { samples: 3, dtype: "float32" },
  0x42: { samples: 3, dtype: "float16" },
};

/** 3 to 8 channels: without alpha in 8 and 16 bits, with alpha in 8 and 16 bits. */
for (let channels = 3; channels <= 8; channels++) {
  FORMATS[0x1d + channels] = { samples: channels, dtype: "uint8" };
  FORMATS[0x23 + channels] = { samples: channels, dtype: "uint16" };
  FORMATS[0x2b + channels] = { samples: channels + 1, dtype: "uint8", alpha: true };
  FORMATS[0x31 + channels] = { samples: channels + 1, dtype: "uint16", alpha: true };
}

const FAMILY = "24c3dd6f034efe4bb1853d77768dc9";

/** Formats that came later have identifiers of their own. */
const LATER_FORMATS: Record<string, Format> = {
  "956b8cd9fe3ed647bb25eb1748ab0cf1": { samples: 3, dtype: "uint8" },
  "2dadc7f58d6add43a7a8a29935261ae9": { samples: 4, dtype: "uint8", alpha: true },
  "50a6c43c27a5374da9163142c7ebedba": { samples: 4, dtype: "uint8", alpha: true },
  "8fd7fee3dbe8cf4a84c1e97f6136b327": { samples: 3, dtype: "float32" },
};

const PIXEL_FORMAT = 0xbc01;
const IMAGE_WIDTH = 0xbc80;
const IMAGE_HEIGHT = 0xbc81;
/** Offset and length of the coded picture, and of its plane of alpha. */
const IMAGE_OFFSET = 0xbcc0;
const IMAGE_BYTES = 0xbcc1;
const ALPHA_OFFSET = 0xbcc2;
const ALPHA_BYTES = 0xbcc3;

/**
 * Reads the directory of a JPEG XR file (ITU-T T.832, annex A): size and pixel format.
 * @throws `corrupt`, `unsupported-feature` for packed formats (fewer than 8 bits a sample, RGBE, subsampled YCC)
 */
export function readJpegXrHeader(bytes: Uint8Array): JpegXrHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint16(0) !== 0x4949 || bytes[2] !== 0xbc) {
    throw corruptPicture("JPEG XR", "it does not begin like a JPEG XR file");
  }
  const directory = view.getUint32(4, true);
  if (directory + 2 > bytes.length) throw corruptPicture("JPEG XR", "its directory is missing");
  const count = view.getUint16(directory, true);
  if (directory + 2 + 12 * count > bytes.length) throw corruptPicture("JPEG XR", "its directory ends too early");
  const values = new Map<number, number>();
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + 12 * entry;
    values.set(view.getUint16(at, true), oneValue(view, at));
  }
  const value = (tag: number): number => values.get(tag) ?? 0;
  const width = value(IMAGE_WIDTH);
  const height = value(IMAGE_HEIGHT);
  const format = formatAt(bytes, value(PIXEL_FORMAT));
  if (width === 0 || height === 0) throw corruptPicture("JPEG XR", "its size is missing");
  if (format === undefined) throw unsupportedPicture("JPEG XR", "its pixel format is unknown");
  const { samples, dtype, blueFirst = false, alpha = false } = format;
  const bits = dtype === "uint8" ? 8 : dtype === "float32" ? 32 : 16;
  // jxrlib writes the end of the plane of alpha where its length belongs.
  const alphaBytes = value(ALPHA_BYTES);
  const alphaEnd = alphaBytes >= value(ALPHA_OFFSET) ? alphaBytes : value(ALPHA_OFFSET) + alphaBytes;
  const end = Math.max(value(IMAGE_OFFSET) + value(IMAGE_BYTES), alphaEnd);
  return { width, height, samples, dtype, bits, blueFirst, alpha, end };
}

function formatAt(bytes: Uint8Array, offset: number): Format | undefined {
  const hex = Array.from(bytes.subarray(offset, offset + 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.startsWith(FAMILY) ? FORMATS[Number.parseInt(hex.slice(30), 16)] : LATER_FORMATS[hex];
}

/** One value of type BYTE, SHORT or LONG lies in the low bytes of the entry's last word; of others that word is the offset. */
function oneValue(view: DataView, entry: number): number {
  switch (view.getUint16(entry + 2, true)) {
    case 1:
      return view.getUint8(entry + 8);
    case 3:
      return view.getUint16(entry + 8, true);
    default:
      return view.getUint32(entry + 8, true);
  }
}
