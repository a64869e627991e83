import { settingError } from "../settings/settingError.ts";

/**
 * Checks the transform of the whole multiscale image: NGFF asks for a scale with a number per axis (a translation may only follow
 * a scale, and there is room for one transform).
 * @throws `setting` for `root_transform`
 */
export function checkRootTransform(transform: Record<string, unknown>, dimensions: number): void {
  const scale = transform["scale"];
  const fits =
    transform["type"] === "scale" && Array.isArray(scale) && scale.length === dimensions && scale.every(isStep);
  if (fits) return;
  const wrong = Array.isArray(scale) && scale.length === dimensions ? scale.findIndex((step) => !isStep(step)) : -1;
  throw settingError(
    "root_transform",
    "root_transform is not a scale with a number above 0 for each axis",
    `Give {"type": "scale", "scale": [${Array.from({ length: dimensions }, () => 1).join(", ")}]} with your own numbers.`,
    wrong < 0 ? [] : [wrong],
  );
}

function isStep(step: unknown): boolean {
  return typeof step === "number" && Number.isFinite(step) && step > 0;
}
