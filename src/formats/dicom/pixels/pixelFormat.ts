import type { DataType } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import type { DataSet } from "../dataset/dataSet.ts";
import type { ReadDataSet } from "../dataset/readDataSet.ts";
import { PIXEL_DATA, TAGS } from "../dataset/tags.ts";

/** What an image's pixels are (PS3.3, C.7.6.3). */
export type PixelFormat = {
  rows: number;
  columns: number;
  samples: number;
  /** Bits that a value takes in the file, that carry data, and the number of the highest of these. */
  allocated: number;
  stored: number;
  highBit: number;
  signed: boolean;
  dtype: DataType;
  /** Samples lie one after the other, each as a plane. */
  isPlanar: boolean;
  photometric: string;
  frames: number;
  /** Bytes of a pair are in the other order: bytes as words of a big-endian file. */
  isSwapped: boolean;
};

const INTEGERS: Readonly<Record<number, readonly [unsigned: DataType, signed: DataType]>> = {
  1: ["uint8", "uint8"],
  8: ["uint8", "int8"],
  16: ["uint16", "int16"],
  32: ["uint32", "int32"],
  64: ["uint64", "int64"],
};

/**
 * What the data set says of its pixels.
 * @throws `corrupt`, `unsupported-feature`, `unsupported-format` for a file without pixels
 */
export function pixelFormatOf<Frame>(read: ReadDataSet<Frame>, file: string, littleEndian: boolean): PixelFormat {
  const { data, pixels } = read;
  const rows = data.number(TAGS.Rows);
  const columns = data.number(TAGS.Columns);
  if (pixels === null || rows === null || columns === null) {
    throw new ZarrdropError("unsupported-format", `${file} is a DICOM file without an image${kindOf(data)}.`);
  }
  const samples = data.number(TAGS.SamplesPerPixel) ?? 1;
  const allocated = data.number(TAGS.BitsAllocated) ?? 8;
  const stored = data.number(TAGS.BitsStored) ?? allocated;
  const highBit = data.number(TAGS.HighBit) ?? stored - 1;
  const signed = data.number(TAGS.PixelRepresentation) === 1;
  const frames = Math.max(1, data.number(TAGS.NumberOfFrames) ?? 1);
  if (!Number.isSafeInteger(frames) || frames > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", `${file} has too many frames.`, { technical: `${frames}` });
  }
  const isFine = samples >= 1 && stored >= 1 && stored <= highBit + 1 && highBit < allocated && rows > 0 && columns > 0;
  if (!isFine) {
    const technical = `${columns} × ${rows} × ${samples}, ${allocated}/${stored}/${highBit}`;
    throw new ZarrdropError("corrupt", `${file} says impossible things of its pixels.`, { technical });
  }
  const types = INTEGERS[allocated];
  if (types === undefined || (allocated === 1 && samples > 1)) {
    throw new ZarrdropError("unsupported-feature", `${file} has pixels of ${allocated} bits, which are not read.`);
  }
  const isFloat = pixels.tag !== PIXEL_DATA.usual;
  return {
    rows,
    columns,
    samples,
    allocated,
    stored,
    highBit,
    signed,
    dtype: isFloat ? floatOf(pixels.tag) : types[signed ? 1 : 0],
    isPlanar: samples > 1 && data.number(TAGS.PlanarConfiguration) === 1,
    photometric: data.text(TAGS.PhotometricInterpretation),
    frames,
    isSwapped: !littleEndian && pixels.vr === "OW" && allocated <= 8,
  };
}

function floatOf(tag: number): DataType {
  return tag === PIXEL_DATA.float ? "float32" : "float64";
}

function kindOf(data: DataSet): string {
  const modality = data.text(TAGS.Modality);
  return modality === "" ? "" : ` (${modality})`;
}

/** Whether values of integers have bits that belong to nothing or to something else, or a sign that is not where the type has it. */
export function hasLooseBits({ allocated, stored, highBit, signed, dtype }: PixelFormat): boolean {
  if (allocated === 1 || dtype.startsWith("float")) return false;
  return highBit !== stored - 1 || (signed && stored < allocated);
}
