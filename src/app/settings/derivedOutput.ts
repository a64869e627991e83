import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { planConversion, type PlanContext } from "../../plan/planConversion.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { ImageDescription } from "../../model/image.ts";

/** Settings that can be wrong for one image and right for another. */
const OF_THE_IMAGE: readonly ParameterKey[] = [
  "scenes",
  "levelShapes",
  "chunkShape",
  "shardShape",
  "shardFactor",
  "memoryTarget",
  "axesNames",
  "axesTypes",
  "axesUnits",
  "physicalPixelSize",
  "rdefs",
  "rootTransform",
  "startTSrc",
  "startTDest",
  "tbatch",
];

/**
 * The store that a scene would become if nothing were said of `keys`: what their editors show as derived. Where other settings
 * cannot be either, all that depends on the image is derived; null where there is no plan even so.
 */
export function derivedOutput(
  description: ImageDescription,
  settings: Settings,
  context: PlanContext,
  keys: readonly ParameterKey[],
): OutputPlan | null {
  const scene = settings.scenes?.[0] ?? 0;
  // The OME-XML decides nothing here, and may be long.
  const image = { ...description, omeXml: null };
  for (const reset of [keys, OF_THE_IMAGE]) {
    const derived = Object.fromEntries(reset.map((key) => [key, DEFAULT_SETTINGS[key]]));
    const scenes = reset.includes("scenes") ? [0] : [scene];
    // Whatever is in the way of the store is asked about later.
    const existing = settings.existing === "refuse" ? "replace" : settings.existing;
    try {
      return planConversion(image, { ...settings, existing, ...derived, scenes }, context).outputs[0] ?? null;
    } catch {
      // The plan's own error is shown where the plan is.
    }
  }
  return null;
}
