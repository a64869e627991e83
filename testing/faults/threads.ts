import { AsyncLocalStorage } from "node:async_hooks";
import type { SpawnedWorker } from "../../src/convert/coordinator/workerPool.ts";
import { createUnitWorker, type UnitListener, type UnitWorkerApi } from "../../src/convert/worker/unitWorker.ts";
import type { ConversionJob } from "../../src/plan/job.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import { WATCH_LIMITS } from "../../src/protocol/watchedWorker.ts";
import { workerLost } from "../../src/protocol/workerLost.ts";
import type { Gate } from "./gate.ts";

/** A unit worker of this thread that can be ended like a thread of its own: what it was at never comes to an end. */
export class Thread {
  isDead = false;
  readonly lost: Promise<never>;
  #lose: (error: ZarrdropError) => void = () => {};

  constructor() {
    this.lost = new Promise<never>((_, reject) => (this.#lose = reject));
    this.lost.catch(() => {});
  }

  /** The thread is gone, and its owner hears of it. */
  die(): void {
    this.isDead = true;
    this.#lose(workerLost("stopped", "it died"));
  }

  /** The thread gets no further: it computes for ever, or waits for a disk. Its owner hears of it when the watch would tell. */
  hang(how: "silent" | "disk"): void {
    this.isDead = true;
    setTimeout(() => this.#lose(workerLost(how, "it hangs")), WATCH_LIMITS[how]);
  }
}

/** Which thread computes: what a codec does says nothing of it. */
const computing = new AsyncLocalStorage<Thread>();

/** The thread that computes now; null: the main one. */
export function threadNow(): Thread | null {
  return computing.getStore() ?? null;
}

const threads = new Map<string, Thread>();

/** The thread that a folder of this name is the root for: each worker has the disk under a name of its own. */
export function threadOfName(name: string): Thread | null {
  return threads.get(name) ?? null;
}

/** Threads of calls that ended are gone: what is left of them finds no disk any more. */
export function forgetThreads(): void {
  threads.clear();
}

let spawned = 0;

/** A worker whose files can be told from the coordinator's: `placed` gives it the job with references to the disk as it has it. */
export function spawnThread(
  placed: <Job extends ConversionJob>(job: Job, root: string, thread: Thread) => Job,
  gate: Gate,
): SpawnedWorker {
  const thread = new Thread();
  const root = `@${spawned++}`;
  threads.set(root, thread);
  const inner = createUnitWorker();
  const inThread = <Words extends unknown[], Result>(path: string, call: (...words: Words) => Promise<Result>) => {
    return async (...words: Words): Promise<Result> => {
      const operation = { kind: "call", where: "worker", face: "page", path, thread } as const;
      try {
        return await computing.run(thread, () => gate.pass(operation, () => call(...words)));
      } finally {
        // Of one that is gone nobody hears, neither results nor failures.
        if (thread.isDead) await new Promise<never>(() => {});
      }
    };
  };
  const api: UnitWorkerApi = {
    prepare: inThread("prepare", inner.prepare),
    firstLook: inThread("look", (job) => inner.firstLook(placed(job, root, thread))),
    lookAgain: inThread("look", (job, some: readonly string[] | null) =>
      inner.lookAgain(placed(job, root, thread), some),
    ),
    open: inThread("open", (job, listener: UnitListener) => inner.open(placed(job, root, thread), listener)),
    run: inThread("run", inner.run),
    compare: inThread("compare", inner.compare),
    verify: inThread("verify", inner.verify),
    cancel: inThread("cancel", inner.cancel),
    close: inThread("close", inner.close),
  };
  return { api, lost: thread.lost, terminate: () => void (thread.isDead = true) };
}
