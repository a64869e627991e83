import { raceAbort } from "../../bytes/abort.ts";
import type { OutputChunks } from "../../plan/chunkNotes.ts";
import type { ConversionEvent, ConversionJob } from "../../plan/job.ts";
import { storeNamesOf } from "../../plan/plannedStore.ts";
import { type MemoryPlan, planMemory } from "../../plan/layout/memory/memoryPlan.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import { JobLock } from "../../store/place/jobLock.ts";
import type { LockLook } from "../../store/place/refuseHeld.ts";
import { CancellableDestination } from "./cancellableDestination.ts";
import { JobPause } from "./jobPause.ts";
import { refuseSourcesAsTargets } from "./refuseSourcesAsTargets.ts";
import { SourceWatch } from "./sourceWatch.ts";
import { type SpawnWorker, WorkerPool } from "./workerPool.ts";

/** What a job needs of the thread that runs it. */
export type LockOptions = {
  spawn: SpawnWorker;
  /** Logical processors of the machine. */
  cores: number;
  signal: AbortSignal;
  onEvent: (event: ConversionEvent) => void;
  /** With which the job is held; left out where nobody holds it. */
  pause?: JobPause;
  /** Decoded bytes that a thread got on by. */
  onProgress?: (bytes: number) => void;
  /** What became of chunks. */
  onChunks?: (told: readonly OutputChunks[]) => void;
  /** Which distributed job the stores are written for, and as what. */
  distributed?: LockLook["distributed"];
};

/** A job whose source was looked at, which may write where it is to write, and which holds the lock on that. */
export class LockedJob {
  readonly job: ConversionJob;
  readonly memory: MemoryPlan;
  readonly pool: WorkerPool;
  readonly watch: SourceWatch;
  readonly lock: JobLock;
  readonly #destination: CancellableDestination;
  #isHeld = true;

  private constructor(job: ConversionJob, memory: MemoryPlan, parts: Parts) {
    this.job = job;
    this.memory = memory;
    this.pool = parts.pool;
    this.watch = parts.watch;
    this.lock = parts.lock;
    this.#destination = parts.destination;
  }

  /**
   * Nothing is changed but for the lock.
   * @throws those of opening source and destination; `exists` for an output that would touch a source, or that another job writes; `cancelled`
   */
  static async open(job: ConversionJob, options: LockOptions): Promise<LockedJob> {
    const { signal, onEvent, distributed, onProgress = () => {}, onChunks = () => {} } = options;
    const { description, plan } = job;
    const memory = planMemory(description, plan.outputs, plan.settings, options.cores);
    const onWaiting = (isWaiting: boolean): void => onEvent({ kind: "waiting-for-disk", isWaiting });
    const { spawn, pause = new JobPause() } = options;
    const tells = { onProgress, onChunks, onWaiting };
    const pool = new WorkerPool({ plan, count: memory.workers, spawn, pause, ...tells }, signal);
    let destination: CancellableDestination | null = null;
    try {
      const watch = await SourceWatch.begin(job, pool);
      await raceAbort(refuseSourcesAsTargets(job, watch.fingerprint, signal), signal);
      destination = new CancellableDestination(await raceAbort(openDestination(job.destination), signal), signal);
      const storeNames = storeNamesOf(plan);
      const onWait = (text: string): void => onEvent({ kind: "waiting", text });
      const look = { signal, onWait, ...(distributed === undefined ? {} : { distributed }) };
      const lock = await JobLock.take(destination.folder, storeNames, look);
      return new LockedJob(job, memory, { pool, watch, lock, destination });
    } catch (thrown) {
      await pool.terminate();
      destination?.end();
      throw thrown;
    }
  }

  /** To write into, as long as the lock is held. */
  get folder(): DestinationFolder {
    return this.lock.folder;
  }

  /** The same without the lock, for what is done after it. */
  get unlocked(): DestinationFolder {
    return this.#destination.folder;
  }

  /** @throws those of the destination; the lock is not held any more then either */
  async release(): Promise<void> {
    this.#isHeld = false;
    await this.lock.release();
  }

  /** Ends the threads, gives the lock back if that was not done, and lets the destination go. Never rejects. */
  async end(): Promise<void> {
    // Nothing is written for this job any more when its lock goes.
    await this.pool.terminate();
    // A destination that is gone has no lock any more; what ended the job is the error to tell.
    if (this.#isHeld) await this.release().catch(() => {});
    this.#destination.end();
  }
}

type Parts = { pool: WorkerPool; watch: SourceWatch; lock: JobLock; destination: CancellableDestination };
