import type { CompressorConfiguration } from "../../model/compressor.ts";
import { itemSize, type DataType } from "../../model/dtype.ts";
import { assertNever } from "../../model/errors.ts";
import type { CompressorSettings } from "../settings/settings.ts";

/** What is used when nothing is said: R6.1. */
const DEFAULT_COMPRESSOR: CompressorConfiguration = {
  id: "blosc",
  cname: "zstd",
  clevel: 3,
  shuffle: "bitshuffle",
  typesize: null,
  blocksize: 0,
};

/**
 * The compressor for arrays of this type; null: uncompressed.
 * @param leavesShuffleOpen where the shuffle is left open, metadata of Zarr v2 leave it open too, which not every reader knows
 */
export function planCompressor(
  compressor: CompressorSettings | "none" | null,
  dtype: DataType,
  leavesShuffleOpen: boolean,
): CompressorConfiguration | null {
  if (compressor === "none") return null;
  if (compressor === null) return { ...DEFAULT_COMPRESSOR };
  if (compressor.id !== "blosc") return { ...compressor };
  if (compressor.shuffle !== null) return { ...compressor, shuffle: compressor.shuffle };
  // zarr-python's rule where the shuffle is left open, and numcodecs'.
  const shuffle = itemSize(dtype) === 1 ? "bitshuffle" : "shuffle";
  return { ...compressor, shuffle, ...(leavesShuffleOpen ? { shuffleByType: true } : {}) };
}

/** A compressor in a few words, for people: as planned, or as asked for with the shuffle left open. */
export function compressorText(compressor: CompressorConfiguration | CompressorSettings | null): string {
  if (compressor === null) return "uncompressed";
  switch (compressor.id) {
    case "blosc":
      return `Blosc ${compressor.cname} ${compressor.clevel} ${compressor.shuffle ?? ""}`.trimEnd();
    case "zstd":
    case "gzip":
    case "zlib":
    case "bz2":
      return `${compressor.id} ${compressor.level}`;
    case "lz4":
      return `lz4 ${compressor.acceleration}`;
    case "lzma":
      return compressor.preset === null ? "lzma" : `lzma ${compressor.preset}`;
    default:
      return assertNever(compressor);
  }
}
