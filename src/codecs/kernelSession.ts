import { ZarrdropError } from "../model/errors.ts";
import { KERNEL_RESULT, type KernelExports } from "./kernelExports.ts";

/** What a piece of work may do with the kernel while it runs. */
export type KernelSession = {
  readonly exports: KernelExports;
  /** Address and length of the input. */
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

/** Where the input of a session lies, and whose fault it is if it goes wrong: a trap of a `decode` is the data's (`corrupt`), of an `encode` our own. */
type SessionInput = { direction: "encode" | "decode"; what: string; source: number; length: number };

/** A session, and what it holds. */
export class OpenSession {
  readonly session: KernelSession;
  readonly #exports: KernelExports;
  readonly #buffers = new Set<number>();
  #used = 0;

  constructor(exports: KernelExports, { direction, what, source, length }: SessionInput) {
    this.#exports = exports;
    this.session = {
      exports,
      source,
      length,
      allocate: (bytes) => {
        const address = allocateIn(exports, bytes);
        this.#buffers.add(address);
        this.#used += bytes;
        return address;
      },
      free: (address) => {
        if (this.#buffers.delete(address)) exports.buffer_free(address);
      },
      take: (address, bytes, room) => {
        const found = new Uint8Array(exports.memory.buffer, address, bytes);
        if (room === undefined || room.length < bytes) return found.slice();
        room.set(found);
        return room.subarray(0, bytes);
      },
      check: (size) => {
        if (size < 0) throw errorOf(size, direction, what);
        return size;
      },
    };
  }

  /** Bytes that were allocated, all together. */
  get usedBytes(): number {
    return this.#used;
  }

  /** Frees everything. */
  release(): void {
    for (const address of [...this.#buffers].toReversed()) this.#exports.buffer_free(address);
    this.#buffers.clear();
  }
}

/**
 * Room in an instance.
 * @throws `memory`
 */
export function allocateIn(exports: KernelExports, bytes: number): number {
  const address = exports.buffer_allocate(bytes) >>> 0;
  if (address === 0) throw memoryError(bytes);
  return address;
}

/** The tagged error of a trap. */
export function trapError(trap: unknown, direction: "encode" | "decode", what: string): ZarrdropError {
  return errorOf(KERNEL_RESULT.corrupt, direction, what, trap);
}

function errorOf(result: number, direction: "encode" | "decode", what: string, cause?: unknown): ZarrdropError {
  const technical = cause === undefined ? `kernel result ${result}` : String(cause);
  switch (result) {
    case KERNEL_RESULT.noMemory:
      return new ZarrdropError("memory", `There is no room to ${direction} ${what} data.`, { technical });
    case KERNEL_RESULT.unsupported:
      return new ZarrdropError("unsupported-feature", `This variant of ${what} compression is not supported.`, {
        technical,
      });
    default:
      if (direction === "encode") {
        return new ZarrdropError("internal", `Compressing with ${what} failed.`, { technical }, cause);
      }
      return new ZarrdropError("corrupt", `The ${what} data is damaged or incomplete.`, { technical }, cause);
  }
}

function memoryError(bytes: number): ZarrdropError {
  return new ZarrdropError("memory", `There is no room for ${Math.ceil(bytes / 2 ** 20)} MiB of image data.`, {
    advice: "Close other pages or programs, or choose smaller chunks.",
  });
}
