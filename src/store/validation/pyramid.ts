import type { StoredArray } from "../../zarr/storedArray.ts";
import type { NamedAxis } from "./axes.ts";
import type { Report } from "./problem.ts";

/** A level as far as it is sound. */
export type LevelGeometry = { scale: number[] | null; array: StoredArray | null };

/** A level has to be this much smaller along an axis before its scale has to be larger there: sizes are rounded. */
const CLEARLY_SMALLER = 0.75;

/** Levels from large to small, of one data type, with scales that grow as the shapes shrink and fit them. */
export function validatePyramid(
  levels: readonly LevelGeometry[],
  axes: readonly NamedAxis[] | null,
  report: Report,
): void {
  // A level may hold fewer time points without being resampled along time.
  const fixed = levels[0]?.scale?.map((_, axis) => axes?.[axis]?.type === "time") ?? [];
  for (let at = 1; at < levels.length; at++) {
    const where = `datasets[${at}]`;
    if (validateStep(levels[at - 1]!, levels[at]!, fixed, where, report)) {
      validateFit(levels[0]!, levels[at]!, fixed, where, report);
    }
  }
}

/** A level against the one before it; false where its scale was found to be wrong. */
function validateStep(
  before: LevelGeometry,
  level: LevelGeometry,
  isFixed: readonly boolean[],
  where: string,
  report: Report,
): boolean {
  const [shape, shapeBefore] = [level.array?.shape ?? null, before.array?.shape ?? null];
  const isComparable = shape !== null && shapeBefore !== null && shape.length === shapeBefore.length;
  if (isComparable && shape.some((length, axis) => length > shapeBefore[axis]!)) {
    report("shape-grows", where, `The level (${shape}) is larger than the one before it (${shapeBefore}).`);
  }
  if (level.array !== null && before.array !== null && level.array.dtypeName !== before.array.dtypeName) {
    const [type, typeBefore] = [level.array.dtypeName, before.array.dtypeName];
    report("array-type-differs", where, `The data type is ${type}, that of the level before it ${typeBefore}.`);
  }
  if (level.scale === null || before.scale === null || level.scale.length !== before.scale.length) return true;
  for (const [axis, scale] of level.scale.entries()) {
    const scaleBefore = before.scale[axis]!;
    const isSmaller = isComparable && isFixed[axis] === false && shape[axis]! <= shapeBefore[axis]! * CLEARLY_SMALLER;
    if (scale < scaleBefore * (1 - 1e-9) || (isSmaller && scale <= scaleBefore * (1 + 1e-9))) {
      report(
        "scale-not-growing",
        where,
        `The scale of axis ${axis} is ${scale}, that of the level before it ${scaleBefore}.`,
      );
      return false;
    }
  }
  return true;
}

/** Sizes are rounded: any factor by which the first level shrinks to less than a pixel more or less is right. */
function validateFit(
  first: LevelGeometry,
  level: LevelGeometry,
  isFixed: readonly boolean[],
  where: string,
  report: Report,
): void {
  if (first.array === null || level.array === null || first.scale === null || level.scale === null) return;
  if (first.array.shape.length !== level.array.shape.length) return;
  for (const [axis, length] of level.array.shape.entries()) {
    if (isFixed[axis] === true) continue;
    const factor = level.scale[axis]! / first.scale[axis]!;
    const whole = first.array.shape[axis]!;
    if (factor * (length + 1) <= whole || factor * (length - 1) >= whole) {
      report(
        "scale-misfit",
        where,
        `The scale of axis ${axis} (${factor} times the first level's) does not fit its size.`,
      );
    }
  }
}
