import { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";

/** Bytes of the fixed header. */
export const HEADER_BYTES = 1024;
/** "IMOD", where IMOD or SerialEM wrote the file, and the flag that says that bytes are signed there. */
const IMOD_STAMP = 1_146_047_817;
const IMOD_SIGNED = 1;
const LABELS = { at: 224, bytes: 80, most: 10 };

/** How values are stored. `complex-integer`: pairs of 16-bit integers; `nibble`: two values of 4 bits in a byte; `rgb`: three bytes. */
export type MrcPixel = { dtype: DataType; stored: "plain" | "complex-integer" | "nibble" | "rgb" };

/** What the fixed header says. The arrays are of the file's columns, rows and sections, or of x, y, z. */
export type MrcHeader = {
  littleEndian: boolean;
  /** Columns, rows, sections. */
  lengths: [number, number, number];
  mode: number;
  pixel: MrcPixel;
  /** First column, row and section, in grid steps. */
  starts: [number, number, number];
  /** Grid steps of the cell along x, y, z, its lengths in ångström, its angles in degrees. */
  grid: [number, number, number];
  cell: [number, number, number];
  angles: [number, number, number];
  /** Which of x, y, z (0, 1, 2) the columns, rows and sections are. */
  letters: [number, number, number];
  range: { min: number; max: number; mean: number };
  spaceGroup: number;
  /** The extended header: its kind (four letters, or none) and length. */
  extended: { kind: string; bytes: number };
  /** Place of the first value in ångström; 0 where the file says nothing. */
  origin: [number, number, number];
  labels: string[];
};

const PIXELS: Record<number, MrcPixel> = {
  1: { dtype: "int16", stored: "plain" },
  2: { dtype: "float32", stored: "plain" },
  3: { dtype: "complex64", stored: "complex-integer" },
  4: { dtype: "complex64", stored: "plain" },
  6: { dtype: "uint16", stored: "plain" },
  12: { dtype: "float16", stored: "plain" },
  16: { dtype: "uint8", stored: "rgb" },
  101: { dtype: "uint8", stored: "nibble" },
};

/**
 * Reads the fixed header (MRC2014; IMOD's additions).
 * @throws `corrupt`, `unsupported-feature` for a mode that is not known
 */
export async function readMrcHeader(source: ByteSource, signal: AbortSignal): Promise<MrcHeader> {
  const file = source.name;
  const bytes = await source.read(0, HEADER_BYTES, signal);
  const cursor = new Cursor(bytes, file, isLittleEndian(bytes));
  const integers = (at: number): [number, number, number] =>
    [at, at + 4, at + 8].map((each) => cursor.seek(each).i32()) as [number, number, number]; // Three of three.
  const floats = (at: number): [number, number, number] =>
    [at, at + 4, at + 8].map((each) => cursor.seek(each).f32()) as [number, number, number]; // Likewise.
  const lengths = integers(0);
  const mode = cursor.seek(12).i32();
  const [min, max, mean] = floats(76);
  const range = { min, max, mean };
  const extendedBytes = cursor.seek(92).i32();
  if (lengths.some((length) => length < 1) || extendedBytes < 0) {
    throw new ZarrdropError("corrupt", `${file} is damaged: its header gives impossible sizes.`, {
      file,
      technical: `${lengths.join(" × ")}, extended header of ${extendedBytes}`,
    });
  }
  return {
    littleEndian: cursor.littleEndian,
    lengths,
    mode,
    pixel: pixelOf(cursor, mode, range),
    starts: integers(16),
    grid: integers(28),
    cell: floats(40),
    angles: floats(52),
    letters: lettersOf(integers(64)),
    range,
    spaceGroup: cursor.seek(88).i32(),
    extended: { kind: printable(cursor.seek(104).ascii(4)), bytes: extendedBytes },
    origin: floats(196),
    labels: labelsOf(cursor),
  };
}

/** By the machine stamp; older files have none, but their axes are three numbers from 1 to 3, or their mode is small. */
function isLittleEndian(bytes: Uint8Array): boolean {
  const [first] = bytes.subarray(212);
  if (first === 0x44) return true;
  if (first === 0x11) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(12, true) <= view.getUint32(12, false);
}

/** Bytes are signed since 2014; IMOD says which it means, and before it nobody did: the largest value tells. */
function pixelOf(cursor: Cursor, mode: number, { min, max }: { min: number; max: number }): MrcPixel {
  if (mode === 0) {
    const isImod = cursor.seek(152).i32() === IMOD_STAMP;
    const isSigned = isImod ? (cursor.i32() & IMOD_SIGNED) !== 0 : !(min >= 0 && max > 127);
    return { dtype: isSigned ? "int8" : "uint8", stored: "plain" };
  }
  const pixel = PIXELS[mode];
  if (pixel !== undefined) return pixel;
  throw new ZarrdropError("unsupported-feature", `The file has pixels of a kind that is not read (MRC mode ${mode}).`);
}

/** Columns, rows and sections are x, y, z unless the file says otherwise: 1, 2 and 3 in some order. */
function lettersOf(given: [number, number, number]): [number, number, number] {
  const isOrder = new Set(given).size === 3 && given.every((axis) => axis >= 1 && axis <= 3);
  const [columns, rows, sections] = given;
  return isOrder ? [columns - 1, rows - 1, sections - 1] : [0, 1, 2];
}

function labelsOf(cursor: Cursor): string[] {
  const labels: string[] = [];
  for (let index = 0; index < LABELS.most; index++) {
    labels.push(printable(cursor.seek(LABELS.at + index * LABELS.bytes).ascii(LABELS.bytes)));
  }
  return labels.filter((label) => label !== "");
}

/** Text of printable characters; others are rubbish that a program left in an unused field. */
function printable(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text.trim() : "";
}
