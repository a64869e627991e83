import { assertNever, ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import type { Decompressor } from "./codec.ts";
import { inflate } from "./inflate.ts";
import { DEFLATE_WRAPPING, type Kernel, KERNEL_RESULT, type KernelSession, loadKernel } from "./kernel.ts";

/** Byte compressions that files use. A `CompressorConfiguration` of a Zarr array fits too: encoding parameters are ignored. */
export type DecompressorConfiguration =
  /** A Blosc 1 frame: all of its compressors but Snappy. */
  | { id: "blosc" }
  /** Zstandard frames, one or several. */
  | { id: "zstd" }
  /** gzip members, one or several, zero padding allowed. */
  | { id: "gzip" }
  /** A zlib stream; bytes after it are ignored. */
  | { id: "zlib" }
  /** A deflate stream without wrapping; bytes after it are ignored. */
  | { id: "deflate" }
  /** An LZ4 block after its 4-byte little-endian length (numcodecs). */
  | { id: "lz4" }
  /** An LZ4 block alone: needs the decoded size. */
  | { id: "lz4-block" };

/** Decoded bytes that one byte of an LZ4 block can stand for at most. */
const LZ4_LARGEST_RATIO = 255;
const LZ4_LENGTH_BYTES = 4;

/**
 * The decompressor of a byte compression. Every decoded size is known and checked against `limits.decodedBlockBytes`
 * before anything is decoded. Errors of loading: those of `loadKernel`.
 */
export async function loadDecompressor(configuration: DecompressorConfiguration): Promise<Decompressor> {
  const { what, decode } = decoding(configuration);
  const kernel: Kernel = await loadKernel();
  return {
    decode: (input, decodedSize) => {
      refuseTooLarge(what, input.length, LIMITS.encodedBlockBytes);
      if (decodedSize !== undefined) refuseTooLarge(what, decodedSize, LIMITS.decodedBlockBytes);
      const output = kernel.run("decode", what, input, (session) => decode(session, decodedSize));
      if (decodedSize !== undefined && output.length !== decodedSize) throw wrongSize(what, output.length, decodedSize);
      return output;
    },
  };
}

type Decoding = {
  /** The compression's name in messages. */
  what: string;
  decode(session: KernelSession, decodedSize: number | undefined): Uint8Array<ArrayBuffer>;
};

function decoding(configuration: DecompressorConfiguration): Decoding {
  switch (configuration.id) {
    case "blosc":
      return { what: "Blosc", decode: blosc };
    case "zstd":
      return { what: "Zstandard", decode: zstd };
    case "gzip":
      return { what: "gzip", decode: (session, size) => inflate(session, DEFLATE_WRAPPING.gzip, size) };
    case "zlib":
      return { what: "zlib", decode: (session, size) => inflate(session, DEFLATE_WRAPPING.zlib, size) };
    case "deflate":
      return { what: "deflate", decode: (session, size) => inflate(session, DEFLATE_WRAPPING.raw, size) };
    case "lz4":
      return { what: "LZ4", decode: lz4 };
    case "lz4-block":
      return { what: "LZ4", decode: lz4Block };
    default:
      return assertNever(configuration);
  }
}

function blosc(session: KernelSession, decodedSize: number | undefined): Uint8Array<ArrayBuffer> {
  const { exports, source, length } = session;
  const size = expected("Blosc", session.check(exports.blosc_decoded_size(source, length)), decodedSize);
  const target = session.allocate(size);
  return session.take(target, session.check(exports.blosc_decode(source, length, target, size)));
}

function zstd(session: KernelSession, decodedSize: number | undefined): Uint8Array<ArrayBuffer> {
  const { exports, source, length } = session;
  const stated = exports.zstd_decoded_size(source, length);
  if (stated === KERNEL_RESULT.noSpace) throw tooLarge("Zstandard", LIMITS.decodedBlockBytes);
  const size =
    stated === KERNEL_RESULT.unknown
      ? (decodedSize ?? largestZstd(session))
      : expected("Zstandard", session.check(stated), decodedSize);
  const target = session.allocate(size);
  return session.take(target, session.check(exports.zstd_decode(source, length, target, size)));
}

/** Room that frames of unstated size cannot exceed: it follows from their block headers. */
function largestZstd({ exports, source, length, check }: KernelSession): number {
  const bound = exports.zstd_decoded_bound(source, length);
  return bound === KERNEL_RESULT.noSpace ? LIMITS.decodedBlockBytes : Math.min(check(bound), LIMITS.decodedBlockBytes);
}

function lz4(session: KernelSession, decodedSize: number | undefined): Uint8Array<ArrayBuffer> {
  const { exports, source, length } = session;
  if (length < LZ4_LENGTH_BYTES) return session.take(source, session.check(KERNEL_RESULT.corrupt));
  const stated = new DataView(exports.memory.buffer).getInt32(source, true);
  const block = length - LZ4_LENGTH_BYTES;
  if (stated < 0 || stated > block * LZ4_LARGEST_RATIO) session.check(KERNEL_RESULT.corrupt);
  const size = expected("LZ4", stated, decodedSize);
  const target = session.allocate(size);
  return session.take(target, session.check(exports.lz4_decode(source + LZ4_LENGTH_BYTES, block, target, size)));
}

function lz4Block(session: KernelSession, decodedSize: number | undefined): Uint8Array<ArrayBuffer> {
  if (decodedSize === undefined) throw new ZarrdropError("internal", "An LZ4 block does not say its decoded size.");
  const { exports, source, length } = session;
  const target = session.allocate(decodedSize);
  return session.take(target, session.check(exports.lz4_decode(source, length, target, decodedSize)));
}

/** The size that the data states, if the container and the limits agree. */
function expected(what: string, stated: number, decodedSize: number | undefined): number {
  if (decodedSize !== undefined && stated !== decodedSize) throw wrongSize(what, stated, decodedSize);
  refuseTooLarge(what, stated, LIMITS.decodedBlockBytes);
  return stated;
}

function refuseTooLarge(what: string, bytes: number, largest: number): void {
  if (bytes > largest) throw tooLarge(what, largest);
}

function tooLarge(what: string, largest: number): ZarrdropError {
  return new ZarrdropError("limit", `A block of ${what} data is larger than ${largest / 2 ** 20} MiB.`);
}

function wrongSize(what: string, found: number, wanted: number): ZarrdropError {
  return new ZarrdropError("corrupt", `The ${what} data holds ${found} bytes where ${wanted} belong.`);
}
