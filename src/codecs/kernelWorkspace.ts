import type { KernelExports } from "./kernelExports.ts";
import { allocateIn, failOfTrap, type KernelSession, OpenSession } from "./kernelSession.ts";
import { isTrap } from "./wasmTrap.ts";

/** Bytes in a workspace. */
export type KernelBytes = { address: number; length: number };

/**
 * An instance of the kernel in whose memory data stay from one step to the next. Its memory may grow with any step: nobody keeps views of
 * it. After a failure it must not be used any more, unless the data was at fault and no trap: `isLost`.
 */
export class KernelWorkspace {
  readonly exports: KernelExports;
  #isLost = false;

  constructor(exports: KernelExports) {
    this.exports = exports;
  }

  /** True once a trap may have left the memory inconsistent. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * The address of room that stays.
   * @throws `memory`
   */
  reserve(bytes: number): number {
    return allocateIn(this.exports, bytes);
  }

  /** The bytes at an address, as they are now and until the next step. */
  view({ address, length }: KernelBytes): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer, address, length);
  }

  /** Runs a step over bytes that are in the memory; what it allocates is freed after it. Errors: those of `Kernel.run`. */
  run<T>(
    direction: "encode" | "decode",
    what: string,
    { address, length }: KernelBytes,
    work: (session: KernelSession) => T,
  ): T {
    const open = new OpenSession(this.exports, { direction, what, source: address, length });
    try {
      return work(open.session);
    } catch (thrown) {
      this.#isLost ||= isTrap(thrown);
      return failOfTrap(thrown, direction, what);
    } finally {
      if (!this.#isLost) open.release();
    }
  }
}
