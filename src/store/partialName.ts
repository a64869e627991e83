import { PARTIAL_SUFFIX } from "../model/storeMarker.ts";
import { randomToken } from "../model/hexDigest.ts";

/** End of the names under which Chromium writes a file (`createWritable`) until it is closed. */
const CHROMIUM_SWAP_SUFFIX = ".crswap";

/**
 * The name of a file while it is being written: nobody can know it before, so that no other writer has it, and no link that
 * someone put there.
 */
export function partialName(name: string): string {
  return `${name}.${randomToken()}${PARTIAL_SUFFIX}`;
}

/** True for names of files that were being written when something stopped: by this program or by the browser. */
export function isPartialName(name: string): boolean {
  return name.endsWith(PARTIAL_SUFFIX) || name.endsWith(CHROMIUM_SWAP_SUFFIX);
}

/** True for those under which just this file was being written. */
export function isPartialOf(file: string, name: string): boolean {
  return isPartialName(name) && name.startsWith(`${file}.`);
}
