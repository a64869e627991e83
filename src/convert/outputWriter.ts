import { openSource } from "../bytes/openSource.ts";
import type { ImageReader } from "../formats/reader.ts";
import { itemSize } from "../model/dtype.ts";
import { asZarrdropError, ZarrdropError } from "../model/errors.ts";
import { VERSION } from "../model/version.ts";
import { type Region, sizeOfShape } from "../model/region.ts";
import type { ConversionEvent, ConversionJob, OutputReport } from "../plan/job.ts";
import { rootAttributes } from "../plan/ngff.ts";
import { widenWindows } from "../plan/widenWindows.ts";
import { timeAxis } from "../plan/axes.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { openSink } from "../store/openSink.ts";
import { StoreLedger } from "../store/storeLedger.ts";
import { removeStore } from "../store/stores.ts";
import { beginStore, type StoreBeginning, type StoreTransaction } from "../store/storeTransaction.ts";
import { verifyFiles } from "../store/verify.ts";
import { type LevelGeometry, levelGeometries, writtenBox } from "./levelGeometry.ts";
import { createReaderSource } from "./readerSource.ts";
import type { UnitResult } from "./unitRunner.ts";
import { addPacked, channelStatistics, emptyHistogram, type PackedHistogram } from "./valueHistogram.ts";
import type { WorkerPool } from "./workerPool.ts";
import { planStages } from "./planUnits.ts";
import type { WorkUnit } from "./workUnit.ts";

/** Name and version that stand in the marker of an unfinished store. */
const TOOL = `zarrdrop ${VERSION}`;

/** What decides how the work is cut; a conversion that goes on must cut it as its first run did. */
type Execution = { workers: number; blockShape: number[] };

/** What the journal keeps of a unit beside its files. */
type UnitDetails = Pick<UnitResult, "clippedValues" | "histograms">;

/** The coordinator's side of one output: from the marker, over the units and the verification, to the marker's removal. */
export class OutputWriter {
  /** Decoded bytes of the source that this output needs. */
  readonly sourceBytes: number;
  private readonly index: number;
  private readonly transaction: StoreTransaction;
  private readonly stages: WorkUnit[][];
  /** The box of each level that is written. */
  private readonly regions: Region[];
  private readonly signal: AbortSignal;
  private readonly verify: "sample" | "all" | "none";
  private readonly ledger: StoreLedger;
  private readonly histograms;
  private clippedValues = 0;

  private constructor(
    job: ConversionJob,
    index: number,
    transaction: StoreTransaction,
    stages: WorkUnit[][],
    geometries: LevelGeometry[],
    sourceBytes: number,
    signal: AbortSignal,
  ) {
    this.index = index;
    this.transaction = transaction;
    this.stages = stages;
    this.regions = geometries.map(writtenBox);
    this.sourceBytes = sourceBytes;
    this.signal = signal;
    this.verify = job.plan.settings.verify;
    this.ledger = new StoreLedger(transaction.output);
    this.histograms = transaction.output.channels.map(emptyHistogram);
  }

  /**
   * Marks the place of the store; null when a finished one is there already and is to be left alone. Errors: `exists`,
   * `source-changed`, those of the sink; nothing else was written then.
   */
  static async begin(
    job: ConversionJob,
    reader: ImageReader,
    output: OutputPlan,
    index: number,
    workers: number,
    signal: AbortSignal,
  ): Promise<OutputWriter | null> {
    const scene = reader.description.scenes[output.scene];
    if (scene === undefined || scene.dtype !== output.sourceDtype) {
      throw new ZarrdropError("source-changed", "The file no longer has the image that was planned.", {
        file: reader.description.name,
        advice: "Add the file again.",
      });
    }
    const source = createReaderSource(reader, output);
    const { name, format, files } = reader.description;
    const { existing } = job.plan.settings;
    const beginning: StoreBeginning = {
      tool: TOOL,
      source: { name, format, files, fileBytes: await sourceSize(job), scene: scene.id, shape: scene.shape },
      output,
      execution: { workers, blockShape: [...source.blockShape] } satisfies Execution,
    };
    // A sink of its own each time: after a removal the handles of the first lead nowhere.
    const begin = async (): Promise<StoreTransaction> =>
      beginStore(await openSink(job.destination, output.storeName), beginning, signal);
    const transaction = await begin().catch(async (thrown: unknown) => {
      // What can go on is gone on with in any case: only something else is replaced or left alone.
      const isThere = asZarrdropError(thrown).kind === "exists";
      if (isThere && existing === "skip") return null;
      if (!isThere || existing !== "replace") throw thrown;
      await removeStore(job.destination, output.storeName);
      return begin();
    });
    if (transaction === null) return null;
    if (transaction.isWritten) {
      await transaction.commit();
      return null;
    }
    // Written by this program under the same fingerprint: `beginStore` gives back what `execution` was above.
    const execution = transaction.execution as Execution;
    const time = timeAxis(output.view, scene.axes);
    const geometries = levelGeometries(output, time);
    const stages = planStages(index, output, geometries, time, execution.blockShape, execution.workers);
    const sourceBytes = sizeOfShape(source.shape) * itemSize(source.dtype);
    return new OutputWriter(job, index, transaction, stages, geometries, sourceBytes, signal);
  }

  /** Units that can be done at the same time, at most. */
  get unitsAtOnce(): number {
    return Math.max(...this.stages.map((stage) => stage.length));
  }

  /** Has the units done, checks the result and closes the store. Errors: the first of any unit; `corrupt`; `cancelled`. */
  async write(
    pool: WorkerPool,
    onEvent: (event: ConversionEvent) => void,
    onResult: (result: UnitResult) => void,
  ): Promise<OutputReport> {
    const { transaction, ledger, signal } = this;
    const { output, journal, sink } = transaction;
    const finished = new Set(transaction.finished.map((entry) => entry.unit));
    for (const entry of transaction.finished) this.add(entry.records, entry.details as UnitDetails);
    for (const stage of this.stages) {
      const units = stage.filter((unit) => !finished.has(unit.id));
      await pool.run(units, (result) => {
        const { unit, records, clippedValues, histograms } = result;
        this.add(records, { clippedValues, histograms });
        journal.add({ unit, records, details: { clippedValues, histograms } satisfies UnitDetails });
        onResult(result);
      });
    }
    await journal.flush();
    onEvent({ kind: "verifying", output: this.index });
    await verifyFiles(sink, output, ledger, signal, this.regions);
    const checks = this.verify === "none" ? [] : [...ledger.chunkChecks()];
    await pool.share(checks, (worker, part) => worker.api.verify(this.index, part));
    await transaction.makeDurable(ledger);
    for (const level of output.levels.keys()) await transaction.writeLevel(level);
    const statistics = this.histograms.map((histogram) => channelStatistics(histogram, output.dtype));
    const metadata = await transaction.writeRoot((before) =>
      output.time.append === false ? rootAttributes(output, statistics) : widenWindows(before, output, statistics),
    );
    const swept = await transaction.sweep(ledger, signal);
    await transaction.makeDurable(ledger);
    await transaction.commit();
    return {
      storeName: output.storeName,
      bytesWritten: ledger.bytesWritten + metadata.bytes,
      filesWritten: ledger.filesWritten + metadata.files,
      emptyChunks: ledger.emptyChunks,
      clippedValues: this.clippedValues,
      verification: this.verify === "none" ? null : { checkedChunks: checks.length, totalChunks: ledger.totalChunks },
      skipped: false,
      ...(swept === null ? {} : { swept }),
    };
  }

  private add(
    records: UnitResult["records"],
    details: { clippedValues: number; histograms: readonly PackedHistogram[] },
  ): void {
    for (const record of records) this.ledger.add(record);
    this.clippedValues += details.clippedValues;
    details.histograms.forEach((packed, channel) => {
      const sum = this.histograms[channel];
      if (sum !== undefined) addPacked(sum, packed);
    });
  }
}

/** Bytes of the main file: an edited file is another source. A folder that is an image has none of its own. */
async function sourceSize(job: ConversionJob): Promise<number | null> {
  const { source } = await openSource(job.source);
  return source?.size ?? null;
}
