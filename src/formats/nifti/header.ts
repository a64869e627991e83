import { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";

/** What a header says. Axes are those of the file, the fastest first. */
export type NiftiHeader = {
  kind: "NIfTI-1" | "NIfTI-2" | "Analyze 7.5";
  /** The pixels follow in the same file. */
  isSingle: boolean;
  littleEndian: boolean;
  sizes: number[];
  spacings: number[];
  pixel: { dtype: DataType; samples: 1 | 3 | 4 };
  /** Byte at which the pixels begin. */
  offset: number;
  /** What a value is multiplied with, and what is added then; a slope of 0 means nothing. */
  slope: number;
  intercept: number;
  /** Display range; both 0 where the file has none. */
  window: { start: number; end: number };
  /** Bits of NIfTI's units, or the text of Analyze's. */
  units: number | string;
  firstTime: number;
  description: string;
  intent: { code: number; name: string };
  /** Rows of the transformation to x, y, z of the room, in the unit of space; null where there is none. */
  placement: { rows: number[][]; kind: string } | null;
};

const TYPES: Record<number, NiftiHeader["pixel"]> = {
  2: { dtype: "uint8", samples: 1 },
  4: { dtype: "int16", samples: 1 },
  8: { dtype: "int32", samples: 1 },
  16: { dtype: "float32", samples: 1 },
  32: { dtype: "complex64", samples: 1 },
  64: { dtype: "float64", samples: 1 },
  128: { dtype: "uint8", samples: 3 },
  256: { dtype: "int8", samples: 1 },
  512: { dtype: "uint16", samples: 1 },
  768: { dtype: "uint32", samples: 1 },
  1024: { dtype: "int64", samples: 1 },
  1280: { dtype: "uint64", samples: 1 },
  1792: { dtype: "complex128", samples: 1 },
  2304: { dtype: "uint8", samples: 4 },
};

const BYTES = { one: 348, two: 540 };
/** Pixels of a single file begin behind four bytes that say whether there are extensions. */
const FIRST_PIXEL = { one: 352, two: 544 };
const MOST_AXES = 7;
/** Tables of connections between places in the brain (CIFTI). */
const CIFTI = { first: 3000, last: 3099 };

/** Where each field is, and how its numbers are stored. */
type Layout = {
  dim: number;
  type: number;
  pixdim: number;
  offset: number;
  slope: number;
  calMax: number;
  firstTime: number;
  description: number;
  codes: number;
  quaternion: number;
  rows: number;
  units: number;
  intent: number;
  intentName: number;
};
const ONE: Layout = { dim: 40, type: 70, pixdim: 76, offset: 108, slope: 112, calMax: 124, firstTime: 136, description: 148, codes: 252, quaternion: 256, rows: 280, units: 123, intent: 68, intentName: 328 }; // prettier-ignore
const TWO: Layout = { dim: 16, type: 12, pixdim: 104, offset: 168, slope: 176, calMax: 192, firstTime: 216, description: 240, codes: 344, quaternion: 352, rows: 400, units: 500, intent: 504, intentName: 508 }; // prettier-ignore

/**
 * Reads a header of any of the three kinds (nifti1.h, nifti2.h; Analyze 7.5's dbh.h).
 * @throws `corrupt`, `unsupported-feature` for pixels and tables that are not read
 */
export async function readNiftiHeader(source: ByteSource, signal: AbortSignal): Promise<NiftiHeader> {
  const first = await source.read(0, BYTES.one, signal);
  const length = new DataView(first.buffer, first.byteOffset).getInt32(0, true);
  const isTwo = [BYTES.two, swapped(BYTES.two)].includes(length);
  if (!isTwo && ![BYTES.one, swapped(BYTES.one)].includes(length)) {
    throw new ZarrdropError("corrupt", `${source.name} does not begin as a NIfTI image does.`);
  }
  const bytes = isTwo ? await source.read(0, BYTES.two, signal) : first;
  const cursor = new Cursor(bytes, source.name, length === BYTES.one || length === BYTES.two);
  return isTwo ? parse(cursor, TWO, "NIfTI-2") : parse(cursor, ONE, isNiftiOne(cursor) ? "NIfTI-1" : "Analyze 7.5");
}

function swapped(value: number): number {
  return new DataView(Int32Array.of(value).buffer).getInt32(0, false);
}

function isNiftiOne(cursor: Cursor): boolean {
  return /^n[i+]1$/.test(cursor.seek(344).ascii(4));
}

function parse(cursor: Cursor, at: Layout, kind: NiftiHeader["kind"]): NiftiHeader {
  const isTwo = kind === "NIfTI-2";
  const real = (place: number, index = 0): number => {
    return isTwo ? cursor.seek(place + 8 * index).f64() : cursor.seek(place + 4 * index).f32();
  };
  const size = (index: number): number =>
    isTwo ? cursor.seek(at.dim + 8 * index).i64() : cursor.seek(at.dim + 2 * index).i16();
  const integer = (place: number): number => (isTwo ? cursor.seek(place).i32() : cursor.seek(place).i16());
  const count = size(0);
  if (count < 1 || count > MOST_AXES) throw new ZarrdropError("corrupt", `The header gives an image of ${count} axes.`);
  const sizes = Array.from({ length: count }, (_, axis) => size(axis + 1));
  if (sizes.some((length) => length < 1)) {
    throw new ZarrdropError("corrupt", "The header gives impossible sizes.", { technical: sizes.join(" × ") });
  }
  const isAnalyze = kind === "Analyze 7.5";
  const intent = {
    code: isAnalyze ? 0 : integer(at.intent),
    name: isAnalyze ? "" : cursor.seek(at.intentName).ascii(16),
  };
  refuseTable(intent.code);
  const isSingle = cursor.seek(isTwo ? 4 : 344).ascii(2) === "n+";
  const offset = isTwo ? cursor.seek(at.offset).i64() : real(at.offset);
  return {
    kind,
    isSingle,
    littleEndian: cursor.littleEndian,
    sizes,
    spacings: sizes.map((_, axis) => Math.abs(real(at.pixdim, axis + 1))),
    pixel: pixelOf(cursor.seek(at.type).i16()),
    offset: firstPixel(offset, isSingle ? (isTwo ? FIRST_PIXEL.two : FIRST_PIXEL.one) : 0),
    // SPM keeps its factor in the same place of Analyze's header.
    slope: real(at.slope),
    intercept: isAnalyze ? 0 : real(at.slope, 1),
    window: { start: isAnalyze ? 0 : real(at.calMax, 1), end: isAnalyze ? 0 : real(at.calMax) },
    units: isAnalyze ? cursor.seek(56).ascii(4) : isTwo ? cursor.seek(at.units).i32() : cursor.seek(at.units).u8(),
    firstTime: isAnalyze ? 0 : real(at.firstTime),
    description: cursor.seek(at.description).ascii(80).trim(),
    intent,
    placement: isAnalyze ? null : placementOf(at, real, [integer(at.codes), integer(at.codes + (isTwo ? 4 : 2))]),
  };
}

function firstPixel(given: number, smallest: number): number {
  if (Number.isSafeInteger(given) && given >= 0) return Math.max(given, smallest);
  throw new ZarrdropError("corrupt", "The header gives an impossible place for the pixels.", { technical: `${given}` });
}

function pixelOf(type: number): NiftiHeader["pixel"] {
  const pixel = TYPES[type];
  if (pixel !== undefined) return pixel;
  throw new ZarrdropError(
    "unsupported-feature",
    `The file has pixels of a kind that is not read (NIfTI type ${type}).`,
  );
}

function refuseTable(intent: number): void {
  if (intent < CIFTI.first || intent > CIFTI.last) return;
  throw new ZarrdropError(
    "unsupported-feature",
    "The file is a table of connections in the brain (CIFTI) and no image.",
  );
}

type Real = (place: number, index?: number) => number;

/** The method that is preferred by those who wrote the standard: rows of a matrix, else a rotation with an offset. */
function placementOf(at: Layout, real: Real, [rotated, general]: [number, number]): NiftiHeader["placement"] {
  if (general > 0) {
    const rows = [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => real(at.rows, 4 * row + column)));
    return { rows, kind: `sform ${general}` };
  }
  return rotated > 0 ? { rows: rotation(at, real), kind: `qform ${rotated}` } : null;
}

/** From a unit quaternion (nifti1.h, method 2). */
function rotation(at: Layout, real: Real): number[][] {
  const [b, c, d] = [0, 1, 2].map((index) => real(at.quaternion, index)) as [number, number, number]; // Three of three.
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const turn = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
  ];
  const handed = real(at.pixdim) < 0 ? -1 : 1;
  return turn.map((row, index) => [
    ...row.map((value, axis) => value * real(at.pixdim, axis + 1) * (axis === 2 ? handed : 1)),
    real(at.quaternion, 3 + index),
  ]);
}
