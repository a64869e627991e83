import { settingError } from "../settings/settingError.ts";

/** What OMERO calls the way in which channels are shown. */
const MODELS = ["color", "greyscale"];

/**
 * Checks the members of rdefs that NGFF's omero block knows against the image; others are kept as they are.
 * @param sizes planes and time points of level 0; 1 without such an axis
 * @throws `setting` for `rdefs`
 */
export function checkRenderingDefaults(rdefs: Record<string, unknown>, sizes: { t: number; z: number }): void {
  for (const axis of ["t", "z"] as const) {
    const member = `default${axis.toUpperCase()}`;
    const value = rdefs[member];
    const size = sizes[axis];
    const isIn = typeof value === "number" && Number.isInteger(value) && value >= 0 && value < size;
    if (value === undefined || isIn) continue;
    throw settingError(
      "rdefs",
      `rdefs.${member} (${typeof value === "number" ? value : JSON.stringify(value)}) out of range [0, ${size}).`,
      size === 1 ? "There is one: 0." : `Give a whole number from 0 to ${size - 1}.`,
    );
  }
  const { model } = rdefs;
  if (model === undefined || MODELS.some((name) => name === model)) return;
  throw settingError("rdefs", `rdefs.model cannot be ${JSON.stringify(model)}`, `Give one of: ${MODELS.join(", ")}.`);
}
