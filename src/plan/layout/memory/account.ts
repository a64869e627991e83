import { itemSize } from "../../../model/dtype.ts";
import type { SceneDescription } from "../../../model/image.ts";
import { sizeOfShape } from "../../../model/region.ts";
import type { LevelPlan, OutputPlan } from "../../plan.ts";
import { blockInView, isInSceneOrder } from "../viewOrder.ts";
import { handedShape, isReadAhead, stepShape } from "./blockShapes.ts";
import { type MemoryShares, SHARD_PIECES } from "./shares.ts";
import { PLANE_READ, type PlaneRoad, planeRoad } from "../planes/planeRoad.ts";
import { isCutIntoBands, unitValues } from "./unitsAtMost.ts";

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
};

const MEBIBYTE = 2 ** 20;

/** What a conversion takes once, however many work: the parts that only it needs, and what is read back at its end by a second reader (Node 20). */
export const COORDINATOR_BYTES = 26 * MEBIBYTE;
/** A worker that has a job and no pixels (Node 20; a browser's has about as much). */
const THREAD_BYTES = 7 * MEBIBYTE;
/** What codecs hold besides the data: code, tables, the state of a compressor. */
const CODEC_BYTES = 3 * MEBIBYTE;
/** Compressed camera images have about half of their bytes, in files and in stores. What is stored nobody knows before. */
const COMPRESSED = 0.5;
/** Native blocks below this are rows of pixels that are stored as they are, and are read where they belong. */
const ROW_BYTES = 64 * 2 ** 10;
/** Files that one worker has open for writing at once (`store/writeQueue.ts`) and one that waits. */
const FILES_IN_FLIGHT = 9;

/** What a worker that works on an output holds at the peak, if its parts keep to their shares; `workers` share the output. */
export function workerMemory(
  scene: SceneDescription,
  output: OutputPlan,
  shares: MemoryShares,
  workers: number,
): WorkerMemory {
  const road = isCutIntoBands(scene, output, workers) ? null : planeRoad(scene, output, shares);
  return road === null
    ? generalMemory(scene, output, shares, workers)
    : planeMemory(scene, output, road, { shares, workers });
}

/** The general road: `convert/walk/pyramidWalk.ts`. */
function generalMemory(
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
  const unit = unitValues(scene, output, workers);
  const stepBytes = Math.min(sizeOfShape(step), unit) * sourceItem;
  const nativeBytes = sizeOfShape(native) * sourceItem;
  const isOneStep = sizeOfShape(step) >= unit;
  const isDense = isDenseIn(native, step);
  const isStraight = isInSceneOrder(output.view, scene.shape);
  const ratio = output.compressor === null ? 1 : COMPRESSED;
  const chunkBytes = Math.max(...output.levels.map(({ chunkShape }) => sizeOfShape(chunkShape))) * item;
  const sourceChunkBytes = (chunkBytes / item) * sourceItem;
  const cut = Math.max(...output.levels.map((each) => cutPart(each.shape, each.chunkShape, sourceItem, shares)));
  // The first and the last chunk of a level are read back at the end (`store/sampledChunks.ts`); what is not compressed is not copied.
  const isCompared = output.compressor !== null && output.levels.some((each) => chunksOf(each) > 2);
  const { queueBytes } = shares;
  const encoded = encodedBytes(output, { step, workers, queueBytes, valueBytes: item * ratio });
  const inKernel = output.compressor === null ? 0 : chunkBytes * (1 + ratio);
  return {
    thread: THREAD_BYTES,
    steps: stepBytes * (isOneStep || !isReadAhead(stepBytes, shares) ? 1 : 2),
    reading:
      (nativeBytes < ROW_BYTES ? 0 : stepBytes * COMPRESSED) +
      (isDense ? 0 : nativeBytes) +
      (isStraight ? 0 : stepBytes),
    levels: levelsBytes(output, step, sourceItem, shares),
    chunk: cut * sourceChunkBytes + (output.cast === "none" ? 0 : chunkBytes) + (isCompared ? chunkBytes : 0),
    encoded,
    codecs: CODEC_BYTES + Math.max(nativeBytes * (1 + COMPRESSED), inKernel),
  };
}

/** Kernel sessions of planes: `convert/planes/`. Blocks come as they are stored, or decoded where the reader has no others. */
function planeMemory(
  scene: SceneDescription,
  output: OutputPlan,
  road: PlaneRoad,
  { shares, workers }: { shares: MemoryShares; workers: number },
): WorkerMemory {
  const { shape } = output.levels[0]!;
  const plane = [...road.group.map(() => 1), ...shape.slice(-2)];
  const item = itemSize(output.dtype);
  const native = blockInView(output.view, scene, shape);
  const groupBytes = sizeOfShape(road.group) * sizeOfShape(plane) * item;
  const read = Math.min(shares.stepBytes * PLANE_READ, groupBytes);
  const valueBytes = item * (output.compressor === null ? 1 : COMPRESSED);
  return {
    thread: THREAD_BYTES,
    steps: read * (unitValues(scene, output, workers) * item > read ? 2 : 1),
    reading: sizeOfShape(native) * item < ROW_BYTES ? 0 : read * COMPRESSED,
    levels: 0,
    chunk: 0,
    encoded: encodedBytes(output, {
      step: plane,
      workers,
      queueBytes: shares.queueBytes,
      valueBytes,
      isByPlanes: true,
    }),
    codecs: CODEC_BYTES + road.bytes,
  };
}

/** All items together. */
export function bytesOf(memory: WorkerMemory): number {
  return Object.values(memory).reduce((sum, bytes) => sum + bytes, 0);
}

/** What stays whatever shapes are chosen. */
export function fixedBytesOf({ thread, steps, reading }: WorkerMemory): number {
  return thread + steps + reading + CODEC_BYTES;
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

/**
 * How much of a chunk is held beside the block that it is cut out of: all of it where blocks have several chunks; at the array's end, where
 * a chunk is filled up, as much as the last block is shorter than a whole one.
 */
function cutPart(extent: readonly number[], chunk: readonly number[], item: number, shares: MemoryShares): number {
  const handed = handedShape(extent, chunk, item, shares.blockBytes);
  if (handed.some((length, axis) => length > chunk[axis]!)) return 1;
  return Math.max(...extent.map((length, axis) => (length % chunk[axis]!) / chunk[axis]!));
}

function chunksOf({ shape, chunkShape }: LevelPlan): number {
  return shape.reduce((product, length, axis) => product * Math.ceil(length / chunkShape[axis]!), 1);
}

/** What decides how much waits encoded: a read, who shares the output, the queue's share, and bytes that a value has when encoded. */
type Encoding = {
  step: readonly number[];
  workers: number;
  queueBytes: number;
  valueBytes: number;
  /** Planes come one after the other: the chunks of any shard come in the order in which they lie there. */
  isByPlanes?: boolean;
};

/** Encoded bytes: shards that are being filled, and files on their way to the disk. */
function encodedBytes({ levels, shardOrder }: OutputPlan, encoding: Encoding): number {
  const { step, workers, queueBytes, valueBytes, isByPlanes = false } = encoding;
  const base = levels[0]!.shape;
  const largestChunk = Math.max(...levels.map(({ chunkShape }) => sizeOfShape(chunkShape))) * valueBytes;
  // What comes in the order in which it lies in the file goes to the disk as it comes.
  const pieceOf = ({ chunkShape, shardShape }: LevelPlan): number =>
    shardOrder === undefined && (isByPlanes || isRow(chunkShape, shardShape))
      ? Math.max(SHARD_PIECES.bytes, largestChunk)
      : Infinity;
  const filling = levels.reduce((sum, level) => {
    const { shape, shardShape } = level;
    if (shardShape === null) return sum;
    const piece = step.map((length, axis) => Math.max(1, Math.ceil((length * shape[axis]!) / base[axis]!)));
    const box = waitingFor(piece, shardShape, shape).map((length, axis) => Math.min(length, shape[axis]!));
    const shardBytes = sizeOfShape(shardShape) * valueBytes;
    const open = box.reduce((product, length, axis) => product * Math.ceil(length / shardShape[axis]!), 1);
    const growing = Math.min(open, SHARD_PIECES.shardsAtOnce);
    const held = growing * Math.min(shardBytes, pieceOf(level)) + (open - growing) * shardBytes;
    return sum + Math.min(held, sizeOfShape(box) * valueBytes);
  }, 0);
  const fileBytes = Math.max(
    ...levels.map((level) => Math.min(sizeOfShape(level.shardShape ?? level.chunkShape) * valueBytes, pieceOf(level))),
  );
  // One more file is taken on as long as those in flight keep to their share, be they of this unit or of those before it.
  const files = Math.min(FILES_IN_FLIGHT, Math.floor(queueBytes / fileBytes) + 1);
  const part = (levels.reduce((sum, { shape }) => sum + sizeOfShape(shape), 0) * valueBytes) / workers;
  return filling + Math.min(files * fileBytes, Math.max(fileBytes, part));
}

/** Whether a shard is a row of chunks along one axis: in whatever order the blocks of a level come, along each axis they come from its beginning on. */
function isRow(chunk: readonly number[], shard: readonly number[] | null): boolean {
  return (shard ?? chunk).filter((length, axis) => length > chunk[axis]!).length <= 1;
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
