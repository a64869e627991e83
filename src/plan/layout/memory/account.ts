import { itemSize } from "../../../model/dtype.ts";
import type { SceneDescription } from "../../../model/image.ts";
import { sizeOfShape } from "../../../model/region.ts";
import { outputBytes } from "../outputBytes.ts";
import type { OutputPlan } from "../../plan.ts";
import { blockInView, isInSceneOrder } from "../viewOrder.ts";
import { handedShape, stepShape } from "./blockShapes.ts";
import type { MemoryShares } from "./shares.ts";

/** What one worker holds at the peak, in bytes, item by item. */
export type WorkerMemory = {
  /** The thread itself: its code, its heap, the reader's lists. */
  thread: number;
  /** Reads of the source under way: decoded pixels, two of them where there are several. */
  steps: number;
  /** What reads need besides: the bytes as stored, a block that is decoded apart from its place, pixels before their axes are put in order. */
  reading: number;
  /** Blocks that wait for their pixels, and those that are handed on from level to level. */
  levels: number;
  /** A chunk that is cut out, changed in type, or decoded again to be compared. */
  chunk: number;
  /** Encoded chunks on their way to the disk, and those that wait for the rest of their shard. */
  encoded: number;
  /** Memory of the codecs. */
  codecs: number;
  /** What nobody uses any more and the garbage collector has not come to. */
  garbage: number;
};

const MEBIBYTE = 2 ** 20;

/** A worker that has a job and no pixels (Node 20; a browser's has about as much). */
const THREAD_BYTES = 22 * MEBIBYTE;
/** What lies about before V8 collects buffers, once so much was made. */
const GARBAGE_BYTES = 30 * MEBIBYTE;
/** Of the bytes that a worker makes, what is not memory that is used again. */
const GARBAGE_PART = 1 / 4;
/** What codecs hold besides the data: code, tables, the state of a compressor. */
const CODEC_BYTES = 3 * MEBIBYTE;
/** Compressed camera images have about half of their bytes, in files and in stores. What is stored nobody knows before. */
const COMPRESSED = 0.5;
/** Files that one worker has open for writing at once (`store/writeQueue.ts`) and one that waits. */
const FILES_IN_FLIGHT = 9;

/** What a worker that works on an output holds at the peak, if its parts keep to their shares; `workers` share the output. */
export function workerMemory(
  scene: SceneDescription,
  output: OutputPlan,
  shares: MemoryShares,
  workers: number,
): WorkerMemory {
  const sourceItem = itemSize(output.sourceDtype);
  const item = itemSize(output.dtype);
  const level = output.levels[0]!;
  const shape = level.shape;
  const native = blockInView(output.view, scene, shape);
  const step = stepShape(shape, native, sourceItem, level.chunkShape, shares.stepBytes);
  const stepBytes = sizeOfShape(step) * sourceItem;
  const nativeBytes = sizeOfShape(native) * sourceItem;
  const isOneStep = step.every((length, axis) => length >= shape[axis]!);
  const isDense = isDenseIn(native, step);
  const isStraight = isInSceneOrder(output.view, scene.shape);
  const ratio = output.compressor === null ? 1 : COMPRESSED;

  const chunkBytes = Math.max(...output.levels.map(({ chunkShape }) => sizeOfShape(chunkShape))) * item;
  const sourceChunkBytes = (chunkBytes / item) * sourceItem;
  const isCut = output.levels.some(({ chunkShape, shape: extent }) => isCutOut(extent, chunkShape, sourceItem, shares));
  const outer = output.levels.map((each) => encodedAtOnce(each, item) * ratio);
  const queued = Math.min(
    Math.max(shares.queueBytes, ratio * chunkBytes),
    FILES_IN_FLIGHT *
      Math.max(...output.levels.map((each) => sizeOfShape(each.shardShape ?? each.chunkShape))) *
      item *
      ratio,
  );
  return {
    thread: THREAD_BYTES,
    steps: stepBytes * (isOneStep ? 1 : 2),
    reading: stepBytes * COMPRESSED + (isDense ? 0 : nativeBytes) + (isStraight ? 0 : stepBytes),
    levels: levelsBytes(output, step, sourceItem, shares),
    chunk: (isCut ? sourceChunkBytes : 0) + (output.cast === "none" ? 0 : chunkBytes) + chunkBytes,
    encoded: outer.reduce((sum, bytes) => sum + bytes, 0) + queued,
    garbage: Math.min(GARBAGE_BYTES, (outputBytes(output) * GARBAGE_PART) / workers),
    codecs: CODEC_BYTES + Math.max(nativeBytes * (1 + COMPRESSED), chunkBytes * (1 + ratio)),
  };
}

/** All items together. */
export function bytesOf(memory: WorkerMemory): number {
  return Object.values(memory).reduce((sum, bytes) => sum + bytes, 0);
}

/** What stays whatever shapes are chosen. */
export function fixedBytesOf({ thread, steps, reading, garbage }: WorkerMemory): number {
  return thread + steps + reading + garbage + CODEC_BYTES;
}

/** What is lent: it stays with the thread, and may be as much as this without anything being let go of. */
export function lentBytesOf({ steps, reading, levels, chunk, encoded }: WorkerMemory): number {
  return steps + reading + levels + chunk + encoded;
}

/** True where native blocks lie in a step as they are: no more than one along all axes but the first that is longer than one. */
function isDenseIn(block: readonly number[], step: readonly number[]): boolean {
  const first = step.findIndex((length) => length > 1);
  return step.every((length, axis) => axis <= first || block[axis]! >= length);
}

function isCutOut(extent: readonly number[], chunk: readonly number[], item: number, shares: MemoryShares): boolean {
  const handed = handedShape(extent, chunk, item, shares.blockBytes);
  return handed.some((length, axis) => length > chunk[axis]! || extent[axis]! % chunk[axis]! !== 0);
}

/** Decoded bytes of the shards that are being filled at once. */
function encodedAtOnce(level: OutputPlan["levels"][number], item: number): number {
  if (level.shardShape === null) return 0;
  return sizeOfShape(level.shardShape.map((length, axis) => Math.min(length, level.shape[axis]!))) * item;
}

/**
 * Blocks of all levels at once. A level waits for as many blocks as a piece of the level below (a read, for the first) reaches over
 * without filling them; then its pixels are held while the next level takes what it needs.
 */
function levelsBytes(output: OutputPlan, step: readonly number[], item: number, shares: MemoryShares): number {
  let bytes = 0;
  let piece = [...step];
  let below: readonly number[] | null = null;
  for (const { shape, chunkShape } of output.levels) {
    const block = handedShape(shape, chunkShape, item, shares.blockBytes).map((length, axis) =>
      Math.min(length, shape[axis]!),
    );
    if (below !== null) {
      const lower = below;
      piece = piece.map((length, axis) => Math.max(1, Math.ceil((length * shape[axis]!) / lower[axis]!)));
      bytes += sizeOfShape(piece) * item;
    }
    const waiting = waitingFor(piece, block, shape);
    const isHandedOn = piece.every((length, axis) => length === block[axis]);
    bytes += isHandedOn ? 0 : sizeOfShape(waiting) * item;
    piece = waiting;
    below = shape;
  }
  return bytes;
}

/** The box of blocks that wait for pixels while pieces of a shape come. */
function waitingFor(piece: readonly number[], block: readonly number[], extent: readonly number[]): number[] {
  const fills = piece.every((length, axis) => length >= extent[axis]! || Number.isInteger(length / block[axis]!));
  if (fills) return [...block];
  return piece.map((length, axis) => Math.min(extent[axis]!, Math.ceil(length / block[axis]!) * block[axis]!));
}
