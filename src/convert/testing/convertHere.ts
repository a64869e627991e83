import { FORMATS, openImage } from "../../formats/registry.ts";
import type { DestinationReference, SourceReference } from "../../model/references.ts";
import type { ConversionEvent, ConversionJob, ConversionReport } from "../../plan/job.ts";
import { parseSettings } from "../../plan/parseSettings.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { convert } from "../convert.ts";
import { readerOptions } from "../readerOptions.ts";
import { createUnitWorker } from "../unitWorker.ts";

/** A job with its plan; `settings` by parameter names, as in a settings file. */
export async function plannedJob(
  source: SourceReference,
  destination: DestinationReference,
  settings: Record<string, unknown> = {},
): Promise<ConversionJob> {
  const parsed = parseSettings(settings);
  const reader = await openImage(source, new AbortController().signal, FORMATS, readerOptions(parsed));
  const plan = planConversion(reader.description, parsed);
  reader.close();
  return { source, destination, plan };
}

/** Runs a job in this thread. */
export function convertHere(
  job: ConversionJob,
  signal = new AbortController().signal,
  onEvent: (event: ConversionEvent) => void = () => {},
): Promise<ConversionReport> {
  return convert(job, {
    spawn: () => ({ api: createUnitWorker(), lost: new Promise<never>(() => {}), terminate() {} }),
    cores: 2,
    signal,
    onEvent,
  });
}
