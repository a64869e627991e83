import type { ChunkRuns, LevelChunks, OutputChunks } from "../../plan/chunkNotes.ts";
import { levelGeometries, writtenBox } from "../../plan/layout/levelGeometry.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { axisPlaces } from "../stage/viewedImage.ts";

/** How far the chunks of a level are: a byte for each, and their sums by place in the plane, over all channels, slices and time points. */
export class LevelMarks {
  /** Chunks per axis of the array. */
  readonly counts: readonly number[];
  readonly rows: number;
  readonly columns: number;
  /** Chunks that the conversion writes. */
  readonly total: number;
  written = 0;
  checked = 0;
  /** The chunk that was written last of those that were told last; null: none was. */
  latest: number | null = null;
  /** 1: written, 2: read back. */
  readonly #marks: Uint8Array;
  readonly #writtenAt: Uint32Array;
  readonly #checkedAt: Uint32Array;
  readonly #places: { x: number; y: number };
  readonly #strides: readonly number[];
  readonly #perPlace: number;

  constructor(output: OutputPlan, level: number) {
    const { shape, chunkShape } = output.levels[level]!;
    const box = writtenBox(levelGeometries(output)[level]!);
    this.#places = axisPlaces(output);
    this.counts = shape.map((length, axis) => Math.ceil(length / chunkShape[axis]!));
    this.#strides = this.counts.map((_, axis) => this.counts.slice(axis + 1).reduce((all, count) => all * count, 1));
    this.rows = this.counts[this.#places.y]!;
    this.columns = this.counts[this.#places.x]!;
    const touched = box.start.map((from, axis) => {
      const step = chunkShape[axis]!;
      return Math.ceil((from + box.shape[axis]!) / step) - Math.floor(from / step);
    });
    this.total = touched.reduce((all, count) => all * count, 1);
    this.#perPlace = Math.max(1, this.total / (this.rows * this.columns));
    this.#marks = new Uint8Array(this.counts.reduce((all, count) => all * count, 1));
    this.#writtenAt = new Uint32Array(this.rows * this.columns);
    this.#checkedAt = new Uint32Array(this.rows * this.columns);
  }

  /** `isNow`: they were written just now, not by an earlier run. */
  mark({ written, checked }: LevelChunks, isNow: boolean): void {
    this.latest = !isNow || written.length === 0 ? null : written.at(-2)! + written.at(-1)! - 1;
    for (const chunk of chunksIn(written)) this.written += this.#mark(chunk, 1, this.#writtenAt);
    for (const chunk of chunksIn(checked)) this.checked += this.#mark(chunk, 2, this.#checkedAt);
  }

  /** Of the chunks at a place of the plane, the part that is written. */
  writtenShare(row: number, column: number): number {
    return Math.min(1, this.#writtenAt[row * this.columns + column]! / this.#perPlace);
  }

  /** Whether any chunk at a place of the plane was read back. */
  isChecked(row: number, column: number): boolean {
    return this.#checkedAt[row * this.columns + column]! > 0;
  }

  /** Where a chunk lies, per axis. */
  indexOf(chunk: number): number[] {
    return this.counts.map((count, axis) => Math.floor(chunk / this.#strides[axis]!) % count);
  }

  #mark(chunk: number, bit: 1 | 2, places: Uint32Array): number {
    if (chunk >= this.#marks.length || (this.#marks[chunk]! & bit) !== 0) return 0;
    this.#marks[chunk]! |= bit;
    const { x, y } = this.#places;
    const at = (axis: number): number => Math.floor(chunk / this.#strides[axis]!) % this.counts[axis]!;
    places[at(y) * this.columns + at(x)]!++;
    return 1;
  }
}

function* chunksIn(runs: ChunkRuns): Generator<number> {
  for (let at = 0; at < runs.length; at += 2) {
    for (let more = 0; more < runs[at + 1]!; more++) yield runs[at]! + more;
  }
}

/** How far the chunks of an output are, as it was told. Outside of the page's state: it changes often, and is drawn, not rendered. */
export class WrittenChunks {
  readonly #output: OutputPlan;
  /** The last one that was asked about, for that is asked again and again. */
  #fitting: OutputPlan | null = null;
  readonly #levels = new Map<number, LevelMarks>();
  readonly #listeners = new Set<() => void>();
  /** Goes up with every change. */
  version = 0;

  constructor(output: OutputPlan) {
    this.#output = output;
  }

  /** `isWhole`: what was told before holds no more. */
  mark(levels: readonly LevelChunks[], isWhole: boolean): void {
    if (isWhole) this.#levels.clear();
    else for (const marks of this.#levels.values()) marks.latest = null;
    for (const chunks of levels) this.level(chunks.level).mark(chunks, !isWhole);
    this.version++;
    for (const listener of this.#listeners) listener();
  }

  level(index: number): LevelMarks {
    const known = this.#levels.get(index) ?? new LevelMarks(this.#output, index);
    this.#levels.set(index, known);
    return known;
  }

  /** Of all levels together. */
  sums(): { written: number; checked: number; total: number } {
    const levels = this.#output.levels.map((_, index) => this.level(index));
    const sum = (of: (marks: LevelMarks) => number): number => levels.reduce((all, marks) => all + of(marks), 0);
    return {
      written: sum((marks) => marks.written),
      checked: sum((marks) => marks.checked),
      total: sum((marks) => marks.total),
    };
  }

  /** Whether an output is cut into the same chunks. */
  fits(output: OutputPlan): boolean {
    const cutOf = ({ axes, levels }: OutputPlan): string =>
      JSON.stringify([axes.map(({ name }) => name), levels.map(({ shape, chunkShape }) => [shape, chunkShape])]);
    if (output === this.#output || output === this.#fitting) return true;
    if (cutOf(output) !== cutOf(this.#output)) return false;
    this.#fitting = output;
    return true;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
}

/** Of each item that was converted since the page began, how far the chunks of its outputs are. */
export class WrittenStores {
  readonly #items = new Map<string, WrittenChunks[]>();

  /** An item is converted from now on. */
  begin(id: string, outputs: readonly OutputPlan[]): void {
    this.#items.set(
      id,
      outputs.map((output) => new WrittenChunks(output)),
    );
  }

  /** Null where nothing is known, or where the output is cut otherwise by now. */
  of(id: string, output: number, plan: OutputPlan): WrittenChunks | null {
    const written = this.#items.get(id)?.[output];
    return written?.fits(plan) === true ? written : null;
  }

  mark(id: string, { output, levels, isWhole }: OutputChunks & { isWhole: boolean }): void {
    this.#items.get(id)?.[output]?.mark(levels, isWhole);
  }
}
