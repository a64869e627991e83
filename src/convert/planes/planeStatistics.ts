import type { KernelWorkspace } from "../../codecs/kernelWorkspace.ts";
import { addCounts, BINS, SAMPLE_STEP, type ValueHistogram } from "../worker/valueHistogram.ts";

/** A box of a plane in a workspace: where its first value is, and how far the next row. */
export type PlaneBox = { address: number; stride: number; columns: number; rows: number };

const RANGE_BYTES = 2 * Float64Array.BYTES_PER_ELEMENT;
const BIN_BYTES = Uint32Array.BYTES_PER_ELEMENT;

/** Gathers what `gatherValues` gathers, of values that are in a workspace: for one histogram at a time, which gets it when the next begins. */
export class PlaneStatistics {
  readonly #workspace: KernelWorkspace;
  readonly #type: number;
  readonly #range: number;
  readonly #bins: number;
  #target: ValueHistogram | null = null;

  constructor(workspace: KernelWorkspace, type: number) {
    this.#workspace = workspace;
    this.#type = type;
    this.#range = workspace.reserve(RANGE_BYTES);
    this.#bins = workspace.reserve(BINS * BIN_BYTES);
    this.#clear();
  }

  /**
   * Adds boxes that together are one channel's part of a chunk, in C order: it is sampled as a whole.
   */
  gather(target: ValueHistogram, boxes: readonly PlaneBox[]): void {
    if (target !== this.#target) this.flush();
    this.#target = target;
    const { exports } = this.#workspace;
    let phase = 0;
    for (const { address, stride, columns, rows } of boxes) {
      exports.plane_range(address, this.#type, stride, columns, rows, this.#range);
      phase = exports.plane_count(address, this.#type, stride, columns, rows, SAMPLE_STEP, phase, this.#bins);
    }
  }

  /** Hands over what was gathered. */
  flush(): void {
    if (this.#target === null) return;
    const { buffer } = this.#workspace.exports.memory;
    const [min, max] = new Float64Array(buffer, this.#range, 2);
    addCounts(this.#target, { min: min!, max: max! }, new Uint32Array(buffer, this.#bins, BINS));
    this.#target = null;
    this.#clear();
  }

  #clear(): void {
    const { buffer } = this.#workspace.exports.memory;
    new Float64Array(buffer, this.#range, 2).set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    new Uint32Array(buffer, this.#bins, BINS).fill(0);
  }
}
