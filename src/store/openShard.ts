import { type Region, sizeOfShape } from "../model/region.ts";
import type { LevelPlan } from "../plan/plan.ts";
import { chunkGrid, gridIndex, linearIndex } from "../zarr/chunkGrid.ts";
import { ShardBuilder } from "../zarr/shardBuilder.ts";

/** How the chunks of a level lie in its shards. */
export type ShardLayout = {
  /** Shards per axis. */
  counts: readonly number[];
  /** Chunks per shard and axis. */
  inner: readonly number[];
  /** Chunks of the array per axis. */
  chunks: readonly number[];
  /** First and one past the last chunk per axis that the conversion writes. */
  from: readonly number[];
  to: readonly number[];
  shardOf(chunkIndex: readonly number[]): number[];
};

/** Where the chunks of a level lie when the box `written` (in elements) is written; without shards, each chunk is one of its own. */
export function shardLayout(level: LevelPlan, written: Region): ShardLayout {
  const shardShape = level.shardShape ?? level.chunkShape;
  const inner = chunkGrid(shardShape, level.chunkShape).counts;
  return {
    counts: chunkGrid(level.shape, shardShape).counts,
    inner,
    chunks: chunkGrid(level.shape, level.chunkShape).counts,
    from: written.start.map((start, axis) => Math.floor(start / level.chunkShape[axis]!)),
    to: written.start.map((start, axis) => Math.ceil((start + written.shape[axis]!) / level.chunkShape[axis]!)),
    shardOf: (chunkIndex) => chunkIndex.map((at, axis) => Math.floor(at / inner[axis]!)),
  };
}

/** A shard that is being filled: it knows which chunks it waits for. */
export class OpenShard {
  readonly #layout: ShardLayout;
  readonly #first: readonly number[];
  readonly #builder: ShardBuilder;
  readonly #expected: number;

  constructor(layout: ShardLayout, shardIndex: readonly number[]) {
    this.#layout = layout;
    this.#first = shardIndex.map((at, axis) => at * layout.inner[axis]!);
    this.#builder = new ShardBuilder(sizeOfShape(layout.inner));
    this.#expected = sizeOfShape(
      this.#first.map((first, axis) =>
        Math.max(0, Math.min(first + layout.inner[axis]!, layout.to[axis]!) - Math.max(first, layout.from[axis]!)),
      ),
    );
  }

  /** Chunks that the conversion writes here and that have not come. */
  get missing(): number {
    return this.#expected - this.#builder.added;
  }

  /** Encoded bytes held. */
  get bytes(): number {
    return this.#builder.bytes;
  }

  /** `chunkIndex` counts in the array. */
  add(chunkIndex: readonly number[], encoded: Uint8Array<ArrayBuffer> | null): void {
    this.#builder.add(this.#innerNumber(chunkIndex), encoded);
  }

  /** For an append: takes over, as they are, the chunks of the older shard that the conversion does not write (`ZarrArray.openShard`). */
  async keepOthers(read: (inner: number) => Promise<Uint8Array<ArrayBuffer> | null>): Promise<void> {
    const total = sizeOfShape(this.#layout.inner);
    for (let inner = 0; inner < total; inner++) {
      if (this.#builder.has(inner)) continue;
      const index = gridIndex(inner, this.#layout.inner).map((at, axis) => at + this.#first[axis]!);
      if (index.some((at, axis) => at >= this.#layout.chunks[axis]!)) continue;
      this.#builder.add(inner, await read(inner));
    }
  }

  /** The file, or null when nothing is in it. */
  parts(): Uint8Array<ArrayBuffer>[] | null {
    return this.#builder.parts();
  }

  #innerNumber(chunkIndex: readonly number[]): number {
    return linearIndex(
      chunkIndex.map((at, axis) => at - this.#first[axis]!),
      this.#layout.inner,
    );
  }
}
