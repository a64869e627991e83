import { ZarrdropError } from "../../../model/errors.ts";

/** The error for a compound file whose structures contradict themselves. */
export function damagedCompound(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} is damaged: the table of what is in it contradicts itself.`, {
    file,
    technical,
  });
}
