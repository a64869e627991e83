import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";

/** The lines `key=value` of an ImageJ description. */
export type ImagejMetadata = ReadonlyMap<string, string>;

/**
 * Reads an ImageJ (or SCIFIO) description, or returns null for any other text.
 * @throws {ZarrdropError} limit
 */
export function parseImagejDescription(description: string, file: string): ImagejMetadata | null {
  if (!description.startsWith("ImageJ=") && !description.startsWith("SCIFIO=")) return null;
  checkSettings(description, file);
  const metadata = new Map<string, string>();
  for (const line of description.split(/\r\n|\r|\n/)) {
    const parts = line.split("=");
    // A line with two equal signs is no setting.
    if (parts.length === 2) metadata.set(parts[0]!.trim(), parts[1]!.trim());
  }
  return metadata;
}

/** A number of the description, or null. */
export function imagejNumber(metadata: ImagejMetadata, key: string): number | null {
  const text = metadata.get(key);
  if (text === undefined || text === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * Refuses a text of settings (a line or a field for each) that is longer than any program writes: taking it apart costs far more than reading it.
 * @throws {ZarrdropError} limit
 */
export function checkSettings(text: string, file: string): void {
  if (text.length <= LIMITS.settingsCharacters) return;
  throw new ZarrdropError("limit", `The description of the image in ${file} is too long to be read.`, { file });
}
