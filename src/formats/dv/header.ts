import { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";

/** Bytes of the fixed header. */
export const HEADER_BYTES = 1024;
/** Where the signature is: the 16-bit number -16224 in the file's byte order, which MRC files do not have. */
const SIGNATURE_AT = 96;
/** Wavelengths for which the header has room. */
const LISTED_WAVES = 5;
const TITLES_AT = 224;
const TITLES = 10;
const TITLE_BYTES = 80;

/** Axes above the plane, the slowest first, by the number in the header ("image sequence", there the fastest first). */
export type Sequence = "ctz" | "tzc" | "tcz";
const SEQUENCES: readonly Sequence[] = ["ctz", "tzc", "tcz"];

/** How a pixel is stored; "complex-integer" is a pair of 16-bit integers. */
export type DvPixel = { dtype: DataType; stored: "plain" | "complex-integer" };

/** What the fixed header says. Lengths are micrometres, wavelengths nanometres. */
export type DvHeader = {
  littleEndian: boolean;
  width: number;
  height: number;
  /** Planes in the file, of all channels and time points. */
  sections: number;
  pixel: DvPixel;
  /** Axes above the plane in file order, and whether the file's number for it is one that is known. */
  sequence: Sequence;
  isKnownSequence: boolean;
  times: number;
  channels: number;
  spacing: { x: number; y: number; z: number };
  /** Smallest and largest value of the first channels. */
  ranges: { min: number; max: number }[];
  /** Of the first channels; 0 or less: none (transmitted light). */
  wavelengths: number[];
  extended: ExtendedLayout;
  imageType: number;
  lens: number;
  titles: string[];
};

/** Size of the extended header and the numbers that it has for each section. */
export type ExtendedLayout = { bytes: number; integers: number; floats: number };

const PIXELS: Record<number, DvPixel> = {
  0: { dtype: "uint8", stored: "plain" },
  1: { dtype: "int16", stored: "plain" },
  2: { dtype: "float32", stored: "plain" },
  3: { dtype: "complex64", stored: "complex-integer" },
  4: { dtype: "complex64", stored: "plain" },
  5: { dtype: "int16", stored: "plain" },
  6: { dtype: "uint16", stored: "plain" },
  7: { dtype: "int32", stored: "plain" },
};

/** Byte order by the signature, or null for another kind of file. */
export function dvByteOrder(head: Uint8Array): "little" | "big" | null {
  const first = head[SIGNATURE_AT];
  const second = head[SIGNATURE_AT + 1];
  if (first === 0xa0 && second === 0xc0) return "little";
  return first === 0xc0 && second === 0xa0 ? "big" : null;
}

/** True if the sizes and the pixel type are ones that a file can have: the signature alone is two bytes. */
export function isPlausibleHeader(head: Uint8Array, littleEndian: boolean): boolean {
  if (head.length < SIGNATURE_AT) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const numbers = [0, 4, 8, 12].map((at) => view.getInt32(at, littleEndian));
  return numbers.slice(0, 3).every((length) => length > 0) && PIXELS[numbers[3]!] !== undefined;
}

/**
 * Reads the fixed header. Layout: Priism/IVE "IM" format and the `mrc` package's table.
 * @throws `corrupt` for no or a damaged header, `unsupported-feature` for an unknown pixel type
 */
export async function readDvHeader(source: ByteSource, signal: AbortSignal): Promise<DvHeader> {
  const file = source.name;
  const bytes = await source.read(0, HEADER_BYTES, signal);
  const order = dvByteOrder(bytes);
  if (order === null) throw new ZarrdropError("corrupt", `${file} has no DeltaVision signature.`, { file });
  const cursor = new Cursor(bytes, file, order === "little");
  const f32 = (at: number): number => cursor.seek(at).f32();
  const i16 = (at: number): number => cursor.seek(at).i16();
  const range = (at: number) => ({ min: f32(at), max: f32(at + 4) });
  const [width, height, sections, type] = [0, 4, 8, 12].map((at) => cursor.seek(at).i32());
  const pixel = PIXELS[type!];
  if (pixel === undefined) {
    throw new ZarrdropError(
      "unsupported-feature",
      `${file} has an unknown kind of pixels (DeltaVision type ${type}).`,
      {
        file,
      },
    );
  }
  const extendedBytes = cursor.seek(92).i32();
  if (width! < 1 || height! < 1 || sections! < 1 || extendedBytes < 0) {
    throw new ZarrdropError("corrupt", `${file} is damaged: its header gives impossible sizes.`, {
      file,
      technical: `${width} × ${height} × ${sections}, extended header of ${extendedBytes}`,
    });
  }
  const sequence = i16(182);
  return {
    littleEndian: order === "little",
    width: width!,
    height: height!,
    sections: sections!,
    pixel,
    sequence: SEQUENCES[sequence] ?? "ctz",
    isKnownSequence: SEQUENCES[sequence] !== undefined,
    // Files by other programs leave 0 where they mean 1.
    times: Math.max(1, cursor.seek(180).u16()),
    channels: Math.max(1, cursor.seek(196).u16()),
    spacing: { x: f32(40), y: f32(44), z: f32(48) },
    ranges: [76, 136, 144, 152, 172].map(range),
    wavelengths: Array.from({ length: LISTED_WAVES }, (_, index) => i16(198 + 2 * index)),
    extended: { bytes: extendedBytes, integers: i16(128), floats: i16(130) },
    imageType: i16(160),
    lens: i16(162),
    titles: Array.from({ length: TITLES }, (_, index) => titleAt(cursor, index)).filter((title) => title !== ""),
  };
}

/** A title of printable characters; others are rubbish that a program left in an unused field. */
function titleAt(cursor: Cursor, index: number): string {
  const text = cursor
    .seek(TITLES_AT + index * TITLE_BYTES)
    .ascii(TITLE_BYTES)
    .trim();
  return /^[\x20-\x7e]*$/.test(text) ? text : "";
}
