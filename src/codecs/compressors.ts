import { BLOSC_SHUFFLES, type CompressorConfiguration } from "../model/compressor.ts";
import { assertNever, ZarrdropError } from "../model/errors.ts";
import { announceWork } from "../model/lifeSigns.ts";
import { LIMITS } from "../model/limits.ts";
import { loadBzip2Compressor, loadBzip2Decompressor } from "./bzip2.ts";
import type { Compressor, Decompressor } from "./codec.ts";
import { type DecompressorConfiguration, loadDecompressor } from "./decompressors.ts";
import { type Kernel, loadKernel } from "./kernel.ts";
import { DEFLATE_WRAPPING, type KernelExports } from "./kernelExports.ts";
import { loadLzmaCompressor, loadLzmaDecompressor } from "./lzma.ts";

// One door for both directions.
export { type DecompressorConfiguration, loadDecompressor } from "./decompressors.ts";

/** Any compression of bytes: those of the kernel, and those with a module of their own. */
export type ByteCompression = DecompressorConfiguration | { id: "lzma" } | { id: "bz2" };

/** Bytes that a Blosc frame may exceed its data by (BLOSC_MAX_OVERHEAD). */
const BLOSC_OVERHEAD = 16;
/** The order of `NAMES` in wasm/blosc_frame.c. */
const BLOSC_COMPRESSORS = ["blosclz", "lz4", "lz4hc", "zlib", "zstd"];
/** What zlib calls its default, -1. */
const DEFLATE_DEFAULT_LEVEL = 6;

/**
 * The compressor of a Zarr chunk codec. `itemSize` is the size in bytes of the output data type's values: Blosc's
 * element size where the configuration leaves it open. The bytes are what numcodecs writes for the same configuration,
 * single-threaded, but for deflate, LZMA (a dictionary no larger than the data) and Blosc's Zstandard with bit shuffle: other
 * encoders, the same formats (R6.1). gzip carries no time.
 * @throws `setting` for a compressor that cannot be written, those of `loadKernel`
 */
export async function loadCompressor(configuration: CompressorConfiguration, itemSize: number): Promise<Compressor> {
  if (configuration.id === "bz2") return loadBzip2Compressor(configuration.level);
  if (configuration.id === "lzma") return loadLzmaCompressor(configuration);
  const encoding = kernelEncoding(configuration, itemSize);
  return compressorOn(await loadKernel(), encoding);
}

/** The inverse of any compression, without filters. Errors of loading: those of `loadKernel`. */
export async function loadByteDecompressor(configuration: ByteCompression): Promise<Decompressor> {
  if (configuration.id === "bz2") return loadBzip2Decompressor();
  return configuration.id === "lzma" ? loadLzmaDecompressor() : loadDecompressor(configuration);
}

/** Compressors that the kernel has; the others have a module of their own. */
export type KernelCompression = Exclude<CompressorConfiguration, { id: "bz2" | "lzma" }>;

/** How the kernel encodes with one codec. */
export type KernelEncoding = {
  /** Its name in messages. */
  what: string;
  /** Bytes that so many may become. */
  bound(exports: KernelExports, length: number): number;
  /** The encoded size, or one of `KERNEL_RESULT`. */
  encode(exports: KernelExports, source: number, length: number, target: number, capacity: number): number;
};

/**
 * The encoding of `loadCompressor`, for data that are in a kernel's memory.
 * @throws `setting` for a compressor that cannot be written
 */
export function kernelEncoding(configuration: KernelCompression, itemSize: number): KernelEncoding {
  switch (configuration.id) {
    case "blosc":
      return blosc(configuration, configuration.typesize ?? itemSize);
    case "zstd": {
      const { level, checksum } = configuration;
      return {
        what: "Zstandard",
        bound: (x, n) => x.zstd_bound(n),
        encode: (x, source, n, target, capacity) => x.zstd_encode(source, n, target, capacity, level, checksum ? 1 : 0),
      };
    }
    case "gzip":
      return deflate("gzip", DEFLATE_WRAPPING.gzip, configuration.level);
    case "zlib":
      return deflate("zlib", DEFLATE_WRAPPING.zlib, configuration.level);
    case "lz4":
      return {
        what: "LZ4",
        bound: (x, n) => x.lz4_bound(n),
        encode: (x, source, n, target, capacity) =>
          x.lz4_encode(source, n, target, capacity, configuration.acceleration),
      };
    default:
      return assertNever(configuration);
  }
}

function compressorOn(kernel: Kernel, { what, bound, encode }: KernelEncoding): Compressor {
  return {
    encode: (input, lend) => {
      refuseTooLarge(input, what);
      announceWork(input.length);
      return kernel.run("encode", what, input, ({ exports, source, length, allocate, take, check }) => {
        const capacity = bound(exports, length);
        const target = allocate(capacity);
        const size = check(encode(exports, source, length, target, capacity));
        return take(target, size, lend?.(size));
      });
    },
  };
}

function blosc(configuration: Extract<CompressorConfiguration, { id: "blosc" }>, typesize: number): KernelEncoding {
  const compressor = BLOSC_COMPRESSORS.indexOf(configuration.cname);
  if (compressor < 0) {
    throw new ZarrdropError("setting", `Blosc cannot be written with "${configuration.cname}" here.`, {
      setting: "compressor",
      advice: "Choose lz4, lz4hc, zstd, zlib or blosclz.",
    });
  }
  const { clevel, blocksize } = configuration;
  const shuffle = BLOSC_SHUFFLES.indexOf(configuration.shuffle);
  return {
    what: "Blosc",
    bound: (_, n) => n + BLOSC_OVERHEAD,
    encode: (x, source, n, target, capacity) =>
      x.blosc_encode(source, n, target, capacity, compressor, clevel, shuffle, typesize, blocksize),
  };
}

function deflate(what: string, wrapping: number, configured: number): KernelEncoding {
  const level = configured < 0 ? DEFLATE_DEFAULT_LEVEL : configured;
  return {
    what,
    bound: (x, n) => x.deflate_bound(n, wrapping),
    encode: (x, source, n, target, capacity) => x.deflate_encode(source, n, target, capacity, level, wrapping),
  };
}

function refuseTooLarge(input: Uint8Array, what: string): void {
  if (input.length > LIMITS.decodedBlockBytes) {
    throw new ZarrdropError("limit", `A chunk of ${input.length} bytes is too large to compress with ${what}.`, {
      advice: "Choose smaller chunks.",
    });
  }
}
