import { assertNever } from "../../model/errors.ts";
import { booleanWord } from "./channelFlags.ts";
import type { Parameter } from "./parameters.ts";
import { settingError } from "./settingError.ts";

const BYTE_UNITS: Readonly<Record<string, number>> = { "": 1, b: 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };

/**
 * What a person typed for a parameter, as a value for `parseSettings`: on a command line, in a form's field, in a table of jobs.
 * Undefined for an empty text: nothing was said. Only the spelling is looked at here; `parseSettings` checks the value.
 * @throws `setting` for text that is no value of the parameter's kind
 */
export function valueFromText(parameter: Parameter, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const { kind } = parameter;
  switch (kind.kind) {
    case "boolean": {
      const value = booleanWord(trimmed);
      if (value === null) throw badText(parameter, trimmed, "yes or no");
      return value;
    }
    case "integer":
      return numberFrom(parameter, trimmed);
    case "levels":
      return trimmed.toLowerCase() === "auto" ? "auto" : numberFrom(parameter, trimmed);
    case "bytes":
      return bytesFrom(parameter, trimmed);
    case "choice":
      return parameter.key === "zarrFormat" ? numberFrom(parameter, trimmed) : trimmed;
    case "text":
      // Spaces may be meant.
      return text;
    case "dtype":
      return trimmed;
    case "indices":
      return numbersFrom(parameter, trimmed);
    case "shape":
    case "numbers":
      return numbersFrom(parameter, trimmed);
    case "shapes": {
      const shapes = trimmed.split(";").filter((part) => part.trim() !== "");
      return trimmed.includes(";")
        ? shapes.map((part) => numbersFrom(parameter, part))
        : numbersFrom(parameter, trimmed);
    }
    case "names":
      return trimmed.split(",").map((part) => (["", "none", "null"].includes(part.trim()) ? null : part.trim()));
    case "compressor":
      return trimmed.startsWith("{") ? jsonFrom(parameter, trimmed) : compressorFrom(parameter, trimmed);
    case "json":
    case "channels":
      return jsonFrom(parameter, trimmed);
    default:
      return assertNever(kind);
  }
}

/** The text for a value as `Settings` has it: what `valueFromText` would turn back. "" for null. */
export function textFromValue(parameter: Parameter, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number" || typeof value === "string") return String(value);
  switch (parameter.kind.kind) {
    case "names":
      return (value as (string | null)[]).map((name) => name ?? "none").join(",");
    case "indices":
    case "shape":
    case "numbers":
    case "shapes":
      return shapesText(value as number[] | number[][]);
    default:
      return JSON.stringify(value);
  }
}

function shapesText(value: readonly number[] | readonly number[][]): string {
  const parts = value.map((part) => (typeof part === "number" ? String(part) : part.join(",")));
  if (typeof value[0] === "number") return parts.join(",");
  // A single level still is a list of levels.
  return parts.length === 1 ? `${parts[0]};` : parts.join(";");
}

function numbersFrom(parameter: Parameter, text: string): number[] {
  const tokens = text.replace(/^[[(]|[\])]$/g, "").split(",");
  return tokens.filter((token) => token.trim() !== "").map((token) => numberFrom(parameter, token.trim()));
}

function numberFrom(parameter: Parameter, text: string): number {
  const value = /^[+-]?(?:\d|\.\d)[\d.e+-]*$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw badText(parameter, text, "a number");
  return value;
}

function bytesFrom(parameter: Parameter, text: string): number {
  const match = /^([\d.]+)\s*([a-z]*)$/i.exec(text);
  const unit = BYTE_UNITS[(match?.[2] ?? "").toLowerCase()];
  const value = Number(match?.[1]);
  if (match === null || unit === undefined || !Number.isFinite(value)) {
    throw badText(parameter, text, "bytes, such as 16777216 or 16MiB");
  }
  return value * unit;
}

/** `none`, or a codec and its numbers with colons: `blosc:lz4:5:shuffle`, `zstd:3`, `gzip:5`, `zlib:6`, `lz4:1`. */
function compressorFrom(parameter: Parameter, text: string): unknown {
  const [id = "", ...rest] = text.toLowerCase().split(":");
  if (id === "none" && rest.length === 0) return "none";
  const numberAt = (index: number): number | undefined =>
    rest[index] === undefined ? undefined : numberFrom(parameter, rest[index]);
  const most: Readonly<Record<string, number>> = { blosc: 3, zstd: 1, gzip: 1, zlib: 1, lz4: 1, bz2: 1, lzma: 1 };
  if (most[id] === undefined || rest.length > most[id]) {
    throw badText(parameter, text, "none, blosc:zstd:3:bitshuffle, zstd:3, gzip:5, zlib:6, lz4:1, bz2:9 or lzma:6");
  }
  if (id === "blosc") return withoutUndefined({ id, cname: rest[0], clevel: numberAt(1), shuffle: rest[2] });
  const member = id === "lz4" ? "acceleration" : id === "lzma" ? "preset" : "level";
  return withoutUndefined({ id, [member]: numberAt(0) });
}

function jsonFrom(parameter: Parameter, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badText(parameter, text, "JSON");
  }
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

function badText(parameter: Parameter, text: string, wanted: string): Error {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return settingError(parameter.name, `${parameter.name}: “${short}” is not ${wanted}`, `Give ${wanted}.`);
}
