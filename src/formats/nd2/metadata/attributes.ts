import { type DataType, itemSize } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { damaged } from "../errors.ts";
import { countField, nodeWith, numberField, type VariantNode } from "./variant.ts";

/** How the pixels of a frame lie: rows of pixels, the components of a pixel next to each other. */
export type FrameFormat = {
  width: number;
  height: number;
  /** Components of a pixel: channels, or channels × colours. */
  components: number;
  dtype: DataType;
  /** Bytes from one row to the next: rows are filled up to multiples of 4. */
  rowBytes: number;
  compression: "none" | "zlib";
};

/** What `ImageAttributes` says. */
export type ImageAttributes = {
  format: FrameFormat;
  /** Frames that the file should hold; 0 if the acquisition was never finished. */
  frames: number;
  /** Bits that carry data, or null if all do. */
  significantBits: number | null;
};

/** `ePixelType`. */
const PIXEL_TYPE = { signed: 0, real: 2 };
/** `eCompression`; anything else is "not compressed". */
const COMPRESSION = { lossless: 0, lossy: 1 };

/**
 * Reads the description of the pixels (`SLxImageAttributes`).
 * @throws `corrupt`, `limit`, `unsupported-feature` for lossy compression (no public document or program knows it) and
 *   odd pixel types
 */
export function parseAttributes(root: VariantNode | null, file: string): ImageAttributes {
  const node = nodeWith(root, "uiWidth");
  const width = countField(node, "uiWidth") ?? 0;
  const height = countField(node, "uiHeight") ?? 0;
  const components = countField(node, "uiComp") ?? 1;
  const bits = countField(node, "uiBpcInMemory") ?? 0;
  if (width === 0 || height === 0 || components === 0) throw damaged(file, "it does not say how large its image is");
  if (components > LIMITS.channels) {
    throw new ZarrdropError("limit", `${file} says that it has ${components} channels.`, { file });
  }
  const dtype = dataTypeOf(bits, numberField(node, "ePixelType"), file);
  const tight = width * components * itemSize(dtype);
  // Old writers leave it out.
  const rowBytes = countField(node, "uiWidthBytes") || tight;
  if (rowBytes < tight || rowBytes % itemSize(dtype) !== 0) {
    throw damaged(file, "its rows are too short for its pixels", `${rowBytes} of ${tight} bytes`);
  }
  const significant = countField(node, "uiBpcSignificant") ?? bits;
  return {
    format: { width, height, components, dtype, rowBytes, compression: compressionOf(node, file) },
    frames: countField(node, "uiSequenceCount") ?? 0,
    significantBits: significant > 0 && significant < bits ? significant : null,
  };
}

function compressionOf(node: VariantNode | null, file: string): FrameFormat["compression"] {
  const compression = numberField(node, "eCompression");
  if (compression === COMPRESSION.lossy) {
    throw new ZarrdropError(
      "unsupported-feature",
      `${file} is compressed with loss, in a way that only NIS-Elements can read.`,
      { file, advice: "Save it from NIS-Elements without compression, or with lossless compression." },
    );
  }
  return compression === COMPRESSION.lossless ? "zlib" : "none";
}

/** Without a pixel type, 32 bits are floating point: older programs wrote no other 32-bit images. */
function dataTypeOf(bits: number, type: number | null, file: string): DataType {
  const bytes = Math.ceil(bits / 8);
  const isReal = type === PIXEL_TYPE.real || (type === null && bytes === 4);
  const table: Record<number, DataType> = isReal
    ? { 2: "float16", 4: "float32", 8: "float64" }
    : type === PIXEL_TYPE.signed
      ? { 1: "int8", 2: "int16", 4: "int32" }
      : { 1: "uint8", 2: "uint16", 4: "uint32" };
  const dtype = table[bytes];
  if (dtype === undefined) {
    throw new ZarrdropError("unsupported-feature", `${file} has pixels of ${bits} bits, which cannot be read.`, {
      file,
      technical: `uiBpcInMemory ${bits}, ePixelType ${type}`,
    });
  }
  return dtype;
}
