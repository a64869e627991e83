import { itemSize } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { whileWaiting } from "../../model/lifeSigns.ts";
import { VERSION } from "../../model/version.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import type { LevelChunks } from "../../plan/chunkNotes.ts";
import type { ConversionEvent, ConversionJob, OutputReport, Verification } from "../../plan/job.ts";
import { rootAttributes } from "../../plan/metadata/ngff.ts";
import { provenanceOf, withProvenance } from "../../plan/metadata/provenance.ts";
import { widenWindows } from "../../plan/metadata/widenWindows.ts";
import type { OutputPlan, Plan } from "../../plan/plan.ts";
import { chosenChecks } from "../../store/sampledChunks.ts";
import type { StoreDamage } from "../../store/storeDamage.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { isObject } from "../../model/untrustedJson.ts";
import type { ImagesFolder } from "../../store/hierarchy/imagesFolder.ts";
import { manifestOfStore } from "../../store/manifestOfStore.ts";
import { makeReceipt, writeReceipt } from "../../store/place/receipt.ts";
import { putInPlace } from "../../store/replacement/putInPlace.ts";
import { newNameOf } from "../../store/replacement/replacementNames.ts";
import { beginStore, type StoreBeginning, type StoreTransaction } from "../../store/storeTransaction.ts";
import { verifyFiles } from "../../store/verify.ts";
import { blockInView, shapeInView } from "../../plan/layout/viewOrder.ts";
import { levelGeometries, writtenBox } from "../../plan/layout/levelGeometry.ts";
import { removeOldManifest, writeManifest } from "./manifests.ts";
import { OutputOrigin } from "./outputOrigin.ts";
import { OutputUnits } from "./outputUnits.ts";
import { planStages } from "../walk/planUnits.ts";
import type { SourceWatch } from "./sourceWatch.ts";
import type { UnitResult } from "../worker/unitRunner.ts";
import type { WorkerPool } from "./workerPool.ts";

/** Name and version that stand in the marker of an unfinished store. */
export const TOOL = `zarrdrop ${VERSION}`;

/** What decides how the work is cut; a conversion that goes on must cut it as its first run did. */
type Execution = {
  workers: number;
  blockShape: number[];
  /** Times of change of the source's files at the first run (`SourceFingerprint`). */
  changeTimes: string | null;
};

/** Where an output is written. */
type OutputPlace = {
  /** What tells the scene's source from another one. */
  source: Record<string, unknown>;
} & (
  | {
      folder: DestinationFolder;
      /** Of the replacement that it is, or null: it is written in its place. */
      token: string | null;
    }
  /** A part of a hierarchy, which is replaced as a whole. */
  | { folder: ImagesFolder; token: null }
);

/** All that an output needs on its way from the marker to the marker's removal. */
type Parts = {
  index: number;
  place: OutputPlace;
  pool: WorkerPool;
  transaction: StoreTransaction;
  origin: OutputOrigin;
  units: OutputUnits;
  /** The box of each level that is written. */
  regions: readonly Region[];
  plan: Plan;
  /** Decoded bytes of the source that this output needs. */
  sourceBytes: number;
  signal: AbortSignal;
};

/** The output that is written, of which job, from what. */
export type OutputWork = {
  job: ConversionJob;
  pool: WorkerPool;
  watch: SourceWatch;
  /** Of the output in the job's plan. */
  index: number;
  workers: number;
  signal: AbortSignal;
};

/** The coordinator's side of one output: from the marker, over the units and the verification, to the marker's removal. */
export class OutputWriter {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Marks the folder that the store is written in, or goes on there; null when all was written before and only the
   * marker had to go.
   * @throws `exists`, `source-changed`, those of the sink; nothing else was written then
   */
  static async begin(work: OutputWork, place: OutputPlace): Promise<OutputWriter | null> {
    const { job, pool, watch, index, workers, signal } = work;
    const output = job.plan.outputs[index]!;
    const scene = job.description.scenes[output.scene]!;
    const shape = shapeInView(output, scene.shape);
    const beginning: StoreBeginning = {
      tool: TOOL,
      source: place.source,
      output,
      execution: {
        workers,
        blockShape: blockInView(output.view, scene, shape),
        changeTimes: watch.fingerprint.changeTimes,
      } satisfies Execution,
    };
    const transaction = await beginStore(await place.folder.sink(folderOf(output, place.token)), beginning, signal);
    if (transaction.isWritten) {
      await transaction.commit();
      return null;
    }
    const execution = executionOf(transaction.execution, output);
    const geometries = levelGeometries(output);
    const stages = planStages(index, output, geometries, execution.blockShape, execution.workers);
    const sourceBytes = sizeOfShape(shape) * itemSize(scene.dtype);
    const { plan } = job;
    const { settings } = plan;
    const origin = new OutputOrigin({ index, transaction, pool, watch, stages, settings, signal });
    const finished = await origin.trustedUnits(execution.changeTimes);
    const units = new OutputUnits(transaction, stages, settings, finished);
    const regions = geometries.map(writtenBox);
    return new OutputWriter({ index, place, pool, transaction, origin, units, regions, plan, sourceBytes, signal });
  }

  /** Units that can be done at the same time, at most. */
  get unitsAtOnce(): number {
    return this.#parts.units.atOnce;
  }

  /** How the output is cut, and what is not done of it. */
  get stages(): OutputUnits["stages"] {
    return this.#parts.units.stages;
  }

  /** Decoded bytes of all levels that an earlier run wrote. */
  get bytesDone(): number {
    const { units, transaction } = this.#parts;
    return units.valuesDone * itemSize(transaction.output.dtype);
  }

  /** Chunks and shards on disk, of all runs. */
  get written(): { bytes: number; files: number } {
    const { bytesWritten, filesWritten } = this.#parts.units.ledger;
    return { bytes: bytesWritten, files: filesWritten };
  }

  /** Chunks that units wrote that are done, of all runs. */
  get chunksDone(): LevelChunks[] {
    return this.#parts.units.chunksDone;
  }

  /** Decoded bytes of the source that this output needs. */
  get sourceBytes(): number {
    return this.#parts.sourceBytes;
  }

  /**
   * Has the units done, checks the result and closes the store. The store stays marked then.
   * @throws the first of any unit; `corrupt` when a file does not hold what was written to it, twice; `cancelled`
   */
  async write(
    onEvent: (event: ConversionEvent) => void,
    onResult: (result: UnitResult) => void,
  ): Promise<OutputReport> {
    const { index, place, pool, transaction, origin, units, plan, signal } = this.#parts;
    const { settings } = plan;
    const { output, sink, marker } = transaction;
    const { ledger } = units;
    await units.finish(pool, onResult);
    onEvent({ kind: "verifying", output: index });
    await units.settle(pool, onResult, () => this.#damagedFiles());
    await transaction.makeDurable(ledger);
    for (const level of output.levels.keys()) await transaction.writeLevel(level);
    const statistics = units.statistics();
    const metadata = await transaction.writeRoot((before) => {
      const attributes =
        output.time.append === false ? rootAttributes(output, statistics) : widenWindows(before, output, statistics);
      return settings.provenance
        ? withProvenance(attributes, provenanceOf(plan, origin.sourceFingerprint))
        : attributes;
    });
    const swept = await transaction.sweep(ledger, signal);
    const verification = settings.verify === "none" ? null : await this.#readBack(onResult);
    await origin.lookAgain();
    await transaction.makeDurable(ledger);
    const manifest = await this.#renewManifest();
    const report: OutputReport = {
      storeName: output.storeName,
      bytesWritten: ledger.bytesWritten + metadata.bytes,
      filesWritten: ledger.filesWritten + metadata.files,
      emptyChunks: ledger.emptyChunks,
      clippedValues: units.clippedValues,
      verification,
      skipped: false,
      ...(manifest === null ? {} : { manifest }),
      ...(swept === null ? {} : { swept }),
    };
    await writeReceipt(place.folder, await makeReceipt(sink, output, { ...marker, verify: settings.verify, report }));
    await transaction.commit();
    if (place.token !== null) await putInPlace(place.folder, output.storeName, place.token, marker, signal);
    return report;
  }

  /** Writes the manifest, if it was asked for; an older one that speaks of another store goes. Its name, or null. */
  async #renewManifest(): Promise<string | null> {
    const { place, transaction, origin, units, plan, signal } = this.#parts;
    const { sink, output } = transaction;
    if (plan.settings.manifest) {
      const content = { sink, output, ledger: units.ledger, sourceFingerprint: origin.sourceFingerprint };
      return writeManifest(place.folder, output.storeName, await manifestOfStore(content, signal), signal);
    }
    await removeOldManifest(place.folder, output.storeName);
    return null;
  }

  #damagedFiles(): Promise<StoreDamage[]> {
    const { transaction, units, regions, signal } = this.#parts;
    return verifyFiles(transaction.sink, transaction.output, units.ledger, regions, signal);
  }

  /**
   * Opens the store by its own metadata, holds these against the plan, and has chunks read back; units whose chunks differ are
   * done again.
   */
  async #readBack(onResult: (result: UnitResult) => void): Promise<Verification> {
    const { index, pool, transaction, units, plan, signal } = this.#parts;
    const { sink, output } = transaction;
    const { checkMetadata } = await whileWaiting("disk", import("../worker/readBack.ts"));
    const reader = await checkMetadata(sink, output, signal);
    const checks = chosenChecks(output, units.ledger, plan.settings.verify);
    await units.settle(pool, onResult, async () => {
      const files = units.hasRedone ? await this.#damagedFiles() : [];
      const now = chosenChecks(output, units.ledger, plan.settings.verify);
      const chunks = await pool.share(now, `the reading back of ${output.storeName}`, (api, part) =>
        api.verify(index, part),
      );
      return [...files, ...chunks.flat()];
    });
    return { reader, checkedChunks: checks.length, totalChunks: units.ledger.totalChunks };
  }
}

/** The name of the folder that a store is written in. */
export function folderOf({ storeName }: Pick<OutputPlan, "storeName">, token: string | null): string {
  return token === null ? storeName : newNameOf(storeName, token);
}

/**
 * How the work was cut when the output was begun: as given to `beginStore`, or as its marker says.
 * @throws `exists` where that says nothing
 */
export function executionOf(execution: unknown, { storeName }: OutputPlan): Execution {
  const isCut = (value: unknown): value is Execution =>
    isObject(value) &&
    areCounts([value.workers]) &&
    areCounts(value.blockShape) &&
    (value.changeTimes === null || typeof value.changeTimes === "string");
  if (isCut(execution)) return execution;
  throw new ZarrdropError("exists", `${storeName} holds an unfinished image, and it does not say how far it came.`, {
    setting: "existing",
    file: storeName,
    safe: "Nothing was changed.",
    advice: "Have it replaced, or choose another name.",
  });
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count > 0);
}
