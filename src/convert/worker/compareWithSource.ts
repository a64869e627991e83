import { crc32c } from "../../codecs/crc32c.ts";
import { copyBox } from "../../model/copyBox.ts";
import { allocatePixels, bytesOfPixels, itemSize, lanes, type PixelArray } from "../../model/dtype.ts";
import { asZarrdropError } from "../../model/errors.ts";
import { intersectRegions, type Region, sizeOfShape, wholeRegion } from "../../model/region.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { errorToWire, type WireError } from "../../protocol/errorTransfer.ts";
import { boxesTouching, boxRegion, chunkGrid, linearIndex } from "../../zarr/chunkGrid.ts";
import { storedLevel } from "../../store/levelArray.ts";
import { isAllZero } from "../../zarr/chunkEncoder.ts";
import type { Sink } from "../../store/sink.ts";
import type { ZarrArray } from "../../zarr/zarrArray.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import { writtenBox } from "../../plan/layout/levelGeometry.ts";
import { LevelReader } from "../pixels/levelReader.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

/** Chunks of level 0 that a comparison by sample looks at, and decoded bytes of them or of the source's blocks that hold them. */
const SAMPLED_CHUNKS = 64;
const SAMPLED_BYTES = 64 * 2 ** 20;
/** Also where single chunks or blocks are larger than that. */
const FEWEST_CHUNKS = 2;

/** What is compared of an output: chunks that are done, and how closely. */
export type ComparisonRequest = {
  /** Units that read the source and are done. */
  units: readonly WorkUnit[];
  /** Of level 0, by number of the chunk: what its checksum was when it was written (−1: left out), as far as it was taken. */
  checksums: ReadonlyMap<number, number>;
  extent: "sample" | "all";
};

/** Chunks that are done, and the source of which they should be. */
export type Comparison = ComparisonRequest & {
  sink: Sink;
  output: OutputPlan;
  /** Of level 0. */
  geometry: LevelGeometry;
  source: RegionSource;
  signal: AbortSignal;
};

/** What a comparison found. */
export type Compared = {
  /** Place of the first chunk that the source gives otherwise ("0, chunk 1/0/3"), or null. */
  differs: string | null;
  /** Units of which a stored chunk cannot be decoded, and why: that is the destination's fault and says nothing of the source. */
  damaged: Map<number, WireError>;
};

/**
 * Reads chunks of level 0 again from the source and compares them with what was written: with the checksum that was
 * taken then, else with what is stored. A sample is spread evenly over all that is done.
 * @throws those of the reader and the sink; `cancelled`
 */
export async function compareWithSource(comparison: Comparison): Promise<Compared> {
  const { output, geometry, source, signal } = comparison;
  const { level } = geometry;
  const grid = chunkGrid(level.shape, level.chunkShape);
  const reader = new LevelReader({ ...output, levels: [level] }, source);
  const stored = storedLevel(comparison.sink, output, output.levels[0]!);
  const damaged: Compared["damaged"] = new Map();
  for (const { unit, index } of chosenChunks(comparison)) {
    const region = boxRegion(grid, index);
    const start = region.start.map((from, axis) => from - geometry.offset[axis]!);
    const chunk: Region = { start, shape: region.shape };
    const valid = intersectRegions(chunk, wholeRegion(geometry.dataShape))!;
    const pixels = padded(await reader.read(0, valid, signal), valid, chunk, output);
    const checksum = comparison.checksums.get(linearIndex(index, grid.counts));
    try {
      if (await isAsWritten(pixels, checksum, stored, region, signal)) continue;
    } catch (thrown) {
      const error = asZarrdropError(thrown);
      if (error.kind !== "corrupt") throw error;
      damaged.set(unit, errorToWire(error));
      continue;
    }
    return { differs: `${level.path}, chunk ${index.join("/")}`, damaged };
  }
  return { differs: null, damaged };
}

async function isAsWritten(
  pixels: PixelArray,
  checksum: number | undefined,
  stored: ZarrArray,
  chunk: Region,
  signal: AbortSignal,
): Promise<boolean> {
  const bytes = bytesOfPixels(pixels);
  if (checksum !== undefined) return checksum < 0 ? isAllZero(bytes) : crc32c(bytes) === checksum;
  const there = allocatePixels(stored.metadata.dtype, sizeOfShape(chunk.shape));
  await stored.readRegion(chunk, there, signal);
  return crc32c(bytes) === crc32c(bytesOfPixels(there));
}

/** Indices of the chunks to be compared, in the order of the units that wrote them. */
function* chosenChunks(comparison: Comparison): Generator<{ unit: number; index: number[] }> {
  const { output, geometry, source, units, extent } = comparison;
  const { shape, chunkShape } = geometry.level;
  const grid = chunkGrid(shape, chunkShape);
  const written = writtenBox(geometry);
  const boxes = units.flatMap(({ id, owned: [own] }): { unit: number; box: Region }[] =>
    own
      ? [{ unit: id, box: { start: own.start.map((from, axis) => from + geometry.offset[axis]!), shape: own.shape } }]
      : [],
  );
  const total = boxes.reduce((sum, { box }) => sum + chunksTouching(box, chunkShape), 0);
  const chunkBytes = sizeOfShape(chunkShape) * itemSize(output.dtype);
  const blockBytes = sizeOfShape(source.blockShape) * itemSize(source.dtype);
  const affordable = Math.floor(SAMPLED_BYTES / Math.max(chunkBytes, blockBytes));
  const wanted = Math.min(
    total,
    extent === "all" ? total : SAMPLED_CHUNKS,
    extent === "all" ? total : Math.max(FEWEST_CHUNKS, affordable),
  );
  let at = 0;
  let taken = 0;
  for (const { unit, box } of boxes) {
    for (const index of boxesTouching(grid, box)) {
      // The middle of each of `wanted` equal parts.
      const isNext = at++ === Math.floor(((taken + 0.5) * total) / wanted);
      if (!isNext) continue;
      taken++;
      if (isWrittenWhole(boxRegion(grid, index), grid.shape, written)) yield { unit, index };
    }
  }
}

function chunksTouching({ start, shape }: Region, chunkShape: readonly number[]): number {
  return start.reduce((count, from, axis) => {
    const edge = chunkShape[axis]!;
    return count * (Math.floor((from + shape[axis]! - 1) / edge) - Math.floor(from / edge) + 1);
  }, 1);
}

/** False for a chunk in which an append kept older pixels. */
function isWrittenWhole(chunk: Region, shape: readonly number[], written: Region): boolean {
  const inside = intersectRegions(chunk, wholeRegion([...shape]));
  const own = intersectRegions(chunk, written);
  return inside !== null && own !== null && sizeOfShape(inside.shape) === sizeOfShape(own.shape);
}

function padded(pixels: PixelArray, valid: Region, chunk: Region, { dtype }: OutputPlan): PixelArray {
  if (sizeOfShape(valid.shape) === sizeOfShape(chunk.shape)) return pixels;
  const whole = allocatePixels(dtype, sizeOfShape(chunk.shape));
  copyBox(pixels, valid, whole, chunk, valid, lanes(dtype));
  return whole;
}
