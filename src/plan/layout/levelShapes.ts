import { settingError, shapeText } from "../settings/settingError.ts";

/** Levels are added until the plane fits this many pixels a side (`num_levels: "auto"`). */
const AUTOMATIC_PLANE = 512;

/** Most levels that `num_levels` can ask for: every axis of an image has long become 1. */
export const MOST_LEVELS = 4096;

/** Rounds to the nearest integer, halves to the even one, as Python's `round`. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * The shapes of a halving pyramid, level 0 first: R2.2. Every level is computed from level 0, so that rounding does not
 * add up; an axis stays 1 once it is 1.
 * @param halved which axes shrink
 * @param count number of levels; less than 2 gives level 0 alone
 */
export function halvedLevelShapes(shape: readonly number[], halved: readonly boolean[], count: number): number[][] {
  const levels = [[...shape]];
  for (let level = 1; level < count; level++) {
    // d · 0.5^level is exact in a double, so halves are exact too.
    levels.push(shape.map((size, axis) => (halved[axis] ? Math.max(1, roundHalfEven(size * 0.5 ** level)) : size)));
  }
  return levels;
}

/** How many levels it takes until both sides of the plane are at most 512; at least 1. */
export function automaticLevelCount(planeSides: readonly number[]): number {
  let count = 1;
  while (planeSides.some((size) => roundHalfEven(size * 0.5 ** (count - 1)) > AUTOMATIC_PLANE)) count++;
  return count;
}

/**
 * Checks explicit level shapes against the image (R2.3). `timeAxis` may differ from the image when given: how much of it is filled is
 * the time range's matter.
 * @throws `setting` for `level_shapes`
 */
export function checkLevelShapes(
  levels: readonly (readonly number[])[],
  shape: readonly number[],
  timeAxis: number | null,
): void {
  const first = levels[0];
  if (first === undefined) {
    throw settingError("level_shapes", "level_shapes cannot be empty", "Give level 0's shape, or leave it out.");
  }
  levels.forEach((level, index) => {
    if (level.length !== shape.length) {
      throw settingError(
        "level_shapes",
        `level_shapes[${index}] length ${level.length} != ndim ${shape.length}`,
        `This image has ${shape.length} axes, with shape ${shapeText(shape)}.`,
      );
    }
  });
  const differs = first.findIndex((size, axis) => axis !== timeAxis && size !== shape[axis]);
  if (differs >= 0) {
    throw settingError(
      "level_shapes",
      `input shape does not match level-0 shape. Got ${shapeText(shape)} vs expected ${shapeText(first)}.`,
      `level_shapes[0] must be the image's own shape, ${shapeText(shape)}; images of different shapes cannot share it.`,
      [0, differs],
    );
  }
}
