import { powerOfTwoWithin } from "./chunkShapes.ts";
import { settingError } from "../settings/settingError.ts";

/** Raw bytes of a shard for viewers where the image is small enough to have few shards anyway. */
const VIEWER_BYTES = 16 * 2 ** 20;
/** Raw bytes of a shard for viewers at most. */
const VIEWER_MOST_BYTES = 64 * 2 ** 20;
/** Larger shards are used from this many shards a level on. */
const VIEWER_SHARDS = 4096;
/** Shards below this are not worth a file each: they are extended over channels and time points. */
const VIEWER_LEAST_BYTES = 2 ** 20;
/**
 * Shards of level 0 that one of a smaller level spans along an axis that levels share, at most: all of them are written by one worker, and are
 * what is lost when a job is stopped.
 */
const VIEWER_SPAN = 4;

/** What else decides on a shard for viewers: level 0 with its shards or chunks, and the raw bytes that it has at most. */
export type ViewerShardOptions = {
  base?: { shape: readonly number[]; outer: readonly number[] } | null;
  limit?: number | null;
};

/** A level and its chunks. */
type LevelChunks = { shape: readonly number[]; chunk: readonly number[] };

/**
 * The number of chunks that cover an axis.
 */
export function chunksAlong(size: number, chunk: number): number {
  return Math.ceil(size / chunk);
}

/**
 * A shard for viewers (R3.4): whole chunks along x, then y, then z up to 16 MiB raw (up to 64 MiB where a level would have more than
 * 4096 shards), along c and t only to reach 1 MiB; never more than covers the level. Along z, c and t they are powers of two of chunks
 * and span at most four shards of level 0 (`base`), so that shards of all levels end together often. `limit` bytes take the place of 64 MiB. Null where a level is a single chunk.
 */
export function viewerShardShape(
  { shape, chunk }: LevelChunks,
  letters: readonly string[],
  itemBytes: number,
  { base = null, limit = null }: ViewerShardOptions = {},
): number[] | null {
  const levelBytes = shape.reduce((product, size) => product * size, itemBytes);
  const most = limit ?? VIEWER_MOST_BYTES;
  const budget = Math.min(most, Math.max(VIEWER_BYTES, levelBytes / VIEWER_SHARDS));
  const factors = shape.map(() => 1);
  let bytes = chunk.reduce((product, size) => product * size, itemBytes);
  const grow = (letter: string, goal: number): void => {
    const axis = letters.indexOf(letter);
    if (axis < 0) return;
    const room = Math.floor(goal / bytes);
    const isSpan = base !== null && base.shape[axis] === shape[axis];
    const span = isSpan ? Math.floor((VIEWER_SPAN * base.outer[axis]!) / chunk[axis]!) : room;
    const fitting = letter === "x" || letter === "y" ? room : powerOfTwoWithin(Math.min(room, span));
    factors[axis] = Math.max(1, Math.min(chunksAlong(shape[axis]!, chunk[axis]!), fitting));
    bytes *= factors[axis];
  };
  for (const letter of ["x", "y", "z"]) grow(letter, budget);
  for (const letter of ["c", "t"]) grow(letter, Math.min(most, VIEWER_LEAST_BYTES));
  return factors.every((factor) => factor === 1) ? null : chunk.map((size, axis) => size * factors[axis]!);
}

/**
 * The shard of a chunk and a factor per axis; factors belong to the last axes when there are fewer than axes.
 * @throws `setting` for `shard_factor`
 */
export function factoredShardShape(chunk: readonly number[], factor: readonly number[]): number[] {
  if (factor.length > chunk.length) {
    throw settingError(
      "shard_factor",
      `shard_factor length ${factor.length} != ndim ${chunk.length}`,
      `Give at most ${chunk.length} whole numbers, one per axis.`,
    );
  }
  const offset = chunk.length - factor.length;
  return chunk.map((size, axis) => size * (axis < offset ? 1 : factor[axis - offset]!));
}

/**
 * A shard must consist of whole chunks: R3.3.
 * @throws `setting` for `shard_shape`
 */
export function checkShardShape(shard: readonly number[], chunk: readonly number[], level: number): void {
  shard.forEach((size, axis) => {
    const step = chunk[axis]!;
    if (size % step === 0) return;
    const near = Math.max(step, Math.round(size / step) * step);
    throw settingError(
      "shard_shape",
      `shard_shape[${level}][${axis}] (= ${size}) must be a multiple of chunk_dim ${step}`,
      `${near} would do. Give chunk_shape too: without it the chunk depends on the image.`,
    );
  });
}
