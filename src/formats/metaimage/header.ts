import type { DataType } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { wholeNumber } from "../shared/numberText.ts";

/** What a header says. Axes are those of the file, the fastest first. */
export type MetaImageHeader = {
  fields: ReadonlyMap<string, string>;
  sizes: number[];
  /** Values of a pixel, which lie together. */
  channels: number;
  dtype: DataType;
  littleEndian: boolean;
  encoding: "raw" | "zlib" | "text";
  /** Bytes before the values; -1: the values are the last of the file. */
  skip: number;
};

const TYPES: ReadonlyMap<string, DataType> = new Map([
  ["MET_CHAR", "int8"],
  ["MET_UCHAR", "uint8"],
  ["MET_SHORT", "int16"],
  ["MET_USHORT", "uint16"],
  ["MET_INT", "int32"],
  ["MET_UINT", "uint32"],
  // As ITK writes them: of 32 bits once, of 64 where a compiler has them so; the size of the file would have to tell.
  ["MET_LONG", "int32"],
  ["MET_ULONG", "uint32"],
  ["MET_LONG_LONG", "int64"],
  ["MET_ULONG_LONG", "uint64"],
  ["MET_FLOAT", "float32"],
  ["MET_DOUBLE", "float64"],
]);

/** The line after which the values, or the names of their files, follow. */
export const LAST_LINE = /^ElementDataFile\s*[=:][^\n]*(\n|$)/m;

/**
 * Reads the lines of a header.
 * @throws `corrupt`, `unsupported-feature` for types that are not read
 */
export function parseMetaImageHeader(text: string): MetaImageHeader {
  const fields = fieldsOf(text);
  const isTrue = (...names: string[]): boolean =>
    names.some((name) => /^(true|t|1|yes|y)$/i.test(fields.get(name) ?? ""));
  const sizes = numbersOf(fields.get("DimSize"));
  const channels = wholeNumber(fields.get("ElementNumberOfChannels") ?? "1", 6) ?? 0;
  const dimensions = Number(fields.get("NDims"));
  if (
    sizes.length !== dimensions ||
    sizes.length === 0 ||
    sizes.length > LIMITS.axes ||
    [...sizes, channels].some((size) => !Number.isSafeInteger(size) || size < 1)
  ) {
    throw new ZarrdropError("corrupt", "The header gives impossible sizes.", {
      technical: fields.get("DimSize") ?? "",
    });
  }
  const type = (fields.get("ElementType") ?? "").replace(/_ARRAY$/, "");
  const dtype = TYPES.get(type);
  if (dtype === undefined) {
    throw new ZarrdropError("unsupported-feature", "The file has values of a kind that is not read.", {
      technical: type,
    });
  }
  const skip = Number(fields.get("HeaderSize") ?? "0");
  if (!Number.isSafeInteger(skip) || skip < -1) {
    throw new ZarrdropError("corrupt", "The header gives an impossible place for the values.", {
      technical: `${skip}`,
    });
  }
  const isText = fields.has("BinaryData") && !isTrue("BinaryData");
  return {
    fields,
    sizes,
    channels,
    dtype,
    littleEndian: isText || !isTrue("BinaryDataByteOrderMSB", "ElementByteOrderMSB"),
    encoding: isText ? "text" : isTrue("CompressedData") ? "zlib" : "raw",
    skip,
  };
}

/** Numbers between blanks. */
export function numbersOf(text: string | undefined): number[] {
  return (text ?? "")
    .split(/\s+/)
    .filter((word) => word !== "")
    .map(Number);
}

function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && !fields.has(name)) fields.set(name, value!);
    if (name === "ElementDataFile") break;
  }
  return fields;
}
