import { sizeOfShape } from "../../model/region.ts";
import { itemSize } from "../../model/dtype.ts";
import { unitLength, unitsJoined } from "../../plan/layout/memory/unitsAtMost.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { cutIntoBands } from "./bands.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { WorkUnit } from "./workUnit.ts";

/**
 * Cuts an output into units, in stages: all units of a stage must be done before the next begins. Most outputs need one stage,
 * cut along the axes that no level resamples (t, c and z, mostly). An output that is a few huge planes is cut into bands as well:
 * `bands.ts`.
 */
export function planStages(
  outputIndex: number,
  output: OutputPlan,
  geometries: LevelGeometry[],
  sourceBlockShape: readonly number[],
  workers: number,
): WorkUnit[][] {
  const whole = planUnits(outputIndex, output, geometries, sourceBlockShape, workers);
  const stages = cutIntoBands(whole, output, geometries, workers) ?? [whole];
  let id = 0;
  return stages.map((units) => units.map((unit) => ({ ...unit, id: id++ })));
}

/** Cuts at multiples of every level's write block and of the source's native block, so that nothing is decoded twice. */
export function planUnits(
  outputIndex: number,
  output: OutputPlan,
  geometries: LevelGeometry[],
  sourceBlockShape: readonly number[],
  workers: number,
): WorkUnit[] {
  const dataShape = geometries[0]!.dataShape;
  const segments = dataShape.map((length, axis) => {
    const isResampled = geometries.some(
      ({ level }) => axis !== output.time.axis && level.shape[axis] !== geometries[0]!.level.shape[axis],
    );
    if (isResampled) return [{ start: 0, length }];
    const offset = geometries[0]!.offset[axis]!;
    const native = sourceBlockShape[axis]!;
    // Native blocks that do not lie on the array's grid cannot be kept whole: then the write blocks alone decide.
    const block = offset % native === 0 ? native : 1;
    return cut(length, offset, unitLength(output.levels, axis, block, offset + length));
  });
  groupSmall(segments, itemSize(output.sourceDtype), workers);
  const units: WorkUnit[] = [];
  const visit = (axis: number, start: number[], shape: number[]): void => {
    if (axis < segments.length) {
      for (const segment of segments[axis]!) visit(axis + 1, [...start, segment.start], [...shape, segment.length]);
      return;
    }
    units.push({
      id: units.length,
      output: outputIndex,
      firstLevel: 0,
      owned: geometries.map(({ dataShape: levelShape }) => {
        const levelStart = start.map((from, at) => (segments[at]!.length === 1 ? 0 : from));
        const levelExtent = shape.map((extent, at) =>
          segments[at]!.length === 1 ? levelShape[at]! : Math.min(extent, levelShape[at]! - levelStart[at]!),
        );
        return levelExtent.every((extent) => extent > 0) ? { start: levelStart, shape: levelExtent } : null;
      }),
    });
  };
  visit(0, [], []);
  return units;
}

type Segment = { start: number; length: number };

function cut(length: number, offset: number, step: number): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  while (start < length) {
    // Boundaries are multiples of the step in the array, which starts `offset` before the data.
    const end = Math.min(length, (Math.floor((offset + start) / step) + 1) * step - offset);
    segments.push({ start, length: end - start });
    start = end;
  }
  return segments;
}

/** Joins neighbouring segments, last axes first, while units stay small and enough of them are left for the workers. */
function groupSmall(segments: Segment[][], valueBytes: number, workers: number): void {
  const count = (): number => segments.reduce((product, list) => product * list.length, 1);
  const unitBytes = (): number => sizeOfShape(segments.map((list) => list[0]!.length)) * valueBytes;
  for (let axis = segments.length - 1; axis >= 0; axis--) {
    const list = segments[axis]!;
    const group = Math.min(list.length, unitsJoined(unitBytes(), count(), workers));
    if (group < 2) continue;
    const joined: Segment[] = [];
    for (let at = 0; at < list.length; at += group) {
      const part = list.slice(at, at + group);
      joined.push({ start: part[0]!.start, length: part.reduce((sum, segment) => sum + segment.length, 0) });
    }
    segments[axis] = joined;
  }
}
