import { raceAbort } from "../../bytes/abort.ts";
import type { ImageReader, ReaderOptions } from "../../formats/reader.ts";
import { FORMATS, openImage } from "../../formats/registry.ts";
import type { SourceReference } from "../../model/references.ts";
import type { OpenedLabels } from "../../formats/withLabels.ts";
import { whileWaiting } from "../../model/lifeSigns.ts";
import type { ConversionJob, LabelSource } from "../../plan/job.ts";
import { readerOptions } from "./readerOptions.ts";

/**
 * Opens the source of a job as its settings want it read. A source that does not answer is not waited for when the job
 * is cancelled.
 * @throws those of `openImage`, `cancelled`
 */
export function openReader({ source, labels, plan }: ConversionJob, signal: AbortSignal): Promise<ImageReader> {
  return openWithLabels({ source, labels }, readerOptions(plan.settings), signal);
}

/**
 * The same for a source that nothing is planned of yet.
 * @throws those of `openImage` and `withLabels`, `cancelled`
 */
export async function openWithLabels(
  { source, labels = [] }: { source: SourceReference; labels?: readonly LabelSource[] | undefined },
  options: ReaderOptions,
  signal: AbortSignal,
): Promise<ImageReader> {
  const image = await openOne(source, options, signal);
  if (labels.length === 0) return image;
  const opened: OpenedLabels[] = [];
  try {
    // Few images have masks.
    const { withLabels } = await whileWaiting("disk", import("../../formats/withLabels.ts"));
    for (const { name, source: file } of labels) opened.push({ name, reader: await openOne(file, options, signal) });
    return withLabels(image, opened);
  } catch (thrown) {
    for (const { reader } of [{ reader: image }, ...opened]) reader.close();
    throw thrown;
  }
}

async function openOne(source: SourceReference, options: ReaderOptions, signal: AbortSignal): Promise<ImageReader> {
  const opening = openImage(source, signal, FORMATS, options);
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
