import { asZarrdropError } from "../../model/errors.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { JournalEntry } from "../../store/journal.ts";
import type { LevelRecord } from "../../store/levelRecord.ts";
import { StoreLedger } from "../../store/storeLedger.ts";
import type { StoreTransaction } from "../../store/storeTransaction.ts";
import { findWrongSizes } from "../../store/verify.ts";
import { errorFromWire } from "../../protocol/errorTransfer.ts";
import type { Compared, ComparisonRequest } from "../worker/compareWithSource.ts";
import type { SourceWatch } from "./sourceWatch.ts";
import type { WorkUnit } from "../walk/workUnit.ts";
import type { WorkerPool } from "./workerPool.ts";

/** What an output is made of, and how. */
type Origin = {
  /** Of the output in the job's plan. */
  index: number;
  transaction: StoreTransaction;
  pool: WorkerPool;
  watch: SourceWatch;
  stages: readonly WorkUnit[][];
  settings: Settings;
  signal: AbortSignal;
};

/** Makes sure that an output is made of one state of its source, in however many runs. */
export class OutputOrigin {
  readonly #origin: Origin;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** Of the state of the source that the output is made of. */
  get sourceFingerprint(): string {
    return this.#origin.watch.fingerprint.digest;
  }

  /**
   * Units that an earlier run finished, of which the files are there and the source, as it is now, gives the same.
   * Those of which files were damaged since leave the journal: they say nothing of the source. `changeTimes`: those of
   * the source at the first run.
   * @throws `source-changed`, unless all is to be replaced: then what was done is struck out of the journal
   */
  async trustedUnits(changeTimes: string | null): Promise<readonly JournalEntry[]> {
    const { transaction, watch, stages, settings } = this.#origin;
    const { finished, output, journal } = transaction;
    if (finished.length === 0) return finished;
    const damaged = await this.#damagedUnits();
    // What nobody touched cannot be another; what was touched without a trace in size and time can be another anywhere.
    const extent = settings.verify === "all" || watch.wasTouched(changeTimes) ? "all" : "sample";
    const ids = new Set(finished.map(({ unit }) => unit).filter((unit) => !damaged.has(unit)));
    const units = stages[0]!.filter(({ id }) => ids.has(id));
    const checksums = checksumsOf(finished.flatMap((entry) => entry.records));
    const found = await this.#compare({ units, checksums, extent }, false);
    if (found.differs === null) {
      for (const unit of found.damaged.keys()) damaged.add(unit);
      if (damaged.size > 0) await journal.retract([...damaged]);
      return finished.filter(({ unit }) => !damaged.has(unit));
    }
    if (settings.existing !== "replace") throw watch.changedSince(output.storeName, found.differs);
    await journal.retract(finished.map(({ unit }) => unit));
    return [];
  }

  /** Units of an earlier run of which a file has not the size that was written. */
  async #damagedUnits(): Promise<Set<number>> {
    const { transaction, signal } = this.#origin;
    const { finished, output, sink } = transaction;
    const ledger = new StoreLedger(output);
    for (const { unit, records } of finished) ledger.add(unit, records);
    const damages = await findWrongSizes(sink, output, ledger, signal);
    return new Set(damages.map(({ level, file }) => ledger.unitOf(level, file)));
  }

  /**
   * Looks at the source again when all is written and verified.
   * @throws `source-changed`; nothing that was done counts any more then
   */
  async lookAgain(): Promise<void> {
    const { transaction, watch, stages } = this.#origin;
    try {
      if ((await watch.lookAgain()) === "same") return;
      const request = { units: stages[0]!, checksums: new Map<number, number>(), extent: "all" } as const;
      const { differs, damaged } = await this.#compare(request, true);
      if (differs !== null) throw watch.changedWhileRead(null);
      for (const error of damaged.values()) {
        await transaction.journal.retract([...damaged.keys()]);
        throw errorFromWire(error);
      }
    } catch (thrown) {
      // Put back as it was, the source would have the fingerprint under which these units stand.
      if (asZarrdropError(thrown).kind === "source-changed") {
        await transaction.journal.retract(stages.flat().map(({ id }) => id));
      }
      throw thrown;
    }
  }

  /** Chunks of level 0 held against the source, which a thread of the pool has open. */
  #compare(request: ComparisonRequest, isAnew: boolean): Promise<Compared> {
    const { index, pool, transaction } = this.#origin;
    const where = `the comparison of ${transaction.output.storeName} with the source`;
    return pool.ask((api) => api.compare(index, request, isAnew), where);
  }
}

/** By number of the chunk of level 0. */
function checksumsOf(records: readonly LevelRecord[]): Map<number, number> {
  const checksums = new Map<number, number>();
  for (const { level, chunks, checksums: taken } of records) {
    if (level === 0) chunks.forEach((chunk, at) => checksums.set(chunk, taken[at]!));
  }
  return checksums;
}
