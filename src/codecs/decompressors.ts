import { assertNever, ZarrdropError } from "../model/errors.ts";
import { announceWork } from "../model/lifeSigns.ts";
import { LIMITS } from "../model/limits.ts";
import { type ByteFilter, type Bytes, undoFilters } from "./byteFilters.ts";
import type { Decompressor } from "./codec.ts";
import { type ExpectedSize, expectedSize } from "./expectedSize.ts";
import { decodeGrowing } from "./growing.ts";
import { type Kernel, loadKernel } from "./kernel.ts";
import { DEFLATE_WRAPPING, KERNEL_RESULT, type KernelExports } from "./kernelExports.ts";
import type { KernelSession } from "./kernelSession.ts";
import type { KernelBytes, KernelWorkspace } from "./kernelWorkspace.ts";

/** Byte compressions that files use. A `CompressorConfiguration` of a Zarr array fits too: encoding parameters are ignored. */
export type DecompressorConfiguration =
  /** A Blosc 1 frame: all of its compressors but Snappy. */
  | { id: "blosc" }
  /** Zstandard frames, one or several. */
  | { id: "zstd" }
  /** gzip members, one or several; zeros may follow. */
  | { id: "gzip" }
  /** A zlib stream; bytes after it are ignored. */
  | { id: "zlib" }
  /** A deflate stream without wrapping; bytes after it are ignored. */
  | { id: "deflate" }
  /** An LZ4 block after its 4-byte little-endian length (numcodecs). */
  | { id: "lz4" }
  /** An LZ4 block alone: needs the decoded size. */
  | { id: "lz4-block" }
  /** TIFF's LZW (compression 5), also in the bit order of writers before 1991. Output beyond the decoded size is dropped. */
  | { id: "lzw" }
  /** TIFF's PackBits (compression 32773). Output beyond the decoded size is dropped. */
  | { id: "packbits" }
  /** Not compressed: for the filters alone. Bytes beyond the decoded size are dropped. */
  | { id: "none" };

/** Decoded bytes that one byte can stand for at most. */
const LARGEST_RATIO = {
  /** 258 bytes in 2 bits. */
  deflate: 1032,
  lz4: 255,
  /** Each code of 12 bits gives at most as many bytes as the table has entries. */
  lzw: 2731,
  /** 128 bytes in 2. */
  packbits: 64,
};
/** The kernel's slowest decoder (deflate) against the slowest of all, for which `announceWork` allows the time. */
const KERNEL_SPEED = 16;
const LZ4_LENGTH_BYTES = 4;
/** The shortest gzip member: header 10 bytes, empty stream 2, trailer 8 (checksum, decoded size modulo 2^32). */
const SMALLEST_GZIP = 20;

/**
 * The decompressor of a byte compression, with the filters that are to be undone afterwards while the bytes are still in the
 * kernel. Every decoded size is bounded by what the caller says, by the data and by `model/limits.ts` before anything is decoded.
 * `decodedSize` counts the bytes before the filters. Errors of loading: those of `loadKernel`.
 */
export async function loadDecompressor(
  configuration: DecompressorConfiguration,
  filters: readonly ByteFilter[] = [],
): Promise<Decompressor> {
  return decompressorOn(await loadKernel(), configuration, filters);
}

/** The same on a kernel that was loaded. */
export function decompressorOn(
  kernel: Kernel,
  configuration: DecompressorConfiguration,
  filters: readonly ByteFilter[],
): Decompressor {
  const decoding = decodingOf(configuration);
  const { what } = decoding;
  return {
    decode: (input, decodedSize, room) => {
      const size = expectedSize(input, decodedSize);
      announceDecoding(what, input.length, size);
      return kernel.run("decode", what, input, (session) => {
        const { address, length } = decodeIn(session, decoding, filters, size);
        return session.take(address, length, room);
      });
    },
  };
}

/**
 * Decodes so many bytes that are in a workspace to just so many others, which `use` gets where they lie; they are gone when it returns.
 * @throws as `Decompressor.decode`
 */
export function decodeInWorkspace(
  workspace: KernelWorkspace,
  encoded: KernelBytes,
  { configuration, filters, decodedBytes }: KernelCoding,
  use: (decoded: Bytes) => void,
): void {
  const decoding = decodingOf(configuration);
  const size = { exact: decodedBytes, largest: decodedBytes };
  announceDecoding(decoding.what, encoded.length, size);
  workspace.run("decode", decoding.what, encoded, (session) => use(decodeIn(session, decoding, filters, size)));
}

/** How a block is stored whose decoded size is known: its compression, and what was done to its `decodedBytes` before. */
export type KernelCoding = {
  configuration: DecompressorConfiguration;
  filters: readonly ByteFilter[];
  decodedBytes: number;
};

function announceDecoding(what: string, encodedBytes: number, { exact, largest }: ExpectedSize): void {
  refuseTooLarge(what, encodedBytes, LIMITS.encodedBlockBytes);
  if (exact !== undefined) refuseTooLarge(what, exact, LIMITS.decodedBlockBytes);
  announceWork(largest / KERNEL_SPEED);
}

function decodeIn(
  session: KernelSession,
  { what, decode }: Decoding,
  filters: readonly ByteFilter[],
  size: ExpectedSize,
): Bytes {
  const decoded = decode(session, size);
  if (size.exact !== undefined && decoded.length !== size.exact) throw wrongSize(what, decoded.length, size.exact);
  return undoFilters(session, filters, decoded);
}

type Decoding = {
  /** The compression's name in messages. */
  what: string;
  decode(session: KernelSession, size: ExpectedSize): Bytes;
};

function decodingOf(configuration: DecompressorConfiguration): Decoding {
  switch (configuration.id) {
    case "blosc":
      return { what: "Blosc", decode: blosc };
    case "zstd":
      return { what: "Zstandard", decode: zstd };
    case "gzip":
      return inflate("gzip", DEFLATE_WRAPPING.gzip);
    case "zlib":
      return inflate("zlib", DEFLATE_WRAPPING.zlib);
    case "deflate":
      return inflate("deflate", DEFLATE_WRAPPING.raw);
    case "lz4":
      return { what: "LZ4", decode: lz4 };
    case "lz4-block":
      return { what: "LZ4", decode: lz4Block };
    case "lzw":
      return runs("LZW", LARGEST_RATIO.lzw, (exports) => exports.lzw_decode);
    case "packbits":
      return runs("PackBits", LARGEST_RATIO.packbits, (exports) => exports.packbits_decode);
    case "none":
      return { what: "uncompressed", decode: copy };
    default:
      return assertNever(configuration);
  }
}

function blosc(session: KernelSession, expected: ExpectedSize): Bytes {
  const { exports, source, length, check } = session;
  const size = stated("Blosc", check(exports.blosc_decoded_size(source, length)), expected);
  const address = session.allocate(size);
  return { address, length: check(exports.blosc_decode(source, length, address, size)) };
}

function zstd(session: KernelSession, expected: ExpectedSize): Bytes {
  const { exports, source, length, check } = session;
  const found = exports.zstd_decoded_size(source, length);
  if (found === KERNEL_RESULT.noSpace) throw tooLarge("Zstandard", LIMITS.decodedBlockBytes);
  const size =
    found === KERNEL_RESULT.unknown
      ? (expected.exact ?? largestZstd(session, expected.largest))
      : stated("Zstandard", check(found), expected);
  const address = session.allocate(size);
  return { address, length: check(exports.zstd_decode(source, length, address, size)) };
}

/** Room that frames of unstated size cannot exceed: it follows from their block headers. */
function largestZstd({ exports, source, length, check }: KernelSession, largest: number): number {
  const bound = exports.zstd_decoded_bound(source, length);
  return bound === KERNEL_RESULT.noSpace ? largest : Math.min(check(bound), largest);
}

function inflate(what: string, wrapping: number): Decoding {
  return {
    what,
    decode: (session, expected) => {
      const { exports, source, length } = session;
      const decoded = decodeGrowing(
        session,
        expected,
        LARGEST_RATIO.deflate,
        (target, capacity) => exports.inflate_decode(source, length, target, capacity, wrapping),
        wrapping === DEFLATE_WRAPPING.gzip ? gzipSize(session) : undefined,
      );
      if (decoded.full)
        throw expected.exact === undefined ? tooLarge(what, expected.largest) : tooLong(what, expected.exact);
      return { address: decoded.target, length: decoded.size };
    },
  };
}

/** What a gzip file of one member says at its end. */
function gzipSize({ exports, source, length }: KernelSession): number | undefined {
  if (length < SMALLEST_GZIP) return undefined;
  return new DataView(exports.memory.buffer).getUint32(source + length - 4, true);
}

function lz4(session: KernelSession, expected: ExpectedSize): Bytes {
  const { exports, source, length, check } = session;
  if (length < LZ4_LENGTH_BYTES) check(KERNEL_RESULT.corrupt);
  const found = new DataView(exports.memory.buffer).getInt32(source, true);
  const block = length - LZ4_LENGTH_BYTES;
  if (found < 0 || found > block * LARGEST_RATIO.lz4) check(KERNEL_RESULT.corrupt);
  const size = stated("LZ4", found, expected);
  const address = session.allocate(size);
  return { address, length: check(exports.lz4_decode(source + LZ4_LENGTH_BYTES, block, address, size)) };
}

function lz4Block(session: KernelSession, { exact: decodedSize }: ExpectedSize): Bytes {
  if (decodedSize === undefined) throw new ZarrdropError("internal", "An LZ4 block does not say its decoded size.");
  const { exports, source, length, check } = session;
  const address = session.allocate(decodedSize);
  return { address, length: check(exports.lz4_decode(source, length, address, decodedSize)) };
}

type RunDecoder = (source: number, length: number, target: number, capacity: number) => number;

/** TIFF's own compressions: writers pad strips, so that what exceeds the wanted size is no error. */
function runs(what: string, largestRatio: number, of: (exports: KernelExports) => RunDecoder): Decoding {
  return {
    what,
    decode: (session, expected) => {
      const { exports, source, length } = session;
      const decode = of(exports);
      const decoded = decodeGrowing(session, expected, largestRatio, (target, capacity) =>
        decode(source, length, target, capacity),
      );
      if (decoded.full && expected.exact === undefined) throw tooLarge(what, expected.largest);
      return { address: decoded.target, length: decoded.size };
    },
  };
}

function copy({ source, length }: KernelSession, { exact }: ExpectedSize): Bytes {
  return { address: source, length: Math.min(length, exact ?? length) };
}

/** The size that the data states, if the container and the limits agree. */
function stated(what: string, size: number, { exact, largest }: ExpectedSize): number {
  if (exact !== undefined && size !== exact) throw wrongSize(what, size, exact);
  refuseTooLarge(what, size, largest);
  return size;
}

function refuseTooLarge(what: string, bytes: number, largest: number): void {
  if (bytes > largest) throw tooLarge(what, largest);
}

function tooLarge(what: string, largest: number): ZarrdropError {
  return new ZarrdropError("limit", `A block of ${what} data is larger than the ${largest} bytes that it may have.`);
}

function wrongSize(what: string, found: number, wanted: number): ZarrdropError {
  return new ZarrdropError("corrupt", `The ${what} data holds ${found} bytes where ${wanted} belong.`);
}

function tooLong(what: string, wanted: number): ZarrdropError {
  return new ZarrdropError("corrupt", `The ${what} data holds more than the ${wanted} bytes that belong there.`);
}
