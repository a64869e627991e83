import { FORMATS, openImage } from "../formats/registry.ts";
import { readerOptions } from "./readerOptions.ts";
import type { ImageReader } from "../formats/reader.ts";
import { itemSize } from "../model/dtype.ts";
import { asZarrdropError, type ZarrdropError } from "../model/errors.ts";
import { sizeOfShape } from "../model/region.ts";
import type { ConversionEvent, ConversionJob, ConversionReport, OutputReport } from "../plan/job.ts";
import { timeAxis } from "../plan/axes.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { levelGeometries } from "./levelGeometry.ts";
import { OutputWriter } from "./outputWriter.ts";
import { refuseSourcesAsTargets } from "./refuseSourcesAsTargets.ts";
import { routeOf } from "./route.ts";
import { type SpawnWorker, WorkerPool } from "./workerPool.ts";

export type ConvertOptions = {
  spawn: SpawnWorker;
  /** Logical processors of the machine. */
  cores: number;
  signal: AbortSignal;
  onEvent: (event: ConversionEvent) => void;
};

/** More threads than this only wait for each other's disk. */
const MOST_WORKERS = 8;

/**
 * Runs a job to its end: one output after the other, each cut into units that the workers do. A store is marked incomplete until
 * its metadata is written and it was verified. Errors: the first of any worker; `cancelled`; `exists`, also
 * for an output that would touch a source, before anything is touched. What was finished stays.
 */
export async function convert(job: ConversionJob, options: ConvertOptions): Promise<ConversionReport> {
  const { signal, onEvent } = options;
  const started = performance.now();
  const reader = await openImage(job.source, signal, FORMATS, readerOptions(job.plan.settings));
  let pool: WorkerPool | null = null;
  try {
    await refuseSourcesAsTargets(job, reader.description);
    const workers = workerCount(job, options.cores);
    const writers = await Promise.all(
      job.plan.outputs.map((output, index) => OutputWriter.begin(job, reader, output, index, workers, signal)),
    );
    const bytesTotal = job.plan.outputs.reduce((sum, output) => sum + bytesOf(reader, output), 0);
    const progress = { bytesDone: 0, bytesWritten: 0, filesWritten: 0 };
    onEvent({ kind: "started", bytesTotal });
    const report = (): void => onEvent({ kind: "progress", ...progress, bytesTotal });
    const most = writers.reduce((sum, writer) => Math.max(sum, writer?.unitsAtOnce ?? 1), 1);
    pool = await WorkerPool.open(job, options.spawn, Math.min(workers, most), signal, (bytes) => {
      progress.bytesDone += bytes;
      report();
    });
    const outputs: OutputReport[] = [];
    let bytesRead = 0;
    let bytesWanted = 0;
    for (const [index, writer] of writers.entries()) {
      const written =
        writer === null
          ? skippedReport(job.plan.outputs[index]!)
          : await writer.write(pool, onEvent, (result) => {
              progress.bytesWritten += result.bytesWritten;
              progress.filesWritten += result.filesWritten;
              bytesRead += result.bytesRead;
              report();
            });
      bytesWanted += writer?.sourceBytes ?? 0;
      outputs.push(written);
      onEvent({ kind: "output-done", output: index, report: written });
    }
    await pool.onEach((worker) => worker.api.close());
    return {
      source: job.plan.source.name,
      outputs,
      seconds: (performance.now() - started) / 1000,
      decodeRatio: bytesWanted === 0 ? 1 : bytesRead / bytesWanted,
      route: routeOf(job.plan),
    };
  } catch (thrown) {
    throw job.plan.outputs.some(({ time }) => time.append !== false) ? sayWhatIsKept(thrown) : thrown;
  } finally {
    pool?.terminate();
    reader.close();
  }
}

/** What a person wants to know first when an append ends early. */
function sayWhatIsKept(thrown: unknown): ZarrdropError {
  return asZarrdropError(thrown).with({
    safe:
      "What the store held before is kept beside: the same append goes on from here, another one puts it back first, " +
      "and on the command line `restore` puts it back alone.",
  });
}

/** A store that was there already and was left alone. */
function skippedReport({ storeName }: OutputPlan): OutputReport {
  return {
    storeName,
    bytesWritten: 0,
    filesWritten: 0,
    emptyChunks: 0,
    clippedValues: 0,
    verification: null,
    skipped: true,
  };
}

function workerCount(job: ConversionJob, cores: number): number {
  return job.plan.settings.workers ?? Math.max(1, Math.min(MOST_WORKERS, cores));
}

/** Decoded bytes of all levels as far as this job writes them. */
function bytesOf(reader: ImageReader, output: OutputPlan): number {
  const time = timeAxis(output.view, reader.description.scenes[output.scene]!.axes);
  const values = levelGeometries(output, time).reduce((sum, { dataShape }) => sum + sizeOfShape(dataShape), 0);
  return values * itemSize(output.dtype);
}
