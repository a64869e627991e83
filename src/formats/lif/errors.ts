import { ZarrdropError } from "../../model/errors.ts";

/** The file contradicts itself or ends too early. */
export function corruptLeica(file: string, what: string, technical?: string): ZarrdropError {
  const details = technical === undefined ? { file } : { file, technical };
  return new ZarrdropError("corrupt", `${file} is damaged: ${what}.`, details);
}

/** One image of a file is of a kind that cannot be read; the others can. */
export function unreadableImage(file: string, image: string, why: string): ZarrdropError {
  return new ZarrdropError("unsupported-feature", `The image “${image}” of ${file} cannot be read: ${why}.`, { file });
}
