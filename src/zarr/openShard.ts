import { type Region, sizeOfShape } from "../model/region.ts";
import type { ArraySpecification } from "./arrayDocuments.ts";
import { chunkGrid, gridIndex, linearIndex } from "./chunkGrid.ts";
import { mortonOrder } from "./mortonOrder.ts";
import { ShardBuilder } from "./shardBuilder.ts";

/** How the chunks of an array lie in its shards, of which some are written. */
export type WrittenShards = {
  /** Shards per axis. */
  counts: readonly number[];
  /** Chunks per shard and axis. */
  inner: readonly number[];
  /** Chunks of the array per axis. */
  chunks: readonly number[];
  /** Chunks of a shard by their places in its file; null: C order. */
  order: Uint32Array | null;
  /** First and one past the last chunk per axis that is written. */
  from: readonly number[];
  to: readonly number[];
  shardOf(chunkIndex: readonly number[]): number[];
};

/** The shards of an array when the box `written` (in elements) is written; without shards, each chunk is one of its own. */
export function writtenShards(
  { shape, chunkShape, shardShape }: Pick<ArraySpecification, "shape" | "chunkShape" | "shardShape">,
  written: Region,
  order: "morton" | "c" = "c",
): WrittenShards {
  const inner = chunkGrid(shardShape ?? chunkShape, chunkShape).counts;
  return {
    counts: chunkGrid(shape, shardShape ?? chunkShape).counts,
    inner,
    order: order === "morton" ? mortonOrder(inner) : null,
    chunks: chunkGrid(shape, chunkShape).counts,
    from: written.start.map((start, axis) => Math.floor(start / chunkShape[axis]!)),
    to: written.start.map((start, axis) => Math.ceil((start + written.shape[axis]!) / chunkShape[axis]!)),
    shardOf: (chunkIndex) => chunkIndex.map((at, axis) => Math.floor(at / inner[axis]!)),
  };
}

/** A shard that is being filled: it knows which chunks it waits for. */
export class OpenShard {
  readonly #shards: WrittenShards;
  readonly #first: readonly number[];
  readonly #builder: ShardBuilder;
  readonly #expected: number;

  constructor(shards: WrittenShards, shardIndex: readonly number[]) {
    this.#shards = shards;
    this.#first = shardIndex.map((at, axis) => at * shards.inner[axis]!);
    this.#builder = new ShardBuilder(sizeOfShape(shards.inner), shards.order);
    this.#expected = sizeOfShape(
      this.#first.map((first, axis) =>
        Math.max(0, Math.min(first + shards.inner[axis]!, shards.to[axis]!) - Math.max(first, shards.from[axis]!)),
      ),
    );
  }

  /** Chunks that are written here and that have not come. */
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

  /** For an append: takes over, as they are, the chunks of the older shard that are not written (`ZarrArray.openShard`). */
  async keepOthers(read: (inner: number) => Promise<Uint8Array<ArrayBuffer> | null>): Promise<void> {
    const total = sizeOfShape(this.#shards.inner);
    for (let inner = 0; inner < total; inner++) {
      if (this.#builder.has(inner)) continue;
      const index = gridIndex(inner, this.#shards.inner).map((at, axis) => at + this.#first[axis]!);
      if (index.some((at, axis) => at >= this.#shards.chunks[axis]!)) continue;
      this.#builder.add(inner, await read(inner));
    }
  }

  /** Bytes of the file that were taken by `takeNext`. */
  get taken(): number {
    return this.#builder.taken;
  }

  /** The next parts of the file, if they are there without a gap and have at least so many bytes. */
  takeNext(least: number): Uint8Array<ArrayBuffer>[] {
    return this.#builder.takeNext(least);
  }

  /** The file, or what is left of it; null when nothing is in it. */
  parts(): Uint8Array<ArrayBuffer>[] | null {
    return this.#builder.parts();
  }

  #innerNumber(chunkIndex: readonly number[]): number {
    return linearIndex(
      chunkIndex.map((at, axis) => at - this.#first[axis]!),
      this.#shards.inner,
    );
  }
}
