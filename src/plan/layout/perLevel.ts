import { settingError } from "../settings/settingError.ts";

/**
 * One shape per level of a setting that is one shape for all or a list of one per level: R3.2.
 * @throws `setting` with the reference's wording
 */
export function shapePerLevel(
  setting: "chunk_shape" | "shard_shape",
  value: readonly number[] | readonly (readonly number[])[],
  levels: number,
  dimensions: number,
): number[][] {
  if (isFlat(value)) {
    if (value.length !== dimensions) {
      throw settingError(
        setting,
        `${setting} length ${value.length} != ndim ${dimensions}`,
        `Give ${dimensions} whole numbers, one per axis.`,
      );
    }
    return Array.from({ length: levels }, () => [...value]);
  }
  if (value.length !== levels) {
    throw settingError(
      setting,
      `${setting} must have ${levels} entries (per level), got ${value.length}`,
      `Give one shape for each of the ${levels} levels, or one for all.`,
    );
  }
  return value.map((shape, level) => {
    if (shape.length !== dimensions) {
      throw settingError(
        setting,
        `${setting}[${level}] length ${shape.length} != ndim ${dimensions}`,
        `Give ${dimensions} whole numbers, one per axis.`,
      );
    }
    return [...shape];
  });
}

/** Is this one shape, rather than a list of shapes? An empty list is a shape. */
export function isFlat(value: readonly number[] | readonly (readonly number[])[]): value is readonly number[] {
  return typeof value[0] !== "object";
}
