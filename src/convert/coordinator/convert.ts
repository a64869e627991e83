import { itemSize } from "../../model/dtype.ts";
import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { ConversionEvent, ConversionJob, ConversionReport, OutputReport } from "../../plan/job.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { markedStore, type PlannedStore, storeNamesOf, storesOf } from "../../plan/plannedStore.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { readReceipt, removeReceipts } from "../../store/place/receipt.ts";
import { putInPlace } from "../../store/replacement/putInPlace.ts";
import { newMarker } from "../../store/storeMarker.ts";
import { provenanceOf } from "../../plan/metadata/provenance.ts";
import { levelGeometries } from "../../plan/layout/levelGeometry.ts";
import { beginOutputs, type BegunOutputs } from "./beginOutputs.ts";
import { ChunkTeller } from "./chunkTeller.ts";
import { LockedJob, type LockOptions } from "./lockedJob.ts";
import { type OutputWriter, TOOL } from "./outputWriter.ts";
import type { PlacedOutput } from "./placeOutputs.ts";
import { routeOf } from "./route.ts";

/** What a conversion gets from the thread that runs it. */
export type ConvertOptions = Omit<LockOptions, "onProgress" | "onChunks"> & {
  /** Called when all is whole and before the receipts go: who keeps what was done knows it before the job is forgotten. */
  onWhole?: (report: ConversionReport) => Promise<void>;
  /** May refuse, when it is known of all outputs what is in their place, and nothing was changed. */
  onPlaced?: (placed: readonly PlacedOutput[]) => void;
  /** May refuse, when all outputs are marked or gone on with, and nothing was written for them by this run. */
  onBegun?: (begun: BegunOutputs) => void;
};

/**
 * Runs a job to its end: one output after the other, each cut into units that the workers do. A store is marked
 * incomplete until its metadata is written and it was verified. What was finished stays.
 * @throws the first of any worker; `cancelled`; `exists`, also for an output that would touch a source, before anything
 *   is touched
 */
export async function convert(job: ConversionJob, options: ConvertOptions): Promise<ConversionReport> {
  const { signal, onEvent, onPlaced } = options;
  const started = performance.now();
  const { plan } = job;
  const progress = { bytesDone: 0, bytesTotal: 0, bytesWritten: 0, filesWritten: 0 };
  const reportProgress = (): void => onEvent({ kind: "progress", ...progress });
  const onProgress = (bytes: number): void => {
    progress.bytesDone += bytes;
    reportProgress();
  };
  /** The output that is written, or the next one. */
  let underWay = 0;
  const outputs: OutputReport[] = [];
  const chunks = new ChunkTeller(onEvent);
  let locked: LockedJob | null = null;
  let writers: BegunOutputs["writers"] = [];
  try {
    locked = await LockedJob.open(job, { ...options, onProgress, onChunks: (told) => chunks.see(told) });
    const { pool, folder, watch, memory } = locked;
    const { workers } = memory;
    const begun = await beginOutputs(locked, { signal, workers, ...(onPlaced === undefined ? {} : { onPlaced }) });
    options.onBegun?.(begun);
    const { placed, hierarchy } = begun;
    writers = begun.writers;
    const stores = storesOf(plan);
    const toWrite = plan.outputs.filter((_, index) => (writers[index] ?? null) !== null);
    progress.bytesTotal = toWrite.reduce((sum, output) => sum + bytesOf(output), 0);
    progress.bytesDone = writers.reduce((sum, writer) => sum + (writer?.bytesDone ?? 0), 0);
    progress.bytesWritten = writers.reduce((sum, writer) => sum + (writer?.written.bytes ?? 0), 0);
    progress.filesWritten = writers.reduce((sum, writer) => sum + (writer?.written.files ?? 0), 0);
    onEvent({ kind: "started", ...progress });
    writers.forEach((writer, index) => {
      if (writer !== null && writer.bytesDone > 0) onEvent(chunksDone(index, writer));
    });
    const most = writers.reduce((sum, writer) => Math.max(sum, writer?.unitsAtOnce ?? 1), 1);
    await pool.open(most);
    let bytesRead = 0;
    let bytesWanted = 0;
    const finished = async (index: number): Promise<OutputReport> =>
      hierarchy?.done[index] ?? reportWithoutWriting(folder, stores[index]!, placed[index]!, signal);
    for (const index of begun.order) {
      const writer = writers[index]!;
      if (writer !== null) await hierarchy?.writer.before(plan.outputs[index]!);
      const written =
        writer === null
          ? await finished(index)
          : await writer.write(onEvent, (result) => {
              progress.bytesWritten += result.bytesWritten;
              progress.filesWritten += result.filesWritten;
              bytesRead += result.bytesRead;
              reportProgress();
            });
      chunks.flush();
      bytesWanted += writer?.sourceBytes ?? 0;
      outputs.push(written);
      underWay = begun.order[outputs.length] ?? -1;
      onEvent({ kind: "output-done", output: index, report: written });
    }
    const reports =
      hierarchy === undefined ? outputs : [await hierarchy.writer.finish(outputs, watch.fingerprint.digest)];
    await pool.close();
    // Receipts go last of all: as long as they are there the same call knows that all is done. Everything is whole: where they cannot be
    // removed that call, or the next that makes the store, does it.
    await locked.release();
    const report: ConversionReport = {
      source: plan.source.name,
      sourceFingerprint: watch.fingerprint.digest,
      outputs: reports,
      provenance: provenanceOf(plan, watch.fingerprint.digest),
      // What it rested is no part of what it took.
      seconds: (performance.now() - started) / 1000 - (options.pause?.seconds ?? 0),
      decodeRatio: bytesWanted === 0 ? 1 : bytesRead / bytesWanted,
      route: routeOf(plan),
    };
    await options.onWhole?.(report);
    await removeReceipts(locked.unlocked, storeNamesOf(plan)).catch(() => {});
    return report;
  } catch (thrown) {
    // What was not finished of the units under way has to be done again.
    const writer = writers[underWay];
    if (writer != null) onEvent(chunksDone(underWay, writer));
    const isAppend = plan.outputs[underWay]?.time.append ?? false;
    throw isAppend === false ? thrown : sayWhatIsKept(thrown);
  } finally {
    chunks.forget();
    await locked?.end();
  }
}

/** Which chunks of an output are written, as far as a conversion that goes on leaves them as they are. */
function chunksDone(output: number, writer: OutputWriter): ConversionEvent {
  return { kind: "chunks", isWhole: true, output, levels: writer.chunksDone };
}

/** What a person wants to know first when an append ends early. */
function sayWhatIsKept(thrown: unknown): ZarrdropError {
  return asZarrdropError(thrown).with({
    safe:
      "What the store held before is kept beside: the same append goes on from here, another one puts it back first, " +
      "and it can be put back alone (on the command line: restore).",
  });
}

/** What is said of a store that is not written: it was finished before, only has to be put in its place, or is left alone. */
async function reportWithoutWriting(
  folder: DestinationFolder,
  store: PlannedStore,
  { decision, fingerprint, source }: PlacedOutput,
  signal: AbortSignal,
): Promise<OutputReport> {
  const { storeName } = store;
  if (decision.kind === "put-in-place") {
    const marker = newMarker({ tool: TOOL, source, output: markedStore(store), execution: null }, fingerprint);
    await putInPlace(folder, storeName, decision.token, marker, signal);
  }
  if (decision.kind === "put-in-place" || decision.kind === "done") {
    return { ...decision.receipt.report, finishedBefore: true };
  }
  const nothing = { storeName, bytesWritten: 0, filesWritten: 0, emptyChunks: 0, clippedValues: 0, verification: null };
  if (decision.kind === "skip") return { ...nothing, skipped: true };
  const receipt = await readReceipt(folder, storeName);
  const report = receipt?.fingerprint === fingerprint ? receipt.report : { ...nothing, skipped: false };
  return { ...report, finishedBefore: true };
}

/** Decoded bytes of all levels as far as this job writes them. */
function bytesOf(output: OutputPlan): number {
  const values = levelGeometries(output).reduce((sum, { dataShape }) => sum + sizeOfShape(dataShape), 0);
  return values * itemSize(output.dtype);
}
