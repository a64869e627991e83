import { itemSize, type DataType } from "../../model/dtype.ts";
import { LIMITS } from "../../model/limits.ts";
import { DEFAULT_MEMORY_TARGET, budgetChunkShape, viewerChunkShape } from "./chunkShapes.ts";
import { automaticLevelCount, checkLevelShapes, halvedLevelShapes } from "./levelShapes.ts";
import { isFlat, shapePerLevel } from "./perLevel.ts";
import { settingError } from "../settings/settingError.ts";
import type { Settings } from "../settings/settings.ts";
import { checkShardShape, factoredShardShape, type ViewerShardOptions, viewerShardShape } from "./shardShapes.ts";

/** Shapes of one level: all that does not depend on physical sizes. */
export type LevelGrid = { shape: number[]; chunkShape: number[]; shardShape: number[] | null };

type GridInput = {
  /** Level 0, in output axes. */
  shape: readonly number[];
  letters: readonly string[];
  /** The axis whose length at level 0 may be chosen freely, or null. */
  timeAxis: number | null;
  /** Output type. */
  dtype: DataType;
  /** Whether chunks and shards may be chosen for viewers. */
  hasViewerChunks: boolean;
};

/**
 * Shapes, chunks and shards of all levels.
 * @throws `setting` for `level_shapes`, `chunk_shape`, `shard_shape`, `shard_factor`, `memory_target`
 */
export function planLevelGrids(input: GridInput, settings: Settings): LevelGrid[] {
  const shapes = levelShapes(input, settings);
  const chunks = chunkShapes(shapes, input, settings);
  const shards = shardShapes(shapes, chunks, input, settings);
  return shapes.map((shape, level) => ({
    shape,
    chunkShape: chunks[level]!,
    shardShape: shards?.[level] ?? null,
  }));
}

function levelShapes(input: GridInput, settings: Settings): number[][] {
  if (settings.levelShapes !== null) {
    checkLevelShapes(settings.levelShapes, input.shape, input.timeAxis);
    return settings.levelShapes.map((shape) => [...shape]);
  }
  const plane = input.letters.map((letter) => letter === "y" || letter === "x");
  const halved = input.letters.map((letter, axis) => plane[axis]! || (letter === "z" && settings.downsampleZ));
  const count =
    settings.numLevels === "auto"
      ? automaticLevelCount(input.shape.filter((_, axis) => plane[axis]))
      : (settings.numLevels ?? 1);
  return halvedLevelShapes(input.shape, halved, count);
}

function chunkShapes(shapes: readonly number[][], input: GridInput, settings: Settings): number[][] {
  const bytes = itemSize(input.dtype);
  if (settings.chunkShape !== null) {
    const chunks = shapePerLevel("chunk_shape", settings.chunkShape, shapes.length, input.shape.length);
    const isOne = isFlat(settings.chunkShape);
    chunks.forEach((chunk, level) => checkChunkBytes("chunk_shape", chunk, bytes, isOne ? [] : [level]));
    return chunks;
  }
  // A memory target is the person's word on how large chunks are: it asks for the rule that keeps to it.
  if (settings.chunkStrategy === "viewer" && settings.memoryTarget === null && input.hasViewerChunks) {
    return shapes.map((shape) => viewerChunkShape(shape, input.letters, bytes));
  }
  const target = settings.memoryTarget ?? DEFAULT_MEMORY_TARGET;
  const chunks = shapes.map((shape) => budgetChunkShape(shape, bytes, target));
  for (const chunk of chunks) checkChunkBytes("memory_target", chunk, bytes);
  return chunks;
}

function shardShapes(
  shapes: readonly number[][],
  chunks: readonly number[][],
  input: GridInput,
  settings: Settings,
): (number[] | null)[] | null {
  const bytes = itemSize(input.dtype);
  if (settings.shardShape !== null) {
    const shards = shapePerLevel("shard_shape", settings.shardShape, shapes.length, input.shape.length);
    shards.forEach((shard, level) => checkShardShape(shard, chunks[level]!, level));
    return shards;
  }
  if (settings.shardFactor !== null) {
    const factor = settings.shardFactor;
    return chunks.map((chunk) => factoredShardShape(chunk, factor));
  }
  const derived = settings.chunkStrategy === "viewer" && settings.memoryTarget === null && input.hasViewerChunks;
  if (!derived || settings.zarrFormat === 2) return null;
  const viewerShards = (level: number, base: ViewerShardOptions["base"]) => {
    const options = { base: base ?? null, limit: settings.shardLimit };
    return viewerShardShape({ shape: shapes[level]!, chunk: chunks[level]! }, input.letters, bytes, options);
  };
  const first = viewerShards(0, null);
  const base = { shape: shapes[0]!, outer: first ?? chunks[0]! };
  return shapes.map((_, level) => (level === 0 ? first : viewerShards(level, base)));
}

/** A chunk is compressed in one piece, in one buffer. */
function checkChunkBytes(
  setting: string,
  chunk: readonly number[],
  itemBytes: number,
  at: readonly number[] = [],
): void {
  const bytes = chunk.reduce((product, size) => product * size, itemBytes);
  if (bytes <= LIMITS.decodedBlockBytes) return;
  throw settingError(
    setting,
    `${setting} makes a chunk of ${Math.ceil(bytes / 2 ** 20)} MiB`,
    `A chunk is compressed in one piece of ${LIMITS.decodedBlockBytes / 2 ** 20} MiB at most; 1 to 16 MiB suit viewers.`,
    at,
  );
}
