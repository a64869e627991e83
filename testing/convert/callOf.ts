import { openImage } from "../../src/formats/registry.ts";
import type { DestinationReference, SourceReference } from "../../src/model/references.ts";
import type { ConversionReport } from "../../src/plan/job.ts";
import { parseSettings } from "../../src/plan/settings/parseSettings.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planForDestination } from "../../src/convert/reading/planForDestination.ts";
import { convertHere } from "./convertHere.ts";

/** What a call of the program comes to. */
export type Called = { plan: Plan; remarks: string[]; report: ConversionReport };

/** One call of the program: plans for the destination and converts, in this thread. `settings`: as in a file of settings. */
export async function call(
  source: SourceReference,
  destination: DestinationReference,
  settings: Record<string, unknown> = {},
  signal = new AbortController().signal,
): Promise<Called> {
  const reader = await openImage(source, signal);
  const { description } = reader;
  reader.close();
  const planned = await planForDestination(
    { source, description, settings: parseSettings(settings), destination },
    signal,
  );
  const report = await convertHere({ source, description, destination, plan: planned.plan }, { signal });
  return { ...planned, report };
}
