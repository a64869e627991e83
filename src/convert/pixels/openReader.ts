import { raceAbort } from "../../bytes/abort.ts";
import type { ImageReader } from "../../formats/reader.ts";
import { FORMATS, openImage } from "../../formats/registry.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { readerOptions } from "./readerOptions.ts";

/**
 * Opens the source of a job as its settings want it read. A source that does not answer is not waited for when the job
 * is cancelled.
 * @throws those of `openImage`, `cancelled`
 */
export async function openReader({ source, plan }: ConversionJob, signal: AbortSignal): Promise<ImageReader> {
  const opening = openImage(source, signal, FORMATS, readerOptions(plan.settings));
  try {
    return await raceAbort(opening, signal);
  } catch (thrown) {
    // Nobody is there for a reader that comes too late.
    opening.then(
      (late) => late.close(),
      () => {},
    );
    throw thrown;
  }
}
