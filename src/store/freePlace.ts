import { ZarrdropError } from "../model/errors.ts";
import { holdsAnything } from "./holdsAnything.ts";
import type { Sink } from "./sink.ts";
import { readRoot } from "./storeMetadata.ts";

/**
 * Refuses the place of a new store in which there is anything but what the beginning of a conversion may have left.
 * @throws `exists`; those of the sink
 */
export async function refuseTaken(sink: Sink, storeName: string): Promise<void> {
  if ((await readRoot(sink).catch(() => null)) !== null) throw inTheWay(storeName, "an image");
  if (await holdsAnything(sink)) throw inTheWay(storeName, "something else");
}

/** The error for a place that is taken; `what`: by what. */
export function inTheWay(storeName: string, what: string): ZarrdropError {
  return new ZarrdropError("exists", `${storeName} is already there: ${what}.`, {
    file: storeName,
    advice: "Choose another name, or have it replaced.",
    safe: "Nothing was changed.",
  });
}
