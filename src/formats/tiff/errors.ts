import { ZarrdropError } from "../../model/errors.ts";

/** The error for files of a set that were not given together with the chosen one. */
export function companionMissing(path: string, files: string[]): ZarrdropError {
  return new ZarrdropError(
    "companion-missing",
    `${path} is a part of a set: ${someOf(files)} must be given together with it.`,
    {
      file: path,
      files,
      advice: "Drop the whole folder, or all files of the set at once.",
    },
  );
}

/** Names of files for a sentence: of many the first. */
export function someOf(files: readonly string[]): string {
  return files.slice(0, 5).join(", ") + (files.length > 5 ? ` and ${files.length - 5} more` : "");
}
