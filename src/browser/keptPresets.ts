import { parseSettings } from "../plan/settings/parseSettings.ts";
import type { Settings } from "../plan/settings/settings.ts";
import { keepJson, keptJson } from "./keptJson.ts";

/** Settings that the person gave a name. */
export type KeptPreset = { name: string; settings: Settings };

const PLACE = "zarrdrop-presets";

/** The kept presets. What another version wrote and this one does not understand is left out. */
export function readKeptPresets(): KeptPreset[] {
  const stored = keptJson(PLACE);
  return Array.isArray(stored) ? stored.flatMap(readPreset) : [];
}

/** Keeps them for the next visits, as far as the browser lets it. */
export function writeKeptPresets(presets: readonly KeptPreset[]): void {
  keepJson(PLACE, presets);
}

function readPreset(stored: unknown): KeptPreset[] {
  if (typeof stored !== "object" || stored === null || !("name" in stored) || !("settings" in stored)) return [];
  if (typeof stored.name !== "string") return [];
  try {
    return [{ name: stored.name, settings: parseSettings(stored.settings) }];
  } catch {
    return [];
  }
}
