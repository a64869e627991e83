import { ZarrdropError } from "../../model/errors.ts";
import { installErrorTransfer } from "../../protocol/errorTransfer.ts";
import type { Platform } from "../platform.ts";
import { spawnUnitWorker } from "./spawnUnitWorker.ts";

installErrorTransfer();

/** A page, or a worker of one. */
export const platform: Platform = {
  cores: () => navigator.hardwareConcurrency,
  spawnUnitWorker,
  sourceAt: refusePath,
  destinationAt: refusePath,
  createSha256: null,
  signal: (given) => given ?? new AbortController().signal,
};

async function refusePath(path: string): Promise<never> {
  throw new ZarrdropError("unsupported-feature", `A page cannot open a path (${path}).`, {
    advice: "Give a File, a handle, or a file of your own.",
  });
}
