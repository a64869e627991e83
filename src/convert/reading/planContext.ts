import { throwIfAborted } from "../../bytes/abort.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { DestinationReference } from "../../model/references.ts";
import { type ExistingStore, storeBefore } from "../../plan/layout/appendTo.ts";
import type { PlanContext } from "../../plan/planConversion.ts";
import { describeExistingStore } from "../../store/existingStore.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import { readMarker } from "../../store/storeMarker.ts";

/**
 * What the planner must know of a destination before time points are added to its stores. Stores that a conversion left
 * unfinished do not count as in the way: `beginStore` goes on with its own and refuses another's. The finished ones are
 * described, and those to which an append was stopped as they were before.
 * @throws `permission`, `storage`, `cancelled`
 */
export async function planContext(destination: DestinationReference, signal?: AbortSignal): Promise<PlanContext> {
  const takenNames: string[] = [];
  const existingStores: Record<string, ExistingStore> = {};
  const folder = await openDestination(destination);
  for (const name of await folder.names()) {
    throwIfAborted(signal);
    const sink = name.endsWith(".zarr") ? await folder.sink(name) : null;
    const found = sink === null ? null : await readMarker(sink);
    if (found?.kind === "marker") {
      const before = storeBefore(found.marker.output);
      if (before === null) continue;
      // Planned from what it was before, the same append gives the same plan and goes on; another one puts that back first.
      takenNames.push(name);
      existingStores[name] = before;
      continue;
    }
    takenNames.push(name);
    if (sink === null) continue;
    try {
      existingStores[name] = await describeExistingStore(sink, name);
    } catch (thrown) {
      // The planner says why it cannot be continued only if this is the store that is meant.
      if (!(thrown instanceof ZarrdropError)) throw thrown;
    }
  }
  return { takenNames, existingStores };
}
