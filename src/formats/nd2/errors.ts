import { ZarrdropError } from "../../model/errors.ts";

/** The error for a file that contradicts itself or ends too early; `what` ends the sentence "… is damaged: …". */
export function damaged(file: string, what: string, technical?: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} is damaged: ${what}.`, {
    file,
    ...(technical === undefined ? {} : { technical }),
  });
}
