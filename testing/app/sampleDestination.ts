import { ZarrdropError } from "../../src/model/errors.ts";
import type { ImageDescription } from "../../src/model/image.ts";
import type { DestinationPlan } from "../../src/plan/destinationPlan.ts";
import { planConversion } from "../../src/plan/planConversion.ts";
import type { Settings } from "../../src/plan/settings/settings.ts";
import { nameKey } from "../../src/plan/layout/storeNames.ts";

/**
 * What the reading worker says of a destination that holds finished stores of these names; `begun`: those among them of which the same
 * conversion had begun a replacement. Names count as the same in any case.
 */
export function planAmong(
  description: ImageDescription,
  settings: Settings,
  { there, begun = [] }: { there: readonly string[]; begun?: readonly string[] },
  otherNames: readonly string[],
): DestinationPlan {
  const takenNames = settings.existing === "rename" ? [...there, ...otherNames] : otherNames;
  const plan = planConversion(description, settings, { takenNames });
  const keys = new Set(there.map(nameKey));
  const names = plan.outputs.map(({ storeName }) => storeName);
  const inTheWay = names.filter((name) => keys.has(nameKey(name)));
  if (settings.existing === "refuse" && inTheWay.length > 0) {
    throw new ZarrdropError("exists", "It is there.", { setting: "existing", file: inTheWay[0]!, files: inTheWay });
  }
  const goesOn = settings.existing === "replace" ? names.filter((name) => begun.includes(name)) : [];
  return { plan, goesOn, remarks: goesOn.map((name) => `${name} goes on.`) };
}
