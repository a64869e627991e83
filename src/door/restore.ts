import { putBackStore } from "../convert/coordinator/putBackStore.ts";
import type { PutBack } from "../protocol/api.ts";
import { type Destination, destinationOf } from "./destination.ts";
import { expectGiven, signalOf } from "./given.ts";
import type { PlanOptions } from "./plan.ts";

/**
 * Gives a store back as it was before time points were being added to it, when that was stopped and is not to go on. "finished": all had been added, they stay;
 * "nothing": no adding was stopped.
 *
 * @throws {ZarrdropError} exists while another program writes it; corrupt for a damaged copy; those of the destination; cancelled
 */
export async function restore(
  destination: Destination,
  storeName: string,
  options: Pick<PlanOptions, "onWait" | "signal"> = {},
): Promise<PutBack> {
  const signal = signalOf(options);
  expectGiven(typeof storeName === "string", "What was given as name of a store is no text.");
  const { onWait = () => {} } = options;
  return putBackStore(await destinationOf(destination), storeName, { signal, onWait });
}
