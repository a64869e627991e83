import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import { sizeOfShape } from "../../model/region.ts";
import { addRun, type ChunkRuns, type LevelChunks } from "../../plan/chunkNotes.ts";
import { levelGeometries } from "../../plan/layout/levelGeometry.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { isObject } from "../../model/untrustedJson.ts";
import type { JournalEntry } from "../../store/journal.ts";
import { parseFilePath } from "../../store/levelFilePaths.ts";
import { damagedStore, type StoreDamage } from "../../store/storeDamage.ts";
import { StoreLedger } from "../../store/storeLedger.ts";
import type { StoreTransaction } from "../../store/storeTransaction.ts";
import type { UnitResult } from "../worker/unitRunner.ts";
import { boxesTouching, chunkGrid, linearIndex } from "../../zarr/chunkGrid.ts";
import { addPacked, channelStatistics, emptyHistogram } from "../worker/valueHistogram.ts";
import type { WorkerPool } from "./workerPool.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

/** What decides how chunks are checked. */
export type Checks = Pick<Settings, "verify" | "manifest">;

/** What the journal keeps of a unit beside its files: its figures, how its chunks were checked, and of which checksums were kept. */
type UnitDetails = Pick<UnitResult, "clippedValues" | "histograms"> & Checks;

/** What the journal keeps of a unit that is done. */
export function journalEntryOf(result: UnitResult, { verify, manifest }: Checks): JournalEntry {
  const { unit, records, clippedValues, histograms } = result;
  const details: UnitDetails = { clippedValues, histograms, verify, manifest };
  return { unit, records, details };
}

type OnResult = (result: UnitResult) => void;

/** The units of one output: which are done, what they wrote and saw, and those that have to be done again. */
export class OutputUnits {
  /** What the units wrote, of all runs. */
  readonly ledger: StoreLedger;
  readonly #transaction: StoreTransaction;
  readonly #stages: readonly WorkUnit[][];
  readonly #checks: Checks;
  readonly #histograms;
  #clippedValues = 0;
  /** Units that are done and whose values are in the statistics. */
  readonly #counted = new Set<number>();
  /** Units that were done again because their files turned out to be damaged. */
  readonly #redone = new Set<number>();

  /** `finished`: units of an earlier run; those that were checked in another way are done again. */
  constructor(
    transaction: StoreTransaction,
    stages: readonly WorkUnit[][],
    checks: Checks,
    finished: readonly JournalEntry[],
  ) {
    this.#transaction = transaction;
    this.#stages = stages;
    this.#checks = checks;
    this.ledger = new StoreLedger(transaction.output);
    const { channels, dtype } = transaction.output;
    this.#histograms = channels.map(() => emptyHistogram(dtype));
    for (const entry of finished) {
      const { details } = entry;
      if (isUnitDetails(details) && isCheckedAlike(details, checks)) this.#add(entry.unit, entry.records, details);
    }
  }

  /** Units that can be done at the same time, at most. */
  get atOnce(): number {
    return Math.max(...this.#stages.map((stage) => stage.length));
  }

  /** Of each stage: how many units it has, and which of them nobody has done. */
  get stages(): { count: number; open: number[] }[] {
    return this.#stages.map((stage) => ({
      count: stage.length,
      open: stage.flatMap(({ id }, at) => (this.#counted.has(id) ? [] : [at])),
    }));
  }

  /** Values of all levels that the units that are done wrote. */
  get valuesDone(): number {
    const done = this.#stages.flat().filter(({ id }) => this.#counted.has(id));
    return done.reduce((sum, unit) => sum + valuesOf(unit), 0);
  }

  /** The chunks that these wrote. */
  get chunksDone(): LevelChunks[] {
    const done = this.#stages.flat().filter(({ id }) => this.#counted.has(id));
    return levelGeometries(this.#transaction.output).map(({ level: { shape, chunkShape }, offset }, level) => {
      const grid = chunkGrid(shape, chunkShape);
      const written: ChunkRuns = [];
      for (const { firstLevel, owned } of done) {
        const box = owned[level - firstLevel];
        if (box == null) continue;
        const start = box.start.map((from, axis) => from + offset[axis]!);
        for (const index of boxesTouching(grid, { start, shape: box.shape }))
          addRun(written, linearIndex(index, grid.counts), 1);
      }
      return { level, written, checked: [] };
    });
  }

  /** Values that a dtype override changed. */
  get clippedValues(): number {
    return this.#clippedValues;
  }

  /** True when a unit was done again. */
  get hasRedone(): boolean {
    return this.#redone.size > 0;
  }

  /** Of the values of level 0, per channel. */
  statistics() {
    return this.#histograms.map(channelStatistics);
  }

  /**
   * Has all units done that are not; they are in the journal then.
   * @throws the first of any unit; `cancelled`
   */
  async finish(pool: WorkerPool, onResult: OnResult): Promise<void> {
    const open = this.#stages.map((stage) => stage.filter(({ id }) => !this.#counted.has(id)));
    await this.#run(pool, open, onResult);
    await this.#transaction.journal.flush();
  }

  /**
   * Has the units of damaged files done again, until `find` finds none. They leave the journal first: wherever this
   * ends, they count as not done. What fails a second time is not the drive's mood.
   * @throws `corrupt` naming file and unit
   */
  async settle(pool: WorkerPool, onResult: OnResult, find: () => Promise<StoreDamage[]>): Promise<void> {
    const { journal } = this.#transaction;
    for (;;) {
      const damages = await find();
      if (damages.length === 0) return;
      const damaged = new Map(damages.map((damage) => [this.ledger.unitOf(damage.level, damage.file), damage]));
      const first = this.#stages.findIndex((stage) => stage.some(({ id }) => damaged.has(id)));
      // What a further stage made of a damaged level is no better.
      const again = this.#stages.map((stage, at) => stage.filter(({ id }) => damaged.has(id) || at > first));
      await journal.retract(again.flat().map(({ id }) => id));
      for (const [unit, damage] of damaged) {
        if (this.#redone.has(unit)) throw damagedStore(damage, unit);
        this.#redone.add(unit);
      }
      await this.#transaction.hide();
      await this.#run(pool, again, onResult);
      await journal.flush();
      await this.#transaction.show();
    }
  }

  async #run(pool: WorkerPool, stages: readonly WorkUnit[][], onResult: OnResult): Promise<void> {
    const { journal } = this.#transaction;
    for (const [at, stage] of stages.entries()) {
      await pool
        .run(stage, (result) => {
          this.#add(result.unit, result.records, result);
          journal.add(journalEntryOf(result, this.#checks));
          onResult(result);
        })
        .catch(async (thrown: unknown) => {
          if (at > 0) await this.#retractUnitOf(asZarrdropError(thrown));
          throw thrown;
        });
    }
  }

  /** A further stage reads what the first wrote: whoever wrote a file that it could not decode has to do it again. */
  async #retractUnitOf({ kind, details }: ZarrdropError): Promise<void> {
    if (kind !== "corrupt") return;
    const { output, journal } = this.#transaction;
    const found = details.file === undefined ? null : parseFilePath(output, details.file);
    if (found?.file == null || !this.ledger.isKnown(found.level, found.file)) return;
    await journal.retract([this.ledger.unitOf(found.level, found.file)]);
  }

  #add(unit: number, records: UnitResult["records"], details: Pick<UnitDetails, "clippedValues" | "histograms">): void {
    this.ledger.add(unit, records);
    // A unit that is done again sees the same values.
    if (this.#counted.has(unit)) return;
    this.#counted.add(unit);
    this.#clippedValues += details.clippedValues;
    details.histograms.forEach((packed, channel) => {
      const sum = this.#histograms[channel];
      if (sum !== undefined) addPacked(sum, packed);
    });
  }
}

function valuesOf({ owned }: WorkUnit): number {
  return owned.reduce((sum, region) => sum + (region === null ? 0 : sizeOfShape(region.shape)), 0);
}

/** Whether what a journal holds are details of a unit, as far as they are counted; what they say has no other use. */
function isUnitDetails(value: unknown): value is UnitDetails {
  const areNumbers = (list: unknown): boolean => Array.isArray(list) && list.every(Number.isFinite);
  return (
    isObject(value) &&
    Number.isSafeInteger(value.clippedValues) &&
    Array.isArray(value.histograms) &&
    value.histograms.every(
      (packed) =>
        isObject(packed) &&
        areNumbers(packed.bins) &&
        areNumbers(packed.counts) &&
        (packed.range === null || (isObject(packed.range) && areNumbers([packed.range.min, packed.range.max]))),
    )
  );
}

/** True when an earlier run checked a unit as this one wants it: took the same checksums and decoded the same chunks. */
function isCheckedAlike({ verify, manifest }: UnitDetails, wanted: Checks): boolean {
  const hasChecksums = manifest || verify === "all" || !wanted.manifest;
  return hasChecksums && (wanted.verify === "none" || verify === wanted.verify);
}
