import type { ImageReader } from "../formats/reader.ts";
import { itemSize } from "../model/dtype.ts";
import { asZarrdropError, ZarrdropError } from "../model/errors.ts";
import { VERSION } from "../model/version.ts";
import { type Region, sizeOfShape } from "../model/region.ts";
import type { ConversionEvent, ConversionJob, OutputReport, Verification } from "../plan/job.ts";
import { rootAttributes } from "../plan/ngff.ts";
import { widenWindows } from "../plan/widenWindows.ts";
import { timeAxis } from "../plan/axes.ts";
import type { OutputPlan } from "../plan/plan.ts";
import type { Settings } from "../plan/settings.ts";
import { parseFilePath } from "../store/levelFilePaths.ts";
import type { JournalEntry } from "../store/journal.ts";
import { chosenChecks } from "../store/sampledChunks.ts";
import { damagedStore, type StoreDamage } from "../store/storeDamage.ts";
import type { DestinationFolder } from "../store/destination/destinationFolder.ts";
import { makeReceipt, writeReceipt } from "../store/place/receipt.ts";
import { putInPlace } from "../store/replacement/putInPlace.ts";
import { newNameOf } from "../store/replacement/replacementNames.ts";
import { StoreLedger } from "../store/storeLedger.ts";
import { beginStore, type StoreBeginning, type StoreTransaction } from "../store/storeTransaction.ts";
import { verifyFiles } from "../store/verify.ts";
import { type LevelGeometry, levelGeometries, writtenBox } from "./levelGeometry.ts";
import { removeOldManifest, writeManifest } from "./manifests.ts";
import { OutputOrigin } from "./outputOrigin.ts";
import { createReaderSource } from "./readerSource.ts";
import type { SourceWatch } from "./sourceWatch.ts";
import type { UnitResult } from "./unitRunner.ts";
import { addPacked, channelStatistics, emptyHistogram } from "./valueHistogram.ts";
import type { WorkerPool } from "./workerPool.ts";
import { planStages } from "./planUnits.ts";
import type { WorkUnit } from "./workUnit.ts";

/** Name and version that stand in the marker of an unfinished store. */
export const TOOL = `zarrdrop ${VERSION}`;

/** What decides how the work is cut; a conversion that goes on must cut it as its first run did. */
type Execution = {
  workers: number;
  blockShape: number[];
  /** Times of change of the source's files at the first run (`SourceFingerprint`). */
  changeTimes: string | null;
};

/** What the journal keeps of a unit beside its files. */
type UnitDetails = Pick<UnitResult, "clippedValues" | "histograms"> & {
  /** How its chunks were checked. */
  verify: Settings["verify"];
  /** Whether the checksums of all its chunks were kept. */
  manifest: boolean;
};

/** Has units done, stage after stage. */
type RunUnits = (stages: readonly WorkUnit[][]) => Promise<void>;

/** Where an output is written. */
type OutputPlace = {
  folder: DestinationFolder;
  /** Of the replacement that it is, or null: it is written in its place. */
  token: string | null;
  /** What tells the scene's source from another one. */
  source: Record<string, unknown>;
};

/** The coordinator's side of one output: from the marker, over the units and the verification, to the marker's removal. */
export class OutputWriter {
  /** Decoded bytes of the source that this output needs. */
  readonly sourceBytes: number;
  private readonly folder: DestinationFolder;
  /** Of the replacement that this is, or null: the store is written in its place. */
  private readonly token: string | null;
  private readonly index: number;
  private readonly transaction: StoreTransaction;
  private readonly origin: OutputOrigin;
  private readonly stages: WorkUnit[][];
  /** The box of each level that is written. */
  private readonly regions: Region[];
  private readonly signal: AbortSignal;
  private readonly verify: Settings["verify"];
  private readonly manifest: boolean;
  private readonly ledger: StoreLedger;
  private readonly histograms;
  private clippedValues = 0;
  /** Units that are done and whose values are in the statistics. */
  private readonly counted = new Set<number>();
  /** Units that were done again because their files turned out to be damaged. */
  private readonly redone = new Set<number>();

  private constructor(
    job: ConversionJob,
    place: OutputPlace,
    index: number,
    transaction: StoreTransaction,
    origin: OutputOrigin,
    finished: readonly JournalEntry[],
    stages: WorkUnit[][],
    geometries: LevelGeometry[],
    sourceBytes: number,
    signal: AbortSignal,
  ) {
    this.folder = place.folder;
    this.token = place.token;
    this.index = index;
    this.transaction = transaction;
    this.origin = origin;
    this.stages = stages;
    this.regions = geometries.map(writtenBox);
    this.sourceBytes = sourceBytes;
    this.signal = signal;
    this.verify = job.plan.settings.verify;
    this.manifest = job.plan.settings.manifest;
    this.ledger = new StoreLedger(transaction.output);
    this.histograms = transaction.output.channels.map(emptyHistogram);
    for (const entry of finished) {
      // Written by this program under the same fingerprint.
      const details = entry.details as UnitDetails;
      if (isVerifiedAlike(details, job.plan.settings)) this.add(entry.unit, entry.records, details);
    }
  }

  /**
   * Marks the folder that the store is written in, or goes on there; null when all was written before and only the marker had to
   * go. Errors: `exists`, `source-changed`, those of the sink; nothing else was written then.
   */
  static async begin(
    job: ConversionJob,
    reader: ImageReader,
    place: OutputPlace,
    watch: SourceWatch,
    index: number,
    workers: number,
    signal: AbortSignal,
  ): Promise<OutputWriter | null> {
    const output = job.plan.outputs[index]!;
    const scene = reader.description.scenes[output.scene];
    if (scene === undefined || scene.dtype !== output.sourceDtype) {
      throw new ZarrdropError("source-changed", "The file no longer has the image that was planned.", {
        file: reader.description.name,
        advice: "Add the file again.",
      });
    }
    const source = createReaderSource(reader, output);
    const beginning: StoreBeginning = {
      tool: TOOL,
      source: place.source,
      output,
      execution: {
        workers,
        blockShape: [...source.blockShape],
        changeTimes: watch.fingerprint.changeTimes,
      } satisfies Execution,
    };
    const transaction = await beginStore(await place.folder.sink(folderOf(output, place.token)), beginning, signal);
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
    const { settings } = job.plan;
    const origin = new OutputOrigin({ transaction, watch, stages, geometries, timeAxis: time, settings, signal });
    const finished = await origin.trustedUnits(reader, execution.changeTimes);
    return new OutputWriter(job, place, index, transaction, origin, finished, stages, geometries, sourceBytes, signal);
  }

  /** Units that can be done at the same time, at most. */
  get unitsAtOnce(): number {
    return Math.max(...this.stages.map((stage) => stage.length));
  }

  /**
   * Has the units done, checks the result and closes the store. Errors: the first of any unit; `corrupt` when a file does not
   * hold what was written to it, twice; `cancelled`. The store stays marked then.
   */
  async write(
    pool: WorkerPool,
    onEvent: (event: ConversionEvent) => void,
    onResult: (result: UnitResult) => void,
  ): Promise<OutputReport> {
    const { transaction, ledger } = this;
    const { output, journal } = transaction;
    const run: RunUnits = (stages) => this.run(pool, stages, onResult);
    const isOpen = ({ id }: WorkUnit): boolean => !this.counted.has(id);
    await run(this.stages.map((stage) => stage.filter(isOpen)));
    await journal.flush();
    onEvent({ kind: "verifying", output: this.index });
    await this.settle(run, () => this.damagedFiles());
    await transaction.makeDurable(ledger);
    for (const level of output.levels.keys()) await transaction.writeLevel(level);
    const statistics = this.histograms.map((histogram) => channelStatistics(histogram, output.dtype));
    const metadata = await transaction.writeRoot((before) =>
      output.time.append === false ? rootAttributes(output, statistics) : widenWindows(before, output, statistics),
    );
    const swept = await transaction.sweep(ledger, this.signal);
    const verification = this.verify === "none" ? null : await this.readBack(pool, run);
    await this.origin.lookAgain();
    await transaction.makeDurable(ledger);
    const manifest = await this.renewManifest();
    const report: OutputReport = {
      storeName: output.storeName,
      bytesWritten: ledger.bytesWritten + metadata.bytes,
      filesWritten: ledger.filesWritten + metadata.files,
      emptyChunks: ledger.emptyChunks,
      clippedValues: this.clippedValues,
      verification,
      skipped: false,
      ...(manifest === null ? {} : { manifest }),
      ...(swept === null ? {} : { swept }),
    };
    const { sink, marker } = transaction;
    await writeReceipt(this.folder, await makeReceipt(sink, output, { ...marker, verify: this.verify, report }));
    await transaction.commit();
    if (this.token !== null) await putInPlace(this.folder, output.storeName, this.token, marker, this.signal);
    return report;
  }

  private async run(
    pool: WorkerPool,
    stages: readonly WorkUnit[][],
    onResult: (result: UnitResult) => void,
  ): Promise<void> {
    const { journal } = this.transaction;
    for (const [at, stage] of stages.entries()) {
      await pool
        .run(stage, (result) => {
          const { unit, records, clippedValues, histograms } = result;
          const details: UnitDetails = { clippedValues, histograms, verify: this.verify, manifest: this.manifest };
          this.add(unit, records, details);
          journal.add({ unit, records, details });
          onResult(result);
        })
        .catch(async (thrown: unknown) => {
          if (at > 0) await this.retractUnitOf(asZarrdropError(thrown));
          throw thrown;
        });
    }
  }

  /** A further stage reads what the first wrote: whoever wrote a file that it could not decode has to do it again. */
  private async retractUnitOf({ kind, details }: ZarrdropError): Promise<void> {
    if (kind !== "corrupt") return;
    const { output, journal } = this.transaction;
    const found = details.file === undefined ? null : parseFilePath(output, details.file);
    if (found?.file == null || !this.ledger.isKnown(found.level, found.file)) return;
    await journal.retract([this.ledger.unitOf(found.level, found.file)]);
  }

  /** Writes the manifest, if it was asked for; an older one that speaks of another store goes. Its name, or null. */
  private async renewManifest(): Promise<string | null> {
    const { folder, ledger, signal } = this;
    const { sink, output } = this.transaction;
    if (this.manifest) {
      const content = { sink, output, ledger, sourceFingerprint: this.origin.sourceFingerprint };
      return writeManifest(folder, content, signal);
    }
    await removeOldManifest(folder, output.storeName);
    return null;
  }

  private damagedFiles(): Promise<StoreDamage[]> {
    const { sink, output } = this.transaction;
    return verifyFiles(sink, output, this.ledger, this.signal, this.regions);
  }

  /**
   * Opens the store by its own metadata, holds these against the plan, and has chunks read back; units whose chunks differ are
   * done again.
   */
  private async readBack(pool: WorkerPool, run: RunUnits): Promise<Verification> {
    const { sink, output } = this.transaction;
    const { checkMetadata } = await import("./readBack.ts");
    const reader = await checkMetadata(sink, output, this.signal);
    const checks = chosenChecks(output, this.ledger, this.verify);
    await this.settle(run, async () => {
      const files = this.redone.size === 0 ? [] : await this.damagedFiles();
      const now = chosenChecks(output, this.ledger, this.verify);
      const chunks = await pool.share(now, (worker, part) => worker.api.verify(this.index, part));
      return [...files, ...chunks.flat()];
    });
    return { reader, checkedChunks: checks.length, totalChunks: this.ledger.totalChunks };
  }

  /**
   * Has the units of damaged files done again, until there are none. They leave the journal first: wherever this ends, they
   * count as not done. What fails a second time is not the drive's mood. Errors: `corrupt` naming file and unit.
   */
  private async settle(run: RunUnits, find: () => Promise<StoreDamage[]>): Promise<void> {
    for (;;) {
      const damages = await find();
      if (damages.length === 0) return;
      const damaged = new Map(damages.map((damage) => [this.ledger.unitOf(damage.level, damage.file), damage]));
      const first = this.stages.findIndex((stage) => stage.some(({ id }) => damaged.has(id)));
      // What a further stage made of a damaged level is no better.
      const again = this.stages.map((stage, at) => stage.filter(({ id }) => damaged.has(id) || at > first));
      await this.transaction.journal.retract(again.flat().map(({ id }) => id));
      for (const [unit, damage] of damaged) {
        if (this.redone.has(unit)) throw damagedStore(damage, unit);
        this.redone.add(unit);
      }
      await this.transaction.hide();
      await run(again);
      await this.transaction.journal.flush();
      await this.transaction.show();
    }
  }

  private add(unit: number, records: UnitResult["records"], details: UnitDetails): void {
    this.ledger.add(unit, records);
    // A unit that is done again sees the same values.
    if (this.counted.has(unit)) return;
    this.counted.add(unit);
    this.clippedValues += details.clippedValues;
    details.histograms.forEach((packed, channel) => {
      const sum = this.histograms[channel];
      if (sum !== undefined) addPacked(sum, packed);
    });
  }
}

/** True when an earlier run checked a unit as this one wants it: took the same checksums and decoded the same chunks. */
function isVerifiedAlike({ verify, manifest }: UnitDetails, wanted: Settings): boolean {
  const hasChecksums = manifest || verify === "all" || !wanted.manifest;
  return hasChecksums && (wanted.verify === "none" || verify === wanted.verify);
}

/** The name of the folder that an output is written in. */
export function folderOf({ storeName }: OutputPlan, token: string | null): string {
  return token === null ? storeName : newNameOf(storeName, token);
}
