import type { DestinationReference } from "../../model/references.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { interceptDestination } from "../destination/interceptDestination.ts";
import { openDestination } from "../destination/openDestination.ts";
import { Fence } from "./fence.ts";

/**
 * A destination in which nothing is changed any more once its job's lock is gone.
 * @throws also those of `Fence.guard`
 */
export function fencedDestination(folder: DestinationFolder, fence: Fence): DestinationFolder {
  return interceptDestination(folder, {
    look: (call) => call(),
    change: (call) => fence.guard(call),
    signal: (given) => given,
  });
}

/**
 * A destination in which another thread holds the lock of this token.
 * @throws those of opening it
 */
export async function openFenced(
  destination: DestinationReference,
  token: string,
  storeNames: readonly string[],
): Promise<DestinationFolder> {
  const folder = await openDestination(destination);
  return fencedDestination(folder, new Fence(folder, token, storeNames));
}
