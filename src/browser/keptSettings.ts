import { parseSettings } from "../plan/settings/parseSettings.ts";
import type { Settings } from "../plan/settings/settings.ts";
import { keepJson, keptJson } from "./keptJson.ts";

const PLACE = "zarrdrop-settings";

/**
 * Choices that mean the same for any image. What is of one image (its channels, shapes, times) is not remembered, nor what becomes of stores that
 * are there: that nobody replaces by habit.
 */
const REMEMBERED = [
  "compatibility",
  "mosaic",
  "numLevels",
  "downsampleZ",
  "downsampleMethod",
  "labels",
  "chunkStrategy",
  "memoryTarget",
  "shardLimit",
  "compressor",
  "zarrFormat",
  "verify",
  "manifest",
  "provenance",
  "workers",
  "memoryBudget",
] as const satisfies (keyof Settings)[];

/** The last choice of an earlier visit over these settings; null where there is none, or none that is understood. */
export function readKeptSettings(settings: Settings): Settings | null {
  const stored = keptJson(PLACE);
  try {
    return stored === null ? null : parseSettings(stored, settings);
  } catch {
    // Of another version.
    return null;
  }
}

/** Keeps the last choice for the next visits, as far as the browser lets it. */
export function writeKeptSettings(settings: Settings): void {
  keepJson(PLACE, Object.fromEntries(REMEMBERED.map((key) => [key, settings[key]])));
}
