import { parseSettings } from "../plan/settings/parseSettings.ts";
import type { Settings } from "../plan/settings/settings.ts";

/** Settings that the person gave a name. */
export type KeptPreset = { name: string; settings: Settings };

const PLACE = "zarrdrop-presets";

/** The kept presets. What another version wrote and this one does not understand is left out. */
export function readKeptPresets(): KeptPreset[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(stored) ? stored.flatMap(readPreset) : [];
  } catch {
    // Unreadable, or a browser that keeps nothing: then there are none.
    return [];
  }
}

/** Keeps them for the next visits, as far as the browser lets it. */
export function writeKeptPresets(presets: readonly KeptPreset[]): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(presets));
  } catch {
    // They hold for this visit.
  }
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
