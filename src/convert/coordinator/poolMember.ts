import { ZarrdropError } from "../../model/errors.ts";
import { endsWithin } from "../../bytes/endsWithin.ts";
import type { OutputChunks } from "../../plan/chunkNotes.ts";
import { lostTwice } from "../../protocol/workerLost.ts";
import type { PlacedJob } from "../worker/placedJob.ts";
import type { UnitResult } from "../worker/unitRunner.ts";
import type { UnitWorkerApi } from "../worker/unitWorker.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

/** A thread that runs `createUnitWorker()`, however the platform makes one. */
export type SpawnedWorker = {
  api: UnitWorkerApi;
  /** Rejects with `worker-lost` when the thread is gone or hangs; never resolves. */
  lost: Promise<never>;
  /** Ends the thread whatever it does; resolves when nothing of it is carried out any more. */
  terminate(): void | Promise<void>;
};

/** `onWaiting`: told when the thread waits for a disk for long, and when it got on. */
export type SpawnWorker = (onWaiting: (isWaiting: boolean) => void) => SpawnedWorker;

/** What members of a pool are made of, and what they tell. */
export type MemberTask = {
  spawn: SpawnWorker;
  onProgress: (bytes: number) => void;
  onChunks: (told: readonly OutputChunks[]) => void;
  onWaiting: (isWaiting: boolean) => void;
};

/** Milliseconds in which an ended thread must be gone. One that hangs in a call to the system cannot be ended. */
const LEAVING = 10_000;

/**
 * One place of a pool, with a thread in it. A thread that is lost is ended and another takes its place, once for each call: the call is made
 * again there. Nothing of the old thread is under way then on Node, where ending waits for its last write. A page has no way to wait, and what
 * the browser had been told to close may still appear: whole, under its own name, and with the bytes that the new thread writes there again,
 * for units are deterministic and files appear as a whole (`DirectoryHandleSink`).
 */
export class PoolMember {
  readonly #task: MemberTask;
  #worker: SpawnedWorker | null = null;
  /** What each thread opens before it works. */
  #job: PlacedJob | null = null;
  /** Of the thread: resolves when the job is opened in it. */
  #opening: Promise<void> = Promise.resolve();
  /** Of the thread that was ended last: whether it is gone. */
  #leaving: Promise<boolean> = Promise.resolve(true);
  /** Calls under way, in the order in which they were made. */
  readonly #calls = new Set<Call>();
  /** Decoded bytes of these, in this thread. */
  #done = 0;

  constructor(task: MemberTask) {
    this.#task = task;
  }

  /** Gives the member its job, which its thread opens before what is called next. Files can be looked at without one. */
  place(job: PlacedJob): void {
    this.#job = job;
    if (this.#worker !== null) this.#opening = this.#openIn(this.#worker);
  }

  /**
   * Starts the thread and opens the job in it.
   * @throws those of opening; `worker-lost`
   */
  async open(): Promise<void> {
    await this.call(
      () => Promise.resolve(),
      "its beginning",
      () => true,
    );
  }

  /**
   * Has a unit done. `handedOver` resolves when there is time for the next, at the latest when the unit is done or failed; `result` when its
   * files are on disk. Both as of `call`.
   */
  run(
    unit: WorkUnit,
    where: string,
    mayRepeat: () => boolean,
  ): { handedOver: Promise<void>; result: Promise<UnitResult> } {
    let release = (): void => {};
    const handedOver = new Promise<void>((resolve) => (release = resolve));
    const result = this.#callOrRepeat({ told: 0, release }, (api) => api.run(unit), where, mayRepeat);
    return { handedOver, result };
  }

  /**
   * Makes a call in the thread. If the thread is lost, the call is made once more in a new one, unless `mayRepeat` says
   * that it is not wanted any more. `where`: the part of the job, in words that follow "at".
   * @throws those of the call; `worker-lost`, naming the part
   */
  call<Result>(
    make: (api: UnitWorkerApi) => Promise<Result>,
    where: string,
    mayRepeat: () => boolean,
  ): Promise<Result> {
    return this.#callOrRepeat({ told: 0, release: () => {} }, make, where, mayRepeat);
  }

  async #callOrRepeat<Result>(
    call: Call,
    make: (api: UnitWorkerApi) => Promise<Result>,
    where: string,
    mayRepeat: () => boolean,
  ): Promise<Result> {
    this.#calls.add(call);
    try {
      return await this.#callOnce(make);
    } catch (thrown) {
      if (!(thrown instanceof Lost)) throw thrown;
      if (!mayRepeat()) throw thrown.error;
      try {
        return await this.#callOnce(make);
      } catch (again) {
        throw again instanceof Lost ? lostTwice(thrown.error, again.error, where) : again;
      }
    } finally {
      this.#calls.delete(call);
      this.#done -= call.told;
      call.release();
    }
  }

  /** Tells the thread to stop; does not wait for it. */
  cancel(): void {
    void this.#worker?.api.cancel().catch(() => {});
  }

  /** Lets the thread put away what it holds, if it is still there. Never rejects. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker !== null) await Promise.race([worker.api.close(), worker.lost]).catch(() => {});
  }

  /** Ends the thread, whatever it does. Resolves when it is gone, or after a time with false. */
  terminate(): Promise<boolean> {
    const worker = this.#worker;
    this.#worker = null;
    if (worker !== null) this.#leaving = endsWithin(Promise.resolve(worker.terminate()), LEAVING);
    return this.#leaving;
  }

  async #callOnce<Result>(make: (api: UnitWorkerApi) => Promise<Result>): Promise<Result> {
    let worker = this.#worker;
    if (worker === null) {
      worker = this.#task.spawn(this.#task.onWaiting);
      this.#worker = worker;
      this.#done = 0;
      this.#opening = this.#openIn(worker);
    }
    await this.#orLost(worker, this.#opening);
    return this.#orLost(worker, make(worker.api));
  }

  #openIn(worker: SpawnedWorker): Promise<void> {
    if (this.#job === null) return Promise.resolve();
    return worker.api.open(this.#job, {
      onProgress: (bytes, chunks) => this.#tell(worker, bytes, chunks),
      onHandedOver: () => this.#release(worker),
    });
  }

  async #orLost<Result>(worker: SpawnedWorker, call: Promise<Result>): Promise<Result> {
    const lost = worker.lost.catch((error: ZarrdropError) => {
      throw new Lost(error);
    });
    try {
      return await Promise.race([call, lost]);
    } catch (thrown) {
      call.catch(() => {});
      if (!(thrown instanceof Lost)) throw thrown;
      if (await this.#end(worker)) throw thrown;
      throw thrown.error.with({ safe: "A call to the disk could not be ended, so that the part was not tried again." });
    }
  }

  /** Two calls may find the same thread lost: the second must not end the one that took its place. */
  #end(worker: SpawnedWorker): Promise<boolean> {
    return worker === this.#worker ? this.terminate() : this.#leaving;
  }

  /** Calls that are made again begin at zero: what was told of them before is not told again. Of chunks it may be: they are the same ones. */
  #tell(worker: SpawnedWorker, bytes: number, chunks: OutputChunks[]): void {
    if (worker !== this.#worker) return;
    if (chunks.length > 0) this.#task.onChunks(chunks);
    this.#done += bytes;
    const calls = [...this.#calls];
    const more = this.#done - calls.reduce((sum, { told }) => sum + told, 0);
    // The last one is at work; those before it only wait for their files.
    const call = calls.at(-1);
    if (more <= 0 || call === undefined) return;
    call.told += more;
    this.#task.onProgress(more);
  }

  /** Units are handed over in order: whichever it was, there is time for one more. */
  #release(worker: SpawnedWorker): void {
    if (worker === this.#worker) for (const { release } of this.#calls) release();
  }
}

/** A call under way. */
type Call = {
  /** Decoded bytes of it that were told. */
  told: number;
  /** Lets the next unit begin. */
  release: () => void;
};

/** Tells the end of a thread from errors that calls had. */
class Lost extends Error {
  readonly error: ZarrdropError;

  constructor(error: ZarrdropError) {
    super(error.message);
    this.error = error;
  }
}
