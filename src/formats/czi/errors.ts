import { type ErrorDetails, ZarrdropError } from "../../model/errors.ts";

/** The error for a file that contradicts itself; `reason` completes the sentence "… is damaged: …". */
export function corruptCzi(file: string, reason: string, technical?: string): ZarrdropError {
  const details: ErrorDetails = technical === undefined ? { file } : { file, technical };
  return new ZarrdropError("corrupt", `${file} is damaged: ${reason}.`, details);
}
