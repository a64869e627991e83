import { ZarrdropError } from "../../model/errors.ts";
import { type ExistingStore, storeBefore } from "../../plan/layout/appendTo.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { sortedKeys } from "../jsonFile.ts";

/**
 * An append may only begin on the store that it was planned for: with another shape it would write over other time
 * points.
 * @throws `exists` when `found` is another
 */
export function checkAsPlanned(output: OutputPlan, found: ExistingStore | null): void {
  if (JSON.stringify(sortedKeys(found)) === JSON.stringify(sortedKeys(storeBefore(output)))) return;
  throw new ZarrdropError(
    "exists",
    `${output.storeName} is not as it was when this was planned: it was written to since.`,
    {
      file: output.storeName,
      safe: "Nothing of this image was added.",
      advice: "Start again: the time points then go behind those that are there now.",
    },
  );
}
