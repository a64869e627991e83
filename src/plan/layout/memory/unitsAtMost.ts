import { itemSize } from "../../../model/dtype.ts";
import type { SceneDescription } from "../../../model/image.ts";
import { sizeOfShape } from "../../../model/region.ts";
import type { LevelPlan, OutputPlan } from "../../plan.ts";
import { blockInView } from "../viewOrder.ts";
import { BANDS_PER_WORKER, WORTHWHILE_BYTES } from "./bandLimits.ts";

/**
 * How many of so many workers can have something to do at once, at most: an output is cut where write blocks of its levels and native
 * blocks end, along the axes that no level resamples, and in bands of rows if that gives too few (`convert/planUnits.ts`, `bands.ts`).
 */
export function unitsAtMost(scene: SceneDescription, output: OutputPlan, workers: number): number {
  const [base] = output.levels;
  const { shape } = base!;
  const native = blockInView(output.view, scene, shape);
  const isResampled = shape.map((length, axis) => output.levels.some((level) => level.shape[axis] !== length));
  const units = shape.reduce(
    (product, length, axis) =>
      isResampled[axis]! ? product : product * Math.ceil(length / Math.max(outerOf(base!)[axis]!, native[axis]!)),
    1,
  );
  if (units >= workers || output.cast !== "none") return units;
  const unitBytes = (sizeOfShape(shape) / units) * itemSize(output.sourceDtype);
  const rowAxis = shape.length - 2;
  if (unitBytes < WORTHWHILE_BYTES || rowAxis < 0) return units;
  const bands = output.levels.map((level) => Math.ceil(level.shape[rowAxis]! / outerOf(level)[rowAxis]!));
  const wanted = Math.ceil((workers * BANDS_PER_WORKER) / units);
  const isEnough = bands[0]! >= wanted || (bands.length === 1 && bands[0]! > 1);
  return isEnough ? units * Math.min(wanted, bands[0]!) : units;
}

function outerOf(level: LevelPlan): readonly number[] {
  return level.shardShape ?? level.chunkShape;
}
