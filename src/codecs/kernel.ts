import { ZarrdropError } from "../model/errors.ts";
import { loadWasmBytes } from "./wasmFiles.ts";
import { isTrap } from "./wasmTrap.ts";

/** What wasm/*.c exports. Addresses and sizes are 32-bit; results below zero are `KERNEL_RESULT`s. */
export type KernelExports = {
  memory: WebAssembly.Memory;
  _initialize(): void;
  buffer_allocate(bytes: number): number;
  buffer_free(address: number): void;
  blosc_encode(
    source: number,
    length: number,
    target: number,
    capacity: number,
    compressor: number,
    level: number,
    shuffle: number,
    typesize: number,
    blocksize: number,
  ): number;
  blosc_decoded_size(source: number, length: number): number;
  blosc_decode(source: number, length: number, target: number, capacity: number): number;
  zstd_bound(length: number): number;
  zstd_encode(
    source: number,
    length: number,
    target: number,
    capacity: number,
    level: number,
    checksum: number,
  ): number;
  zstd_decoded_size(source: number, length: number): number;
  zstd_decoded_bound(source: number, length: number): number;
  zstd_decode(source: number, length: number, target: number, capacity: number): number;
  deflate_bound(length: number, wrapping: number): number;
  deflate_encode(
    source: number,
    length: number,
    target: number,
    capacity: number,
    level: number,
    wrapping: number,
  ): number;
  inflate_decode(source: number, length: number, target: number, capacity: number, wrapping: number): number;
  lz4_bound(length: number): number;
  lz4_encode(source: number, length: number, target: number, capacity: number, acceleration: number): number;
  lz4_decode(source: number, length: number, target: number, capacity: number): number;
  lzw_decode(source: number, length: number, target: number, capacity: number): number;
  packbits_decode(source: number, length: number, target: number, capacity: number): number;
  filter_swap(data: number, length: number, itemBytes: number): void;
  filter_horizontal(data: number, length: number, itemBytes: number, rowItems: number, stride: number): void;
  filter_floating(data: number, length: number, itemBytes: number, rowItems: number, stride: number): number;
  filter_unshuffle(data: number, length: number, itemBytes: number): number;
  filter_png(source: number, target: number, rows: number, rowBytes: number, pixelBytes: number): number;
  filter_unpack(source: number, target: number, rows: number, rowItems: number, bits: number, itemBytes: number): void;
};

/** Results below zero (wasm/kernel.h). */
export const KERNEL_RESULT = {
  corrupt: -1,
  noSpace: -2,
  noMemory: -3,
  unsupported: -4,
  unknown: -5,
} as const;

/** The `wrapping` of deflate streams (wasm/deflate.c). */
export const DEFLATE_WRAPPING = { raw: 0, zlib: 1, gzip: 2 } as const;

/** What a piece of work may do with the kernel while it runs. */
export type KernelSession = {
  readonly exports: KernelExports;
  /** Address and length of the input's copy. */
  readonly source: number;
  readonly length: number;
  /**
   * The address of new room; freed with the session.
   * @throws `memory`
   */
  allocate(bytes: number): number;
  /** Gives room back before the session ends. */
  free(address: number): void;
  /** A copy of the bytes at an address: at the beginning of `room` if they fit in, else in a buffer of their own. */
  take(address: number, bytes: number, room?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /** The result of a call if it is a size; the tagged error of `KERNEL_RESULT` if it is below zero. */
  check(result: number): number;
};

/** Memory that an instance may keep between calls although they need less, when nobody says more. */
const USUAL_KEPT_BYTES = 96 * 2 ** 20;
/** Calls in a row that need less than a quarter of the memory, after which it is given back. */
const SMALL_CALLS = 32;

/**
 * The compiled kernel with at most one instance. WebAssembly memory cannot shrink and a trap may leave it inconsistent: in
 * both cases the instance is dropped, and the next call makes a new one (under a millisecond).
 */
export class Kernel {
  readonly #module: WebAssembly.Module;
  #instance: KernelExports | null = null;
  #smallCalls = 0;
  /** Memory that an instance may keep between calls although they need less. */
  keptBytes = USUAL_KEPT_BYTES;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** Bytes of WebAssembly memory held now. */
  get memoryBytes(): number {
    return this.#instance?.memory.buffer.byteLength ?? 0;
  }

  /**
   * Runs `work` over a copy of `input`. `what` names the data in messages ("Blosc"). A trap of a `decode` is the data's fault (`corrupt`),
   * of an `encode` our own (`internal`); whatever else is thrown passes.
   */
  run<T>(direction: "encode" | "decode", what: string, input: Uint8Array, work: (session: KernelSession) => T): T {
    const exports = this.#ready();
    const buffers = new Set<number>();
    let used = 0;
    const allocate = (bytes: number): number => {
      const address = exports.buffer_allocate(bytes) >>> 0;
      if (address === 0) throw memoryError(bytes);
      buffers.add(address);
      used += bytes;
      return address;
    };
    try {
      const source = allocate(input.length);
      new Uint8Array(exports.memory.buffer, source, input.length).set(input);
      const result = work({
        exports,
        source,
        length: input.length,
        allocate,
        free: (address) => {
          if (buffers.delete(address)) exports.buffer_free(address);
        },
        take: (address, bytes, room) => {
          const found = new Uint8Array(exports.memory.buffer, address, bytes);
          if (room === undefined || room.length < bytes) return found.slice();
          room.set(found);
          return room.subarray(0, bytes);
        },
        check: (size) => (size >= 0 ? size : fail(size, direction, what)),
      });
      for (const address of [...buffers].toReversed()) exports.buffer_free(address);
      this.#giveBack(exports, used);
      return result;
    } catch (thrown) {
      this.#instance = null;
      if (!isTrap(thrown)) throw thrown;
      return fail(KERNEL_RESULT.corrupt, direction, what, thrown);
    }
  }

  #ready(): KernelExports {
    if (this.#instance === null) {
      // The exports are those of the file whose hash wasm/SHA256SUMS records.
      this.#instance = new WebAssembly.Instance(this.#module, {}).exports as KernelExports;
      this.#instance._initialize();
      this.#smallCalls = 0;
    }
    return this.#instance;
  }

  #giveBack(exports: KernelExports, used: number): void {
    const held = exports.memory.buffer.byteLength;
    this.#smallCalls = held > this.keptBytes && used < held / 4 ? this.#smallCalls + 1 : 0;
    if (this.#smallCalls >= SMALL_CALLS) this.#instance = null;
  }
}

let loading: Promise<Kernel> | null = null;

/**
 * The kernel of this thread, loaded on first use; synchronous from then on.
 * @throws `unsupported-feature` when the browser has no WebAssembly SIMD, `internal` when the file cannot be had
 */
export function loadKernel(): Promise<Kernel> {
  loading ??= compile().catch((thrown: unknown) => {
    loading = null; // the next caller may have more luck
    throw thrown;
  });
  return loading;
}

async function compile(): Promise<Kernel> {
  const bytes = await loadWasmBytes(new URL("../../wasm/kernel.wasm", import.meta.url));
  try {
    return new Kernel(await WebAssembly.compile(bytes));
  } catch (cause) {
    throw new ZarrdropError(
      "unsupported-feature",
      "This browser cannot run Zarrdrop's compression.",
      { advice: "Update the browser: WebAssembly with SIMD is needed (2023 or later).", technical: String(cause) },
      cause,
    );
  }
}

function fail(result: number, direction: "encode" | "decode", what: string, cause?: unknown): never {
  const technical = cause === undefined ? `kernel result ${result}` : String(cause);
  switch (result) {
    case KERNEL_RESULT.noMemory:
      throw new ZarrdropError("memory", `There is no room to ${direction} ${what} data.`, { technical });
    case KERNEL_RESULT.unsupported:
      throw new ZarrdropError("unsupported-feature", `This variant of ${what} compression is not supported.`, {
        technical,
      });
    default:
      if (direction === "encode") {
        throw new ZarrdropError("internal", `Compressing with ${what} failed.`, { technical }, cause);
      }
      throw new ZarrdropError("corrupt", `The ${what} data is damaged or incomplete.`, { technical }, cause);
  }
}

function memoryError(bytes: number): ZarrdropError {
  return new ZarrdropError("memory", `There is no room for ${Math.ceil(bytes / 2 ** 20)} MiB of image data.`, {
    advice: "Close other pages or programs, or choose smaller chunks.",
  });
}
