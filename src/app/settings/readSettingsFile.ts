import { ZarrdropError } from "../../model/errors.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import type { Settings } from "../../plan/settings/settings.ts";

/** Bytes of a file of settings at most: larger ones were chosen by mistake, and are not read. */
const MOST_BYTES = 8 * 2 ** 20;

/** Settings as a file, as the command line reads them (`--params`). */
export function settingsBlob(settings: Settings): Blob {
  return new Blob([`${JSON.stringify(settings, null, 2)}\n`], { type: "application/json" });
}

/**
 * Settings from such a file, or from one with the arguments of a bioio-conversion call.
 * @throws `setting`
 */
export async function readSettingsFile(file: File): Promise<Settings> {
  const wrong = (what: string, cause?: unknown): ZarrdropError =>
    new ZarrdropError("setting", `${file.name} ${what}`, { file: file.name }, cause);
  if (file.size > MOST_BYTES) throw wrong("is too large to be a file of settings.");
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch (thrown) {
    throw wrong("could not be read as JSON.", thrown);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong("does not hold an object of settings.");
  }
  return parseSettings(value);
}
