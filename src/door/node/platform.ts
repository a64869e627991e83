import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import type { IncrementalHash } from "../../convert/validation/manifestCheck.ts";
import { installErrorTransfer } from "../../protocol/errorTransfer.ts";
import type { Platform } from "../platform.ts";
import { destinationAt } from "./destinationAt.ts";
import { sourceAt } from "./sourceAt.ts";
import { spawnUnitWorker } from "./spawnUnitWorker.ts";

installErrorTransfer();

/** Node. */
export const platform: Platform = {
  cores: availableParallelism,
  spawnUnitWorker,
  sourceAt,
  destinationAt,
  createSha256,
  signal(given = new AbortController().signal) {
    setMaxListeners(0, given);
    return given;
  },
};

function createSha256(): IncrementalHash {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
}
