import { BLOSC_SHUFFLES, type BloscShuffle } from "../../model/compressor.ts";
import { settingError } from "./settingError.ts";
import type { CompressorSettings } from "./settings.ts";
import { oneOf, record, trueOrFalse, valueText, wholeNumber } from "./settingValues.ts";

const NAME = "compressor";
const CNAMES = ["lz4", "lz4hc", "zstd", "zlib", "blosclz"] as const;
/** numcodecs' numbers for the shuffles from −1 on; −1 leaves it to the data type. */
const SHUFFLE_NUMBERS = [null, ...BLOSC_SHUFFLES] as const;

/** Added to an LZMA preset: slower, a little smaller. */
const LZMA_EXTREME = 2 ** 31;

type Members = Readonly<Record<string, unknown>>;

/**
 * A compressor: "none", Zarrdrop's own form (`{id: "blosc", cname: "zstd", …}`), or a codec of zarr-python or numcodecs with its
 * arguments (`{blosc_v3: {…}}`, `{gzip_v3: …}`, `{zstd_v3: …}`, `{numcodecs: {id: …}}`), members that are left out having that library's
 * defaults; for Zarr v3 also a list of one codec or none.
 * @throws `setting` for `compressor`, also where codec and format do not go together (R6.1)
 */
export function parseCompressor(value: unknown, zarrFormat: 2 | 3): CompressorSettings | "none" {
  if (value === "none") return "none";
  if (Array.isArray(value)) return codecOfList(value, zarrFormat);
  const members = record(value, NAME);
  const [key] = Object.keys(members);
  const isWrapped = Object.keys(members).length === 1 && key !== undefined && key !== "id";
  if (!isWrapped) return ownCodec(members);
  const inner = record(members[key], NAME, `${NAME}.${key}`);
  if (key === "numcodecs") {
    if (zarrFormat === 3) {
      throw settingError(
        NAME,
        "compressor: a numcodecs codec cannot be used with zarr_format 3",
        "Use a codec of Zarr v3 (blosc, zstd, gzip), or zarr_format 2.",
      );
    }
    return numcodecsCodec(inner);
  }
  const codec = zarrPythonCodec(key, inner);
  if (zarrFormat === 2) {
    throw settingError(
      NAME,
      "compressor: Cannot use a BytesBytesCodec as a compressor for zarr v2 arrays. Use a numcodecs codec directly instead.",
      "Use a numcodecs codec, or zarr_format 3.",
    );
  }
  return codec;
}

function codecOfList(codecs: readonly unknown[], zarrFormat: 2 | 3): CompressorSettings | "none" {
  if (zarrFormat === 2) {
    throw settingError(
      NAME,
      "compressor: Invalid compressor. Expected None, a numcodecs.abc.Codec, or a dict representation of a numcodecs.abc.Codec. " +
        "Got <class 'list'> instead.",
      "Give one codec.",
    );
  }
  if (codecs.length > 1) {
    throw settingError(
      NAME,
      `compressor: ${codecs.length} codecs one after the other cannot be written`,
      "Give one codec.",
    );
  }
  const [codec] = codecs;
  if (codec === undefined) return "none";
  // A list in a list is no codec, however deep it goes on.
  return parseCompressor(Array.isArray(codec) ? record(codec, NAME) : codec, zarrFormat);
}

function ownCodec(members: Members): CompressorSettings {
  const id = oneOf(members["id"], ["blosc", "zstd", "gzip", "zlib", "lz4", "bz2", "lzma"], NAME, "compressor.id");
  switch (id) {
    case "blosc":
      return blosc(members, { cname: "zstd", clevel: 3, shuffle: "bitshuffle" });
    case "zstd":
      return zstd(members, 3);
    case "gzip":
      return { id, level: deflateLevel(members, 5) };
    default:
      return numcodecsCodec(members);
  }
}

function zarrPythonCodec(key: string, members: Members): CompressorSettings {
  switch (key) {
    case "blosc_v3":
      return blosc(members, { cname: "zstd", clevel: 5, shuffle: null });
    case "gzip_v3":
      return { id: "gzip", level: deflateLevel(members, 5) };
    case "zstd_v3":
      return zstd(members, 0);
    default:
      throw settingError(NAME, `compressor: “${key}” is not known`, "Use blosc_v3, gzip_v3, zstd_v3 or numcodecs.");
  }
}

function numcodecsCodec(members: Members): CompressorSettings {
  switch (members["id"]) {
    case "blosc":
      return blosc(members, { cname: "lz4", clevel: 5, shuffle: "shuffle" });
    case "zstd":
      return zstd(members, 0);
    case "gzip":
      return { id: "gzip", level: deflateLevel(members, 1) };
    case "zlib":
      return { id: "zlib", level: deflateLevel(members, 1) };
    case "lz4":
      return { id: "lz4", acceleration: between(members["acceleration"] ?? 1, 1, 65537, "acceleration") };
    case "bz2":
      return { id: "bz2", level: between(members["level"] ?? 1, 1, 9, "level") };
    case "lzma":
      return lzma(members);
    default:
      throw settingError(
        NAME,
        `compressor: the numcodecs codec ${valueText(members["id"])} cannot be written`,
        "Use blosc, zstd, gzip, zlib, lz4, bz2 or lzma.",
      );
  }
}

function blosc(
  members: Members,
  defaults: { cname: "zstd" | "lz4"; clevel: number; shuffle: "shuffle" | "bitshuffle" | null },
): CompressorSettings {
  const typesize = members["typesize"] ?? null;
  return {
    id: "blosc",
    cname: oneOf(members["cname"] ?? defaults.cname, CNAMES, NAME, "compressor.cname"),
    clevel: between(members["clevel"] ?? defaults.clevel, 0, 9, "clevel"),
    shuffle: shuffleOf(members["shuffle"], defaults.shuffle),
    typesize: typesize === null ? null : between(typesize, 1, 255, "typesize"),
    blocksize: between(members["blocksize"] ?? 0, 0, 2 ** 31 - 1, "blocksize"),
  };
}

/** Null is said too: by the data type. */
function shuffleOf<T>(value: unknown, absent: T): BloscShuffle | T | null {
  if (value === undefined) return absent;
  if (value === null) return null;
  if (typeof value === "number") return SHUFFLE_NUMBERS[between(value, -1, 2, "shuffle") + 1]!;
  return oneOf(value, BLOSC_SHUFFLES, NAME, "compressor.shuffle");
}

function zstd(members: Members, level: number): CompressorSettings {
  return {
    id: "zstd",
    level: between(members["level"] ?? level, -131072, 22, "level"),
    checksum: trueOrFalse(members["checksum"] ?? false, NAME, "compressor.checksum"),
  };
}

/** Python's `lzma` with its numbers of formats, checks and presets, whose highest bit says "extreme". */
function lzma(members: Members): CompressorSettings {
  const stated = between(members["format"] ?? 1, 1, 3, "format");
  if (stated === 3 || (members["filters"] ?? null) !== null) {
    throw settingError(NAME, "compressor: LZMA with filters cannot be written", "Give format 1 or 2 and a preset.");
  }
  const format = stated === 2 ? 2 : 1;
  const check = between(members["check"] ?? -1, -1, 15, "check");
  if (!(format === 1 ? [-1, 0, 1, 4, 10] : [-1, 0]).includes(check)) {
    throw settingError(
      NAME,
      `compressor.check ${check} cannot be written with format ${format}`,
      "Leave it out: -1 is the format's own.",
    );
  }
  const given = members["preset"] ?? null;
  const preset = given === null ? null : wholeNumber(given, NAME, `${NAME}.preset`);
  if (preset !== null) between(preset >= LZMA_EXTREME ? preset - LZMA_EXTREME : preset, 0, 9, "preset");
  return { id: "lzma", format, check, preset };
}

function deflateLevel(members: Members, level: number): number {
  return between(members["level"] ?? level, 0, 9, "level");
}

function between(value: unknown, least: number, most: number, member: string): number {
  const number = wholeNumber(value, NAME, `${NAME}.${member}`);
  if (number >= least && number <= most) return number;
  throw settingError(NAME, `compressor.${member} cannot be ${number}`, `Give a whole number from ${least} to ${most}.`);
}
