import type { Job } from "../../src/app/state/appState.ts";
import { planConversion } from "../../src/plan/planConversion.ts";
import { DEFAULT_SETTINGS } from "../../src/plan/settings/defaultSettings.ts";
import { describeImage, describeScene } from "../plan/sampleDescription.ts";

/** A job that has begun, by the bytes that it is to write of each item. */
export function sampleJob(bytes: Readonly<Record<string, number>>): Job {
  const plan = planConversion(describeImage([describeScene("yx", [64, 64])]), DEFAULT_SETTINGS);
  const parts = Object.entries(bytes).map(([id, pixelBytes]) => {
    const part = { plan: { ...plan, cost: { ...plan.cost, pixelBytes } }, settings: DEFAULT_SETTINGS, scenes: null };
    return [id, part] as const;
  });
  return { parts: new Map(parts), stopAfterThis: false, isPaused: false, startedAt: 0 };
}
