import { SHARD_PIECES } from "../plan/layout/memory/shares.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { linearIndex } from "../zarr/chunkGrid.ts";
import { OpenShard, type WrittenShards } from "../zarr/openShard.ts";
import type { ZarrArray } from "../zarr/zarrArray.ts";
import type { StoreBefore } from "./append/storeBefore.ts";
import { GrowingFile } from "./growingFile.ts";
import { chunkFilePath } from "./levelFilePaths.ts";
import type { Rooms } from "./roundTrip.ts";
import type { Sink } from "./sink.ts";
import type { WriteQueue } from "./writeQueue.ts";

/** A level as it was before an append; its files are changed through `change`. */
export type LevelBefore = { array: ZarrArray; change: StoreBefore["change"] };

/** What the files of a level are written with. */
export type LevelFilesParts = {
  sink: Sink;
  output: OutputPlan;
  levelIndex: number;
  signal: AbortSignal;
  queue: WriteQueue;
  /** Memory that encoded chunks are in until they are written. */
  rooms: Rooms | undefined;
  /** Shards are written in pieces of so many bytes at least. */
  pieceBytes: number;
  /** Null where each chunk has a file of its own. */
  shards: WrittenShards | null;
  existing: LevelBefore | null;
  /** Told the number and the bytes of each file that is handed to the queue whole. */
  onFile: (file: number, bytes: number) => void;
};

/**
 * The files of one level: encoded chunks come in any order, go into a file each or gather in shards, and are written in the background by
 * the worker's queue.
 */
export class LevelFiles {
  readonly #parts: LevelFilesParts;
  readonly #openShards = new Map<number, OpenShard>();
  /** Of these, those of which a part was handed over. */
  readonly #growing = new Map<number, GrowingFile>();

  constructor(parts: LevelFilesParts) {
    this.#parts = parts;
  }

  /** Encoded bytes held in shards that are not complete. */
  get pendingBytes(): number {
    let bytes = 0;
    for (const shard of this.#openShards.values()) bytes += shard.bytes;
    return bytes;
  }

  /** Takes a chunk, null for one that is left out; `number` is that of `chunkIndex`. Resolves when there is room for the next. */
  add(number: number, chunkIndex: readonly number[], encoded: Uint8Array<ArrayBuffer> | null): Promise<void> {
    const { shards } = this.#parts;
    return shards === null
      ? this.#writeFile(number, chunkIndex, encoded === null ? null : [encoded])
      : this.#addToShard(shards, chunkIndex, encoded);
  }

  /**
   * Resolves when all that was handed over before is on disk.
   * @throws `internal` if a shard lacks chunks
   */
  async settled(): Promise<void> {
    for (const [number, shard] of this.#openShards) {
      throw new ZarrdropError(
        "internal",
        `Shard ${number} of level ${this.#parts.levelIndex} lacks ${shard.missing} of its chunks.`,
      );
    }
    await this.#parts.queue.settled();
  }

  /** Removes the files that are not finished. Never rejects. */
  async giveUp(): Promise<void> {
    await Promise.all([...this.#growing.values()].map((file) => file.giveUp()));
  }

  async #addToShard(
    shards: WrittenShards,
    chunkIndex: readonly number[],
    encoded: Uint8Array<ArrayBuffer> | null,
  ): Promise<void> {
    const shardIndex = shards.shardOf(chunkIndex);
    const number = linearIndex(shardIndex, shards.counts);
    let shard = this.#openShards.get(number);
    if (shard === undefined) {
      shard = new OpenShard(shards, shardIndex);
      this.#openShards.set(number, shard);
    }
    shard.add(chunkIndex, encoded);
    if (shard.missing > 0) {
      await this.#writeNext(number, shardIndex, shard);
      return;
    }
    this.#openShards.delete(number);
    const { existing, signal, queue } = this.#parts;
    if (existing !== null) await shard.keepOthers(await existing.array.openShard(shardIndex, signal));
    const growing = this.#growing.get(number);
    const before = shard.taken;
    const parts = shard.parts();
    const joined = parts === null ? null : this.#joined(parts);
    if (growing === undefined || joined === null) return this.#writeFile(number, shardIndex, joined);
    const bytes = sizeOf(joined);
    this.#parts.onFile(number, before + bytes);
    await queue.add(bytes, async () => {
      await growing.finish(joined);
      this.#growing.delete(number);
      this.#giveBack(joined);
    });
  }

  /** Hands over what comes next in a shard that is not complete, if that is enough for a piece. An append puts files in place as a whole. */
  async #writeNext(number: number, shardIndex: readonly number[], shard: OpenShard): Promise<void> {
    const { sink, queue, output, levelIndex, signal, existing, pieceBytes } = this.#parts;
    const growing = this.#growing.get(number);
    const mayGrow = growing !== undefined || this.#growing.size < SHARD_PIECES.shardsAtOnce;
    const parts = mayGrow && existing === null && sink.begin !== undefined ? shard.takeNext(pieceBytes) : [];
    // Even without anything to write, a failure of an earlier file must surface here.
    if (parts.length === 0) return queue.room();
    const path = chunkFilePath(output, levelIndex, shardIndex);
    const file = growing ?? new GrowingFile(() => sink.begin!(path, signal));
    this.#growing.set(number, file);
    const piece = this.#joined(parts);
    await queue.add(sizeOf(piece), async () => {
      await file.write(piece);
      this.#giveBack(piece);
    });
  }

  /** The same in one piece, where memory for it is lent: one call writes it, and what the parts were in is free for the next chunks. */
  #joined(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] {
    const { rooms } = this.#parts;
    const whole = parts.length === 1 ? undefined : rooms?.borrow(sizeOf(parts));
    if (rooms === undefined || whole === undefined) return parts;
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
      rooms.giveBack(part);
    }
    return [whole];
  }

  async #writeFile(number: number, index: readonly number[], parts: Uint8Array<ArrayBuffer>[] | null): Promise<void> {
    const { sink, queue, output, levelIndex, signal, existing } = this.#parts;
    const path = chunkFilePath(output, levelIndex, index);
    const bytes = sizeOf(parts ?? []);
    this.#parts.onFile(number, bytes);
    if (parts === null) {
      // Where an older file was, leaving it would leave old pixels.
      if (existing === null) return queue.room();
      return queue.add(0, () => existing.change(path, () => sink.remove(path)));
    }
    await queue.add(bytes, async () => {
      const write = (): Promise<void> => sink.write(path, parts, signal);
      await (existing === null ? write() : existing.change(path, write));
      this.#giveBack(parts);
    });
  }

  #giveBack(parts: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const part of parts) this.#parts.rooms?.giveBack(part);
  }
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
