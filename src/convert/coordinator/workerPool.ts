import { raceAbort, throwIfAborted } from "../../bytes/abort.ts";
import { asZarrdropError, ZarrdropError } from "../../model/errors.ts";
import type { JobPause } from "./jobPause.ts";
import { type MemberTask, PoolMember } from "./poolMember.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlacedJob } from "../worker/placedJob.ts";
import type { UnitResult } from "../worker/unitRunner.ts";
import type { UnitWorkerApi } from "../worker/unitWorker.ts";
import { unitText } from "./unitText.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

export type { SpawnedWorker, SpawnWorker } from "./poolMember.ts";

/** Who works on which plan; `count`: how many share the memory budget. */
export type PoolTask = MemberTask & {
  plan: Plan;
  count: number;
  /** Between two units. */
  pause: JobPause;
};

/**
 * The threads of one job. Units are handed out one at a time, in order, to whoever is free; the first failure stops all. A thread that is lost
 * is replaced, and what it did is done once more (`PoolMember`).
 */
export class WorkerPool {
  readonly #members: PoolMember[];
  readonly #plan: Plan;
  readonly #signal: AbortSignal;
  readonly #pause: JobPause;
  /** The end of what was asked last. */
  #asked: Promise<unknown> = Promise.resolve();

  /** No thread is there before the first call to it. `onWaiting`: whether any of them waits for a disk for long. */
  constructor({ plan, count, pause, ...task }: PoolTask, signal: AbortSignal) {
    const memberTask = { ...task, onWaiting: countedWaiting(task.onWaiting) };
    this.#members = Array.from({ length: count }, () => new PoolMember(memberTask));
    this.#plan = plan;
    this.#signal = signal;
    this.#pause = pause;
  }

  /**
   * Gives the threads their job: until then they only look at files. The first opens it at once: what cannot be opened is known before
   * anything is written.
   * @throws those of opening
   */
  async place(job: PlacedJob): Promise<void> {
    for (const member of this.#members) member.place(job);
    await this.ask(() => Promise.resolve(), "its beginning");
  }

  /**
   * Starts the other threads, so that there are no more than `most`; each opens the job.
   * @throws those of opening
   */
  async open(most: number): Promise<void> {
    // None of these was asked anything yet: that is for the first alone.
    this.#members.splice(Math.max(1, most));
    await Promise.all(this.#members.map((member) => raceAbort(member.open(), this.#signal)));
  }

  /**
   * Makes a call in the first thread, after those that were asked before. `where`: what is done, in words that follow "at".
   * @throws those of the call
   */
  ask<Result>(call: (api: UnitWorkerApi) => Promise<Result>, where: string): Promise<Result> {
    const isWanted = (): boolean => !this.#signal.aborted;
    const answer = this.#asked.then(() => raceAbort(this.#members[0]!.call(call, where, isWanted), this.#signal));
    this.#asked = answer.catch(() => {});
    return answer;
  }

  /**
   * Runs all units; resolves when the last is on disk.
   * @throws the first that any unit had
   */
  async run(units: readonly WorkUnit[], onResult: (result: UnitResult) => Promise<void> | void): Promise<void> {
    let next = 0;
    let failure: ZarrdropError | null = null;
    const isWanted = (): boolean => failure === null && !this.#signal.aborted;
    const fail = (thrown: unknown): void => {
      // The others would go on with their units for nothing: they are told to stop, and the first failure is the one that counts.
      failure ??= asZarrdropError(thrown);
      for (const member of this.#members) member.cancel();
    };
    const work = async (member: PoolMember): Promise<void> => {
      const writing = new Set<Promise<void>>();
      while (next < units.length && isWanted()) {
        await this.#pause.over();
        const unit = units[next++];
        // Others took the last ones meanwhile, or nothing is wanted any more.
        if (unit === undefined || !isWanted()) break;
        const { handedOver, result } = member.run(unit, unitText(this.#plan, unit), isWanted);
        const written = result
          .then(onResult)
          .catch(fail)
          .finally(() => writing.delete(written));
        writing.add(written);
        // The next unit is read while the files of this one are written.
        await handedOver;
      }
      await Promise.all(writing);
    };
    await Promise.all(this.#members.map((member) => raceAbort(work(member), this.#signal).catch(fail)));
    throwIfAborted(this.#signal);
    // Set by a member, which the compiler does not follow.
    const failed = failure as ZarrdropError | null;
    if (failed !== null) throw failed;
  }

  /** Cuts a list into one part per worker and has all parts done at once; what the workers gave back, by worker. `where`: what is done, in words that follow "at". */
  async share<Item, Result>(
    items: readonly Item[],
    where: string,
    call: (api: UnitWorkerApi, part: Item[]) => Promise<Result>,
  ): Promise<Result[]> {
    const count = this.#members.length;
    const isWanted = (): boolean => !this.#signal.aborted;
    return Promise.all(
      this.#members.slice(0, items.length).map((member, at) => {
        const part = items.filter((_, index) => index % count === at);
        return raceAbort(
          member.call((api) => call(api, part), where, isWanted),
          this.#signal,
        );
      }),
    );
  }

  /** Lets all threads put away what they hold. Never rejects. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }

  /** Ends the threads, whatever they do. Resolves when they are gone, or cannot be ended. */
  async terminate(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.terminate()));
  }
}

/** Of several that wait and get on, one word: whether any waits. */
function countedWaiting(tell: (isWaiting: boolean) => void): (isWaiting: boolean) => void {
  let waiting = 0;
  return (isWaiting) => {
    waiting += isWaiting ? 1 : -1;
    if (waiting === (isWaiting ? 1 : 0)) tell(isWaiting);
  };
}
