import { useMemo } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { planItemFor } from "../state/planning.ts";

/** The outputs of all scenes of a file of several, chosen or not, by scene: what their thumbnails are made of. */
export function useSceneOutputs(image: OpenImage, settings: Settings): ReadonlyMap<number, OutputPlan> {
  const whole: Settings = { ...settings, scenes: null, wells: null, fields: null };
  const key = JSON.stringify(whole);
  return useMemo(() => {
    if (image.description.scenes.length < 2) return new Map();
    const planned = planItemFor({ verdict: { kind: "ready", image }, ownSettings: whole, scenes: null }, whole, {});
    return new Map((planned?.plan?.outputs ?? []).map((output) => [output.scene, output]));
    // Settings with the same text are the same.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [image, key]);
}
