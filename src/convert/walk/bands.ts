import { isFloat, itemSize } from "../../model/dtype.ts";
import type { Region } from "../../model/region.ts";
import { sizeOfShape } from "../../model/region.ts";
import { BANDS_PER_WORKER, WORTHWHILE_BYTES } from "../../plan/layout/memory/bandLimits.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { WorkUnit } from "./workUnit.ts";

/**
 * Cuts units that are too few for the workers into bands of rows, for levels 0 … K; the levels above K follow in a second stage
 * that reads level K back from the store. Each band writes whole write blocks and computes the few rows of its neighbours that
 * its own upper levels need. Null where that cannot work or does not pay: too small; the stored type is not the source's (level
 * K could not be read back exactly); the reference's float blur, which needs whole blocks.
 */
export function cutIntoBands(
  units: WorkUnit[],
  output: OutputPlan,
  geometries: LevelGeometry[],
  workers: number,
  worthwhileBytes = WORTHWHILE_BYTES,
): WorkUnit[][] | null {
  const rowAxis = geometries[0]!.dataShape.length - 2;
  const unitBytes = sizeOfShape(units[0]?.owned[0]?.shape ?? [0]) * itemSize(output.sourceDtype);
  if (units.length >= workers || rowAxis < 0 || unitBytes < worthwhileBytes) return null;
  if (output.cast !== "none") return null;
  if (output.resampling.method === "bioio" && isFloat(output.sourceDtype)) return null;

  const wanted = Math.ceil((workers * BANDS_PER_WORKER) / units.length);
  const rowsOf = (level: number): number => geometries[level]!.dataShape[rowAxis]!;
  const blockRows = (level: number): number =>
    (geometries[level]!.level.shardShape ?? geometries[level]!.level.chunkShape)[rowAxis]!;
  const blocks = (level: number): number => Math.ceil(rowsOf(level) / blockRows(level));
  // The highest level that still has a write block for every band; one that fits two bands is better than none.
  let top = geometries.length - 1;
  while (top > 0 && blocks(top) < wanted) top--;
  if (blocks(top) < 2) return null;
  if (top === 0 && geometries.length > 1 && blocks(0) < wanted) return null;
  const count = Math.min(wanted, blocks(top));

  const bounds = geometries.slice(0, top + 1).map((_, level) => {
    const edges = [0];
    for (let band = 1; band < count; band++) {
      const topEdge = Math.round((blocks(top) * band) / count) * blockRows(top);
      const edge = Math.round((topEdge * rowsOf(level)) / rowsOf(top) / blockRows(level)) * blockRows(level);
      edges.push(Math.min(rowsOf(level), Math.max(edges[band - 1]!, edge)));
    }
    return [...edges, rowsOf(level)];
  });
  const firstStage = units.flatMap((unit) =>
    Array.from({ length: count }, (_, band) => ({
      ...unit,
      owned: bounds.map((edges, level) => withRows(unit.owned[level]!, rowAxis, edges[band]!, edges[band + 1]!)),
    })),
  );
  if (top === geometries.length - 1) return [firstStage];
  const secondStage = units.map((unit) => ({
    ...unit,
    firstLevel: top,
    owned: [null, ...unit.owned.slice(top + 1)],
  }));
  return [firstStage, secondStage];
}

function withRows(region: Region | null, axis: number, from: number, to: number): Region | null {
  if (region === null || to <= from) return null;
  return {
    start: region.start.map((start, at) => (at === axis ? from : start)),
    shape: region.shape.map((length, at) => (at === axis ? to - from : length)),
  };
}
