import { ZarrdropError } from "../../model/errors.ts";
import { levelGeometries } from "../../plan/layout/levelGeometry.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { type JournalEntry, openSharedJournal, readJournal, soundEntries } from "../../store/journal.ts";
import { filePath } from "../../store/levelFilePaths.ts";
import type { Sink } from "../../store/sink.ts";
import { readMarker, storeFingerprint } from "../../store/storeMarker.ts";
import type { LockedJob } from "../coordinator/lockedJob.ts";
import { journalEntryOf } from "../coordinator/outputUnits.ts";
import { executionOf } from "../coordinator/outputWriter.ts";
import { sourceFacts } from "../coordinator/sourceFacts.ts";
import { planStages } from "../walk/planUnits.ts";
import type { WorkUnit } from "../walk/workUnit.ts";
import type { UnitResult } from "../worker/unitRunner.ts";
import type { DistributedOutput } from "./distributedJob.ts";

/** One output as one of the many processes that write it sees it: it has its marker, and others are at work in it. */
export class SharedOutput {
  readonly stages: readonly WorkUnit[][];
  readonly #locked: LockedJob;
  readonly #output: OutputPlan;
  readonly #sink: Sink;
  readonly #fingerprint: string;
  readonly #done: JournalEntry[] = [];

  private constructor(locked: LockedJob, output: OutputPlan, sink: Sink, begun: Begun) {
    this.#locked = locked;
    this.#output = output;
    this.#sink = sink;
    this.#fingerprint = begun.fingerprint;
    this.stages = begun.stages;
  }

  /**
   * Nothing is changed.
   * @throws `exists` where the store is not what was begun; `source-changed`; those of the destination
   */
  static async open(
    locked: LockedJob,
    index: number,
    { folder, fingerprint }: DistributedOutput,
  ): Promise<SharedOutput> {
    const { job, watch } = locked;
    const output = job.plan.outputs[index]!;
    const { storeName } = output;
    const sink = await locked.folder.sink(folder);
    const found = await readMarker(sink);
    if (found.kind !== "marker" || found.marker.fingerprint !== fingerprint) {
      throw new ZarrdropError("exists", `${folder} is not the unfinished image of this job.`, {
        file: folder,
        safe: "Nothing was changed.",
        advice: "It may be whole already, or have been replaced. Where it is to be made, begin the job anew.",
      });
    }
    const facts = sourceFacts(job.description, watch.fingerprint);
    // What decides the bytes, as this process sees it: source and plan.
    if ((await storeFingerprint(facts(output.scene), output)) !== fingerprint) {
      throw new ZarrdropError("source-changed", `${job.description.name} is not what it was when the job was begun.`, {
        file: storeName,
        files: [job.description.name],
        safe: "Nothing was changed; the output is marked as incomplete.",
        advice: "Have the incomplete output replaced, or choose another folder or name.",
      });
    }
    const { blockShape, workers } = executionOf(found.marker.execution, output);
    const stages = planStages(index, output, levelGeometries(output), blockShape, workers);
    return new SharedOutput(locked, output, sink, { fingerprint, stages });
  }

  /**
   * Makes sure that all units before a stage are done: it reads what they wrote, and what is not there would count as empty.
   * @throws `setting` naming how many are missing; those of the destination
   */
  async refuseBefore(stage: number): Promise<void> {
    const needed = this.stages.slice(0, stage).flat();
    if (needed.length === 0) return;
    const { entries } = await readJournal(this.#sink, this.#fingerprint);
    const ids = new Set(needed.map(({ id }) => id));
    const before = entries.filter(({ unit }) => ids.has(unit));
    const done = await soundEntries(this.#sink, this.#output, before);
    if (done.length === needed.length) return;
    const missing = needed.length - done.length;
    throw new ZarrdropError(
      "setting",
      `${missing} of the ${needed.length} units of ${this.#output.storeName} that these build upon are not done.`,
      { setting: "units", safe: "Nothing was changed.", advice: "Do the round before first." },
    );
  }

  /**
   * Has units of a stage done. Their files are sure to survive this machine then; they count only after `record`.
   * @throws the first of any unit; `cancelled`
   */
  async run(units: readonly WorkUnit[], onResult: (result: UnitResult) => void): Promise<void> {
    const { pool, job } = this.#locked;
    await pool.run(units, async (result) => {
      const paths = result.records.flatMap(({ level, files, fileBytes }) =>
        files.filter((_, at) => fileBytes[at]! > 0).map((file) => filePath(this.#output, level, file)),
      );
      // Whoever commits cannot ask another machine to do this.
      await this.#sink.sync(paths);
      this.#done.push(journalEntryOf(result, job.plan.settings));
      onResult(result);
    });
  }

  /**
   * Writes down what was done, a file for each unit: many in one could be larger than what is read of a journal's file.
   * @throws those of the destination
   */
  async record(): Promise<void> {
    if (this.#done.length === 0) return;
    const journal = await openSharedJournal(this.#sink, this.#fingerprint, this.#locked.lock.token);
    for (const entry of this.#done.splice(0)) {
      journal.add(entry);
      await journal.flush();
    }
  }
}

type Begun = { fingerprint: string; stages: readonly WorkUnit[][] };
