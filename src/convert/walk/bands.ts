import { isFloat, itemSize } from "../../model/dtype.ts";
import type { Region } from "../../model/region.ts";
import { sizeOfShape } from "../../model/region.ts";
import { BAND_BYTES, BANDS_PER_WORKER, isLongPlane, WORTHWHILE_BYTES } from "../../plan/layout/memory/bandLimits.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { WorkUnit } from "./workUnit.ts";

/** How finely units are cut. */
type BandSizes = {
  /** Below this a unit stays whole. */
  worthwhileBytes: number;
  /** Bands are cut towards this size. */
  bandBytes: number;
};

/** Bands may be so many times larger than they are cut towards where finer ones had one of the first levels read back: the second is a sixteenth of the work. */
const MOST_BANDS_IN_ONE = 4;
const DEAR_LEVELS = 2;

/**
 * Cuts units that are too few for the workers, or that would last too long, into bands of rows, for levels 0 … K; the levels above K follow in
 * a further stage that reads level K back from the store, and that is cut in the same way. Each band writes whole write blocks and computes the
 * few rows of its neighbours that its own upper levels need. What a band did is in the journal when its files are on disk, so that the end of a
 * job costs the work of a few bands, however large the plane. Null where that cannot work or does not pay: too small; the stored type is not the
 * source's (level K could not be read back exactly); the reference's float blur, which needs whole blocks.
 */
export function cutIntoBands(
  units: WorkUnit[],
  output: OutputPlan,
  geometries: LevelGeometry[],
  workers: number,
  sizes: BandSizes = { worthwhileBytes: WORTHWHILE_BYTES, bandBytes: BAND_BYTES },
): WorkUnit[][] | null {
  if (geometries[0]!.dataShape.length < 2 || output.cast !== "none") return null;
  if (output.resampling.method === "bioio" && isFloat(output.sourceDtype)) return null;
  if (units.length >= workers && !isLongPlane(geometries[0]!.dataShape, output.sourceDtype)) return null;
  const stages: WorkUnit[][] = [];
  let rest = units;
  for (;;) {
    const cut = cutStage(rest, output, geometries, workers, sizes);
    if (cut === null) break;
    stages.push(cut.bands);
    if (cut.further === null) return stages;
    rest = cut.further;
  }
  return stages.length === 0 ? null : [...stages, rest];
}

/** The bands of one stage, and the units of what is above them. */
function cutStage(
  units: WorkUnit[],
  output: OutputPlan,
  geometries: LevelGeometry[],
  workers: number,
  { worthwhileBytes, bandBytes }: BandSizes,
): { bands: WorkUnit[]; further: WorkUnit[] | null } | null {
  const { firstLevel, owned } = units[0]!;
  const rowAxis = geometries[0]!.dataShape.length - 2;
  // What is read decides how long it takes.
  const read = owned[0] ?? { shape: geometries[firstLevel]!.dataShape };
  const unitBytes = sizeOfShape(read.shape) * itemSize(output.sourceDtype);
  if (unitBytes < worthwhileBytes) return null;

  const rowsOf = (level: number): number => geometries[level]!.dataShape[rowAxis]!;
  const blockRows = (level: number): number =>
    (geometries[level]!.level.shardShape ?? geometries[level]!.level.chunkShape)[rowAxis]!;
  const blocks = (level: number): number => Math.ceil(rowsOf(level) / blockRows(level));
  const least = Math.max(2, Math.ceil((workers * BANDS_PER_WORKER) / units.length));
  const wanted = Math.max(least, Math.ceil(unitBytes / bandBytes));
  const lowest = owned[0] === null ? firstLevel + 1 : firstLevel;
  const last = geometries.length - 1;
  // The highest level that still has a write block for every band, or nearly so where the next lower one is dear to read back.
  let top = last;
  const fewest = Math.max(least, Math.ceil(wanted / MOST_BANDS_IN_ONE));
  const isEnough = (level: number): boolean => blocks(level) >= (level <= firstLevel + DEAR_LEVELS ? fewest : wanted);
  while (top > lowest && !isEnough(top)) top--;
  // One that fits two bands is better than none.
  if (blocks(top) < 2) return null;
  if (top === lowest && last > lowest && blocks(lowest) < least) return null;
  const count = Math.min(wanted, blocks(top));

  const bounds = new Map<number, number[]>();
  for (let level = lowest; level <= top; level++) {
    const edges = [0];
    for (let band = 1; band < count; band++) {
      const topEdge = Math.round((blocks(top) * band) / count) * blockRows(top);
      const edge = Math.round((topEdge * rowsOf(level)) / rowsOf(top) / blockRows(level)) * blockRows(level);
      edges.push(Math.min(rowsOf(level), Math.max(edges[band - 1]!, edge)));
    }
    bounds.set(level, [...edges, rowsOf(level)]);
  }
  const bands = units.flatMap((unit) =>
    Array.from({ length: count }, (_, band) => ({
      ...unit,
      owned: unit.owned.slice(0, top + 1 - firstLevel).map((region, at) => {
        const edges = bounds.get(firstLevel + at);
        return edges === undefined ? null : withRows(region, rowAxis, edges[band]!, edges[band + 1]!);
      }),
    })),
  );
  if (top === last) return { bands, further: null };
  const further = units.map((unit) => ({
    ...unit,
    firstLevel: top,
    owned: [null, ...unit.owned.slice(top + 1 - firstLevel)],
  }));
  return { bands, further };
}

function withRows(region: Region | null, axis: number, from: number, to: number): Region | null {
  if (region === null || to <= from) return null;
  return {
    start: region.start.map((start, at) => (at === axis ? from : start)),
    shape: region.shape.map((length, at) => (at === axis ? to - from : length)),
  };
}
