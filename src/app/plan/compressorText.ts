import { assertNever } from "../../model/errors.ts";
import type { CompressorConfiguration } from "../../model/compressor.ts";
import type { CompressorSettings } from "../../plan/settings.ts";

/** A codec in a few words: "Blosc zstd 3 bitshuffle". */
export function compressorText(compressor: CompressorConfiguration | CompressorSettings | null): string {
  if (compressor === null) return "uncompressed";
  switch (compressor.id) {
    case "blosc":
      return `Blosc ${compressor.cname} ${compressor.clevel} ${compressor.shuffle ?? ""}`.trimEnd();
    case "zstd":
      return `zstd ${compressor.level}`;
    case "gzip":
      return `gzip ${compressor.level}`;
    case "zlib":
      return `zlib ${compressor.level}`;
    case "lz4":
      return "LZ4";
    default:
      return assertNever(compressor);
  }
}
