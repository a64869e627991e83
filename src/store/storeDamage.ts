import { ZarrdropError } from "../model/errors.ts";

/** A file of a store that does not hold what was written to it: found by looking at sizes or by reading it back. */
export type StoreDamage = {
  level: number;
  /** Number of the file in C order, as in `LevelRecord.files`. */
  file: number;
  /** Path of the file in the store. */
  path: string;
  /** Sentence for people. */
  message: string;
  /** For a bug report. */
  technical?: string;
};

/** What is said when a store cannot be called whole. `unit`: the engine's number of the part that wrote the file. */
export function damagedStore({ path, message, technical }: StoreDamage, unit: number | null = null): ZarrdropError {
  return new ZarrdropError("corrupt", message, {
    file: path,
    safe: "The source is untouched; the image is marked as incomplete.",
    advice: "Check the drive of the destination, then convert again.",
    technical: [...(unit === null ? [] : [`unit ${unit}`]), ...(technical === undefined ? [] : [technical])].join(", "),
  });
}
