import { ZarrdropError } from "../model/errors.ts";
import type { KernelExports } from "./kernelExports.ts";
import { allocateIn, type KernelSession, OpenSession, trapError } from "./kernelSession.ts";
import { KernelWorkspace } from "./kernelWorkspace.ts";
import { loadWasmBytes } from "./wasmFiles.ts";
import { isTrap } from "./wasmTrap.ts";

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
    try {
      const source = allocateIn(exports, input.length);
      new Uint8Array(exports.memory.buffer, source, input.length).set(input);
      const open = new OpenSession(exports, { direction, what, source, length: input.length });
      const result = work(open.session);
      open.release();
      exports.buffer_free(source);
      this.#giveBack(exports, open.usedBytes + input.length);
      return result;
    } catch (thrown) {
      this.#instance = null;
      throw isTrap(thrown) ? trapError(thrown, direction, what) : thrown;
    }
  }

  /** An instance apart from that of `run`. */
  workspace(): KernelWorkspace {
    return new KernelWorkspace(instanceOf(this.#module));
  }

  /** Takes a workspace that is done with: its memory serves the calls to come, instead of waiting for the collector beside more of it. */
  takeBack(workspace: KernelWorkspace): void {
    if (workspace.clear()) this.#instance = workspace.exports;
  }

  #ready(): KernelExports {
    if (this.#instance === null) {
      this.#instance = instanceOf(this.#module);
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

function instanceOf(module: WebAssembly.Module): KernelExports {
  // The exports are those of the file whose hash wasm/SHA256SUMS records.
  const exports = new WebAssembly.Instance(module, {}).exports as KernelExports;
  exports._initialize();
  return exports;
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
