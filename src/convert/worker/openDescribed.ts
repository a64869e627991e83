import type { ImageReader } from "../../formats/reader.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { SceneDescription } from "../../model/image.ts";
import type { ConversionJob } from "../../plan/job.ts";
import { openReader } from "../pixels/openReader.ts";

/**
 * Opens the source of a job, which has to have the scenes that were planned: what the coordinator goes by is the job's description.
 * @throws those of `openReader`; `source-changed`
 */
export async function openDescribed(job: ConversionJob, signal: AbortSignal): Promise<ImageReader> {
  const reader = await openReader(job, signal);
  const { description, plan } = job;
  const isThere = plan.outputs.every(
    ({ scene, sourceDtype }) =>
      reader.description.scenes[scene]?.dtype === sourceDtype &&
      layoutOf(reader.description.scenes[scene]) === layoutOf(description.scenes[scene]),
  );
  if (isThere) return reader;
  reader.close();
  throw new ZarrdropError("source-changed", "The file no longer has the image that was planned.", {
    file: description.name,
    advice: "Add the file again.",
  });
}

/** What decides which pixels are where, and how the work is cut. */
function layoutOf(scene: SceneDescription | undefined): string {
  return JSON.stringify([scene?.axes, scene?.shape, scene?.blockShape]);
}
