import type { KernelExports } from "./kernelExports.ts";
import type { ZarrdropError } from "../model/errors.ts";
import { allocateIn, type KernelSession, OpenSession, trapError } from "./kernelSession.ts";
import { isTrap } from "./wasmTrap.ts";

/** Bytes in a workspace. */
export type KernelBytes = { address: number; length: number };

/**
 * An instance of the kernel in whose memory data stay from one step to the next. Its memory may grow with any step: nobody keeps views of
 * it. A trap may leave it inconsistent: from then on all that is asked for fails as the step that trapped did.
 */
export class KernelWorkspace {
  readonly exports: KernelExports;
  readonly #reserved = new Set<number>();
  /** What the step that trapped failed with. */
  #failure: ZarrdropError | null = null;

  constructor(exports: KernelExports) {
    this.exports = exports;
  }

  /**
   * The address of room that stays until it or all is freed.
   * @throws `memory`; after a trap what the step failed with
   */
  reserve(bytes: number): number {
    this.#refuseAfterTrap();
    const address = allocateIn(this.exports, bytes);
    this.#reserved.add(address);
    return address;
  }

  /** Frees room that was reserved. */
  free(address: number): void {
    if (this.#reserved.delete(address) && this.#failure === null) this.exports.buffer_free(address);
  }

  /** Frees all room; false where a trap may have left the memory inconsistent. */
  clear(): boolean {
    if (this.#failure === null) for (const address of this.#reserved) this.exports.buffer_free(address);
    return this.#failure === null;
  }

  /**
   * Has bytes in the memory for as long as `use` runs, however it ends.
   * @throws as `reserve`; those of `use`
   */
  holding(bytes: Uint8Array, use: (held: KernelBytes) => void): void {
    this.#refuseAfterTrap();
    const held = { address: allocateIn(this.exports, bytes.length), length: bytes.length };
    this.view(held).set(bytes);
    try {
      use(held);
    } finally {
      if (this.#failure === null) this.exports.buffer_free(held.address);
    }
  }

  /**
   * The bytes at an address, as they are now and until the next step.
   * @throws after a trap what the step failed with
   */
  view({ address, length }: KernelBytes): Uint8Array<ArrayBuffer> {
    this.#refuseAfterTrap();
    return new Uint8Array(this.exports.memory.buffer, address, length);
  }

  /** Runs a step over bytes that are in the memory; what it allocates is freed after it. Errors: those of `Kernel.run`. */
  run<T>(
    direction: "encode" | "decode",
    what: string,
    { address, length }: KernelBytes,
    work: (session: KernelSession) => T,
  ): T {
    this.#refuseAfterTrap();
    const open = new OpenSession(this.exports, { direction, what, source: address, length });
    try {
      return work(open.session);
    } catch (thrown) {
      if (isTrap(thrown)) this.#failure = trapError(thrown, direction, what);
      throw this.#failure ?? thrown;
    } finally {
      if (this.#failure === null) open.release();
    }
  }

  #refuseAfterTrap(): void {
    if (this.#failure !== null) throw this.#failure;
  }
}
