import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { wholeNumber } from "../shared/numberText.ts";

/** What a header says. Lists are of the axes without the one of bits, the fastest first. */
export type IcsHeader = {
  /** Values by the words before them ("layout sizes"), apart from each other as in the file. */
  fields: ReadonlyMap<string, string[]>;
  names: string[];
  sizes: number[];
  /** By axis: a step, the first place, their unit. */
  scales: number[];
  origins: number[];
  units: string[];
  dtype: DataType;
  significantBits: number | null;
  littleEndian: boolean;
  isGzip: boolean;
};

/** Words of a line before its values. */
const KEY_WORDS: ReadonlyMap<string, number> = new Map([
  ["ics_version", 1],
  ["filename", 1],
  ["source", 2],
  ["layout", 2],
  ["representation", 2],
  ["parameter", 2],
  ["sensor", 3],
  ["history", 2],
  ["view", 2],
  ["document", 2],
]);

/** The line after which values follow. */
export const END_LINE = /(^|\n)end[^\S\n]*\r?\n/;

/**
 * Reads the lines of a header.
 * @throws `corrupt`, `unsupported-feature` for values that are not read
 */
export function parseIcsHeader(text: string): IcsHeader {
  const fields = fieldsOf(text);
  const list = (key: string): string[] => fields.get(key) ?? [];
  const order = list("layout order").map((name) => name.toLowerCase());
  const sizes = list("layout sizes").map((size) => wholeNumber(size, 15) ?? 0);
  const bitsAt = order.indexOf("bits");
  if (
    order.length !== sizes.length ||
    order.length < 2 ||
    order.length > LIMITS.axes ||
    bitsAt < 0 ||
    sizes.some((size) => size < 1)
  ) {
    throw new ZarrdropError("corrupt", "The header gives impossible sizes.", {
      technical: `${order.join(" ")}: ${sizes.join(" ")}`,
    });
  }
  const others = <Value>(values: readonly Value[]): Value[] => values.filter((_, axis) => axis !== bitsAt);
  const word = (key: string): string => (list(key)[0] ?? "").toLowerCase();
  const compression = word("representation compression") || "uncompressed";
  if (!["uncompressed", "gzip"].includes(compression)) {
    throw new ZarrdropError("unsupported-feature", "The file is compressed in a way that is not read.", {
      technical: compression,
    });
  }
  const bytes = sizes[bitsAt]! / 8;
  const significant = wholeNumber(list("layout significant_bits")[0], 4);
  return {
    fields,
    names: others(order),
    sizes: others(sizes),
    scales: others(order.map((_, axis) => Number(list("parameter scale")[axis] ?? Number.NaN))),
    origins: others(order.map((_, axis) => Number(list("parameter origin")[axis] ?? Number.NaN))),
    units: others(order.map((_, axis) => list("parameter units")[axis] ?? "")),
    dtype: typeOf(word("representation format"), word("representation sign"), bytes),
    significantBits: significant !== null && significant > 0 && significant < sizes[bitsAt]! ? significant : null,
    // The places of a number's bytes: the lowest first where the first is 1.
    littleEndian: Number(list("representation byte_order")[0] ?? 1) === 1,
    isGzip: compression === "gzip",
  };
}

function typeOf(format: string, sign: string, bytes: number): DataType {
  const name =
    format === "real"
      ? `float${bytes * 8}`
      : format === "complex"
        ? `complex${bytes * 8}`
        : `${sign === "signed" ? "" : "u"}int${bytes * 8}`;
  const known: readonly DataType[] = [
    "uint8",
    "int8",
    "uint16",
    "int16",
    "uint32",
    "int32",
    "uint64",
    "int64",
    "float32",
    "float64",
    "complex64",
    "complex128",
  ];
  const dtype = known.find((each) => each === name);
  if (dtype !== undefined) return dtype;
  throw new ZarrdropError("unsupported-feature", "The file has values of a kind that is not read.", {
    technical: name,
  });
}

/** The first two characters say what stands between words, and between lines; older files have blanks. */
function fieldsOf(text: string): Map<string, string[]> {
  const [separator = "\t"] = text;
  const lines = text.slice(1).split(/\r?\n|\r/);
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const words = (line.includes(separator) ? line.split(separator) : line.split(/[\t ]+/)).map((word) => word.trim());
    const count = KEY_WORDS.get((words[0] ?? "").toLowerCase());
    if (count === undefined) continue;
    const key = words.slice(0, count).join(" ");
    if (!fields.has(key))
      fields.set(
        key,
        words.slice(count).filter((word) => word !== ""),
      );
  }
  return fields;
}
