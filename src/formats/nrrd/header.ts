import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { wholeNumber } from "../shared/numberText.ts";
import type { ValueEncoding } from "../shared/encodedValues.ts";

/** What a header says. Axes are those of the file, the fastest first. */
export type NrrdHeader = {
  fields: ReadonlyMap<string, string>;
  /** What the writer added by its own rules (":="). */
  keys: ReadonlyMap<string, string>;
  sizes: number[];
  dtype: DataType;
  littleEndian: boolean;
  encoding: ValueEncoding;
  lineSkip: number;
  /** -1: the values are the last of the file. */
  byteSkip: number;
  /** Names of the files with the values, and of how many axes each is; null where they follow the header. */
  data: DataNames | null;
};

/** Files by their names, or by a pattern with its first and last number and the step. */
export type DataNames = {
  names: string[] | { pattern: string; first: number; last: number; step: number };
  axes: number | null;
};

const TYPES: ReadonlyMap<string, DataType> = new Map(
  (
    [
      ["int8", "signed char|int8|int8_t"],
      ["uint8", "uchar|unsigned char|uint8|uint8_t"],
      ["int16", "short|short int|signed short|signed short int|int16|int16_t"],
      ["uint16", "ushort|unsigned short|unsigned short int|uint16|uint16_t"],
      ["int32", "int|signed int|int32|int32_t"],
      ["uint32", "uint|unsigned int|uint32|uint32_t"],
      ["int64", "longlong|long long|long long int|signed long long|signed long long int|int64|int64_t"],
      ["uint64", "ulonglong|unsigned long long|unsigned long long int|uint64|uint64_t"],
      ["float32", "float"],
      ["float64", "double"],
    ] as const
  ).flatMap(([dtype, names]) => names.split("|").map((name) => [name, dtype] as const)),
);

const ENCODINGS: ReadonlyMap<string, ValueEncoding> = new Map([
  ["raw", "raw"],
  ["gzip", "gzip"],
  ["gz", "gzip"],
  ["bzip2", "bzip2"],
  ["bz2", "bzip2"],
  ["hex", "hex"],
  ["ascii", "text"],
  ["text", "text"],
  ["txt", "text"],
]);

/**
 * Reads the text of a header.
 * @throws `corrupt`, `unsupported-feature` for types and encodings that are not read
 */
export function parseNrrdHeader(text: string): NrrdHeader {
  const { fields, keys, list } = linesOf(text);
  const field = (name: string): string => fields.get(name) ?? "";
  const sizes = words(field("sizes")).map((word) => wholeNumber(word, 15) ?? 0);
  if (
    sizes.length === 0 ||
    sizes.length > LIMITS.axes ||
    sizes.length !== Number(field("dimension")) ||
    sizes.some((size) => size < 1)
  ) {
    throw new ZarrdropError("corrupt", "The header gives impossible sizes.", { technical: field("sizes") });
  }
  const encoding = ENCODINGS.get(field("encoding").toLowerCase());
  const dtype = TYPES.get(field("type").toLowerCase());
  if (encoding === undefined || dtype === undefined) {
    throw new ZarrdropError("unsupported-feature", "The file has values of a kind that is not read.", {
      technical: `type ${field("type")}, encoding ${field("encoding")}`,
    });
  }
  // Text and digits of text are written in no order; hexadecimal digits are bytes.
  const littleEndian = encoding === "text" || field("endian").toLowerCase() !== "big";
  const lineSkip = wholeNumber(field("line skip") || "0", 6);
  const byteSkip = field("byte skip") === "-1" ? -1 : wholeNumber(field("byte skip") || "0", 15);
  if (lineSkip === null || byteSkip === null) {
    throw new ZarrdropError("corrupt", "The header skips an impossible part of the file.", {
      technical: `${field("line skip")}, ${field("byte skip")}`,
    });
  }
  return {
    fields,
    keys,
    sizes,
    dtype,
    littleEndian,
    encoding,
    lineSkip,
    byteSkip,
    data: dataNames(field("data file"), list),
  };
}

/** Words between blanks. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function linesOf(text: string): { fields: Map<string, string>; keys: Map<string, string>; list: string[] } {
  const fields = new Map<string, string>();
  const keys = new Map<string, string>();
  const lines = text.split(/\r?\n/).slice(1);
  for (const [index, line] of lines.entries()) {
    if (line.startsWith("#")) continue;
    const key = /^([^:]+):=(.*)$/.exec(line);
    const field = /^([^:]+): ?(.*)$/.exec(line);
    if (key !== null) keys.set(key[1]!, key[2]!.trim());
    else if (field !== null) {
      const name = field[1]!.trim().toLowerCase();
      const value = field[2]!.trim();
      fields.set(SAME_FIELDS.get(name) ?? name, value);
      // The names of files are the rest of the header.
      if (isData(name) && /^LIST\b/.test(value)) {
        return { fields, keys, list: lines.slice(index + 1).filter((each) => each.trim() !== "") };
      }
    }
  }
  return { fields, keys, list: [] };
}

const SAME_FIELDS: ReadonlyMap<string, string> = new Map([
  ["datafile", "data file"],
  ["lineskip", "line skip"],
  ["byteskip", "byte skip"],
  ["axismins", "axis mins"],
  ["sampleunits", "sample units"],
]);

function isData(name: string): boolean {
  return name === "data file" || name === "datafile";
}

function dataNames(text: string, list: string[]): DataNames | null {
  if (text === "") return null;
  const axesOf = (word: string | undefined): number | null => wholeNumber(word, 2);
  const listed = /^LIST(?:\s+(\d+))?$/.exec(text);
  if (listed !== null) return { names: list.map((each) => each.trim()), axes: axesOf(listed[1]) };
  const pattern = /^(\S*%\d*[du]\S*)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)(?:\s+(\d+))?$/.exec(text);
  if (pattern === null) return { names: [text], axes: null };
  const [, name, first, last, step, axes] = pattern;
  return {
    names: { pattern: name!, first: Number(first), last: Number(last), step: Number(step) },
    axes: axesOf(axes),
  };
}
