import { itemSize } from "../../model/dtype.ts";
import { sizeOfShape } from "../../model/region.ts";
import { channelAxis } from "../layout/channelAxis.ts";
import { levelFiles } from "../layout/cost.ts";
import { levelGeometries } from "../layout/levelGeometry.ts";
import type { OutputPlan, Plan } from "../plan.ts";
import { studentFactor, totalOfSample, type Seen, type Stratum } from "./ratioOfSample.ts";
import type { MeasuredChunk, Pace, StorageSample } from "./storageSample.ts";

/** What a conversion will give, as far as a few chunks of the image tell. */
export type StorageEstimate = {
  /** Bytes of all stores, metadata included. */
  bytes: number;
  /** Part of them by which they may differ, in 19 of 20 cases. */
  error: number;
  /** Seconds, with the plan's number of workers. */
  seconds: number;
  /** Chunks that were measured. */
  chunks: number;
  /** What becomes of a byte of pixels, for each level. */
  ratios: number[];
};

/** What a conversion takes besides its pixels: beginning, writing metadata, being named whole. */
const SECONDS_BESIDES = 0.6;
/**
 * Bytes a second that a browser stores and a second reader reads back from there, of which nothing can be measured before a folder is chosen:
 * measured on one computer, with stores of 26 and 303 MiB.
 */
const STORED_PER_SECOND = 75e6;
/** Where level 1 could not be measured, levels above 0 may differ from it by so much. */
const UNKNOWN_CHANGE = 0.25;
/** Bytes of a shard's index for each of its chunks, and of its checksum. */
const INDEX = { chunk: 16, shard: 4 } as const;

/**
 * Extrapolates a sample to all levels and outputs of a plan. `compressor` is an index of those that were compared. Levels above 1 are taken to become smaller
 * just as level 1 does: how much they may differ from level 0 is in the error. Null where the sample is too small to say how sure it is.
 */
export function estimateStorage(
  { outputs, cost }: Pick<Plan, "outputs" | "cost">,
  sample: StorageSample,
  compressor = 0,
): StorageEstimate | null {
  const bytesOf = (level: number): number => outputs.reduce((sum, output) => sum + (levelBytes(output)[level] ?? 0), 0);
  const lowest = sample.chunks.filter(({ level }) => level === 0);
  const total = totalOfSample(strataOf(outputs, lowest, compressor));
  const most = outputs.reduce((count, { levels }) => Math.max(count, levels.length), 0);
  const levels = Array.from({ length: most }, (_, level) => bytesOf(level));
  const [first = 0] = levels;
  if (total === null || first === 0) return null;
  const upper = levels.slice(1).reduce((sum, bytes) => sum + bytes, 0);
  const change = changeAbove(sample.chunks, compressor);
  const ratio = total.value / first;
  const pixels = total.value + ratio * change.factor * upper;
  // Shards of zeros are left out whole.
  const indices = total.value === 0 ? 0 : outputs.reduce((sum, output) => sum + indexBytes(output), 0);
  const bytes = pixels + indices + outputs.length * sample.documentBytes;
  // Of level 1 how it changes was seen; of those above it is assumed.
  const assumed = upper - (levels[1] ?? 0);
  const spread = [
    studentFactor(total.freedom) * total.deviation * (1 + (change.factor * upper) / first),
    ratio * change.deviation * upper,
    ratio * Math.abs(change.factor - 1) * assumed,
  ];
  return {
    bytes,
    error: Math.hypot(...spread) / bytes,
    seconds:
      secondsOf(levels, sample, compressor) / Math.max(1, cost.workers) + bytes / STORED_PER_SECOND + SECONDS_BESIDES,
    chunks: sample.chunks.length,
    ratios: levels.map((_, level) => (level === 0 ? ratio : ratio * change.factor)),
  };
}

/** Bytes of the pixels that are written of each level. */
function levelBytes(output: OutputPlan): number[] {
  return levelGeometries(output).map(({ dataShape }) => sizeOfShape(dataShape) * itemSize(output.dtype));
}

/** A stratum for each place along the channel axis, over all outputs. */
function strataOf(outputs: readonly OutputPlan[], chunks: readonly MeasuredChunk[], compressor: number): Stratum[] {
  const strata: (Omit<Stratum, "seen"> & { seen: Seen[] })[] = [];
  for (const output of outputs) {
    const [geometry] = levelGeometries(output);
    if (geometry === undefined) continue;
    const { dataShape, level } = geometry;
    const counts = dataShape.map((length, axis) => Math.ceil(length / level.chunkShape[axis]!));
    const axis = channelAxis(output);
    const places = axis < 0 ? 1 : counts[axis]!;
    const bytes = sizeOfShape(dataShape) * itemSize(output.dtype);
    for (let place = 0; place < places; place++) {
      const stratum = (strata[place] ??= { seen: [], count: 0, size: 0 });
      stratum.count += sizeOfShape(counts) / places;
      const length = level.chunkShape[axis] ?? 1;
      const channels = axis < 0 ? 1 : Math.min(length, dataShape[axis]! - place * length) / dataShape[axis]!;
      stratum.size += bytes * channels;
    }
  }
  for (const { channel, storedBytes, pixelBytes } of chunks) {
    strata[channel]?.seen.push({ value: storedBytes[compressor]!, size: pixelBytes });
  }
  return strata;
}

/** By which factor what is stored of a byte differs at level 1 from level 0, at the same places, and by how much that factor may be wrong. */
function changeAbove(chunks: readonly MeasuredChunk[], compressor: number): { factor: number; deviation: number } {
  const ratios = (level: number): Map<number, number> =>
    new Map(
      chunks
        .filter((chunk) => chunk.level === level)
        .map(({ place, storedBytes, pixelBytes }) => [place, storedBytes[compressor]! / pixelBytes]),
    );
  const below = ratios(0);
  const pairs = [...ratios(1)].map(([place, above]) => ({ below: below.get(place)!, above }));
  const sumBelow = pairs.reduce((sum, pair) => sum + pair.below, 0);
  if (sumBelow === 0) return { factor: 1, deviation: UNKNOWN_CHANGE };
  const factor = pairs.reduce((sum, pair) => sum + pair.above, 0) / sumBelow;
  const freedom = pairs.length - 1;
  if (freedom === 0) return { factor, deviation: UNKNOWN_CHANGE };
  const squares = pairs.reduce((sum, pair) => sum + (pair.above - factor * pair.below) ** 2, 0);
  const deviation = (Math.sqrt(squares / freedom / pairs.length) * pairs.length) / sumBelow;
  return { factor, deviation: studentFactor(freedom) * deviation };
}

/** Indices of all shards. */
function indexBytes({ levels }: OutputPlan): number {
  return levels.reduce((sum, level) => {
    const { chunkShape, shardShape } = level;
    if (shardShape === null) return sum;
    const chunks = sizeOfShape(shardShape) / sizeOfShape(chunkShape);
    return sum + levelFiles(level) * (chunks * INDEX.chunk + INDEX.shard);
  }, 0);
}

/** Seconds of one thread: every byte of level 0 is read, every level but the last made smaller, and all are encoded. */
function secondsOf(levels: readonly number[], { read, resample, encode }: StorageSample, compressor: number): number {
  const all = levels.reduce((sum, bytes) => sum + bytes, 0);
  return (
    timeFor(levels[0] ?? 0, read) + timeFor(all - (levels.at(-1) ?? 0), resample) + timeFor(all, encode[compressor]!)
  );
}

function timeFor(bytes: number, pace: Pace): number {
  return pace.bytes === 0 ? 0 : (bytes * pace.seconds) / pace.bytes;
}
