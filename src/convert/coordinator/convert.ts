import { raceAbort } from "../../bytes/abort.ts";
import { itemSize } from "../../model/dtype.ts";
import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { ConversionEvent, ConversionJob, ConversionReport, OutputReport } from "../../plan/job.ts";
import { planMemory } from "../../plan/layout/memory/memoryPlan.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import type { PlaceDecision } from "../../store/place/decidePlace.ts";
import { JobLock } from "../../store/place/jobLock.ts";
import { readReceipt, removeReceipts } from "../../store/place/receipt.ts";
import { putInPlace } from "../../store/replacement/putInPlace.ts";
import { newMarker } from "../../store/storeMarker.ts";
import { CancellableDestination } from "./cancellableDestination.ts";
import { levelGeometries } from "../../plan/layout/levelGeometry.ts";
import { folderOf, OutputWriter, TOOL } from "./outputWriter.ts";
import { OutputPlacer, type PlacedOutput } from "./placeOutputs.ts";
import { refuseFilesInPlaceOfManifests } from "./manifests.ts";
import { refuseSourcesAsTargets } from "./refuseSourcesAsTargets.ts";
import { routeOf } from "./route.ts";
import { sourceFacts } from "./sourceFacts.ts";
import { SourceWatch } from "./sourceWatch.ts";
import { type SpawnWorker, WorkerPool } from "./workerPool.ts";

/** What a conversion gets from the thread that runs it. */
export type ConvertOptions = {
  spawn: SpawnWorker;
  /** Logical processors of the machine. */
  cores: number;
  signal: AbortSignal;
  onEvent: (event: ConversionEvent) => void;
  /** Called when all is whole and before the receipts go: who keeps what was done knows it before the job is forgotten. */
  onWhole?: (report: ConversionReport) => Promise<void>;
};

/**
 * Runs a job to its end: one output after the other, each cut into units that the workers do. A store is marked
 * incomplete until its metadata is written and it was verified. What was finished stays.
 * @throws the first of any worker; `cancelled`; `exists`, also for an output that would touch a source, before anything
 *   is touched
 */
export async function convert(job: ConversionJob, options: ConvertOptions): Promise<ConversionReport> {
  const { signal, onEvent } = options;
  const started = performance.now();
  const { description, plan } = job;
  const memory = planMemory(description, plan.outputs, plan.settings, options.cores);
  const progress = { bytesDone: 0, bytesTotal: 0, bytesWritten: 0, filesWritten: 0 };
  const reportProgress = (): void => onEvent({ kind: "progress", ...progress });
  const pool = new WorkerPool(
    {
      plan,
      count: memory.workers,
      spawn: options.spawn,
      onProgress: (bytes) => {
        progress.bytesDone += bytes;
        reportProgress();
      },
      onWaiting: (isWaiting) => onEvent({ kind: "waiting-for-disk", isWaiting }),
    },
    signal,
  );
  let destination: CancellableDestination | null = null;
  let lock: JobLock | null = null;
  const outputs: OutputReport[] = [];
  try {
    const watch = await SourceWatch.begin(job, pool);
    await raceAbort(refuseSourcesAsTargets(job, watch.fingerprint, signal), signal);
    destination = new CancellableDestination(await raceAbort(openDestination(job.destination), signal), signal);
    lock = await JobLock.take(
      destination.folder,
      plan.outputs.map(({ storeName }) => storeName),
      { signal, onWait: (text) => onEvent({ kind: "waiting", text }) },
    );
    const { folder } = lock;
    const facts = sourceFacts(description, watch.fingerprint);
    const placed = await placeAll(job, new OutputPlacer(folder, facts), signal);
    await refuseFilesInPlaceOfManifests(job, folder);
    const folders = plan.outputs.map((output, index) => folderOf(output, tokenOf(placed[index]!.decision)));
    await pool.place({ ...job, folders, lock: lock.token, memory: memory.shares });
    // Only when it is known of all that nothing is in the way.
    const writers = await Promise.all(
      placed.map(async ({ decision, source }, index) => {
        if (decision.kind !== "write" && decision.kind !== "replace") return null;
        const place = { folder, token: tokenOf(decision), source };
        return OutputWriter.begin({ job, pool, watch, index, workers: memory.workers, signal }, place);
      }),
    );
    watch.outputsLeft = writers.filter((writer) => writer !== null).length;
    const toWrite = plan.outputs.filter((_, index) => writers[index] !== null);
    progress.bytesTotal = toWrite.reduce((sum, output) => sum + bytesOf(output), 0);
    onEvent({ kind: "started", bytesTotal: progress.bytesTotal });
    const most = writers.reduce((sum, writer) => Math.max(sum, writer?.unitsAtOnce ?? 1), 1);
    await pool.open(most);
    let bytesRead = 0;
    let bytesWanted = 0;
    for (const [index, writer] of writers.entries()) {
      const written =
        writer === null
          ? await reportWithoutWriting(folder, plan.outputs[index]!, placed[index]!, signal)
          : await writer.write(onEvent, (result) => {
              progress.bytesWritten += result.bytesWritten;
              progress.filesWritten += result.filesWritten;
              bytesRead += result.bytesRead;
              reportProgress();
            });
      bytesWanted += writer?.sourceBytes ?? 0;
      outputs.push(written);
      onEvent({ kind: "output-done", output: index, report: written });
    }
    await pool.close();
    // Receipts go last of all: as long as they are there the same call knows that all is done. Everything is whole: where they cannot be
    // removed that call, or the next that makes the store, does it.
    await lock.release();
    lock = null;
    const report: ConversionReport = {
      source: plan.source.name,
      sourceFingerprint: watch.fingerprint.digest,
      outputs,
      seconds: (performance.now() - started) / 1000,
      decodeRatio: bytesWanted === 0 ? 1 : bytesRead / bytesWanted,
      route: routeOf(plan),
    };
    await options.onWhole?.(report);
    const storeNames = outputs.map(({ storeName }) => storeName);
    await removeReceipts(destination.folder, storeNames).catch(() => {});
    return report;
  } catch (thrown) {
    const isAppend = plan.outputs[outputs.length]?.time.append ?? false;
    throw isAppend === false ? thrown : sayWhatIsKept(thrown);
  } finally {
    // Nothing is written for this job any more when its lock goes.
    await pool.terminate();
    // A destination that is gone has no lock any more; what ended the job is the error to tell.
    await lock?.release().catch(() => {});
    destination?.end();
  }
}

/** What a person wants to know first when an append ends early. */
function sayWhatIsKept(thrown: unknown): ZarrdropError {
  return asZarrdropError(thrown).with({
    safe:
      "What the store held before is kept beside: the same append goes on from here, another one puts it back first, " +
      "and it can be put back alone (on the command line: restore).",
  });
}

/** Decides about all outputs before any is begun. */
async function placeAll(job: ConversionJob, placer: OutputPlacer, signal: AbortSignal): Promise<PlacedOutput[]> {
  const placed: PlacedOutput[] = [];
  for (const output of job.plan.outputs) {
    placed.push(await placer.place(output, job.plan.settings, signal));
  }
  return placed;
}

function tokenOf(decision: PlaceDecision): string | null {
  return decision.kind === "replace" ? decision.token : null;
}

/** What is said of a store that is not written: it was finished before, only has to be put in its place, or is left alone. */
async function reportWithoutWriting(
  folder: DestinationFolder,
  output: OutputPlan,
  { decision, fingerprint, source }: PlacedOutput,
  signal: AbortSignal,
): Promise<OutputReport> {
  const { storeName } = output;
  if (decision.kind === "put-in-place") {
    const marker = newMarker({ tool: TOOL, source, output, execution: null }, fingerprint);
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
