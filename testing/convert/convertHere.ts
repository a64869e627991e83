import { FORMATS, openImage } from "../../src/formats/registry.ts";
import type { DestinationReference, SourceReference } from "../../src/model/references.ts";
import type { ConversionEvent, ConversionJob, ConversionReport } from "../../src/plan/job.ts";
import { parseSettings } from "../../src/plan/settings/parseSettings.ts";
import { planConversion } from "../../src/plan/planConversion.ts";
import { convert } from "../../src/convert/coordinator/convert.ts";
import { JobPause } from "../../src/convert/coordinator/jobPause.ts";
import { workHere } from "../../src/convert/coordinator/workHere.ts";
import { readerOptions } from "../../src/convert/pixels/readerOptions.ts";

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
  return { source, description: reader.description, destination, plan };
}

/** Runs a job in this thread. */
export function convertHere(
  job: ConversionJob,
  {
    signal = new AbortController().signal,
    onEvent = () => {},
    pause = new JobPause(),
  }: { signal?: AbortSignal; onEvent?: (event: ConversionEvent) => void; pause?: JobPause } = {},
): Promise<ConversionReport> {
  return convert(job, { spawn: workHere, cores: 2, signal, onEvent, pause });
}
