import type { PlacedJob } from "../../src/convert/placedJob.ts";
import type { SpawnedWorker } from "../../src/convert/workerPool.ts";
import { createUnitWorker, type UnitWorkerApi } from "../../src/convert/unitWorker.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
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
    this.#lose(new ZarrdropError("worker-lost", "A thread stopped.", { technical: "it died" }));
  }
}

const threads = new Map<string, Thread>();

/** The thread that a folder of this name is the root for: each worker has the disk under a name of its own. */
export function threadOfName(name: string): Thread | null {
  return threads.get(name) ?? null;
}

let spawned = 0;

/** A worker whose files can be told from the coordinator's: `placed` gives it the job with references to the disk as it has it. */
export function spawnThread(
  placed: (job: PlacedJob, root: string, thread: Thread) => PlacedJob,
  gate: Gate,
): SpawnedWorker {
  const thread = new Thread();
  const root = `@${spawned++}`;
  threads.set(root, thread);
  const inner = createUnitWorker();
  const inThread = <Words extends unknown[], Result>(path: string, call: (...words: Words) => Promise<Result>) => {
    return async (...words: Words): Promise<Result> => {
      const operation = { kind: "call", where: "worker", face: "page", path, thread } as const;
      const result = await gate.pass(operation, () => call(...words));
      return thread.isDead ? new Promise<never>(() => {}) : result;
    };
  };
  const api: UnitWorkerApi = {
    open: inThread("open", (job, onProgress: (bytes: number) => void) =>
      inner.open(placed(job, root, thread), onProgress),
    ),
    run: inThread("run", inner.run),
    verify: inThread("verify", inner.verify),
    cancel: inThread("cancel", inner.cancel),
    close: inThread("close", inner.close),
  };
  return { api, lost: thread.lost, terminate: () => void (thread.isDead = true) };
}
