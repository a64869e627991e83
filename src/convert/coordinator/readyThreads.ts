import type { SpawnedWorker, SpawnWorker } from "./poolMember.ts";

/** A thread that nobody has taken yet. */
type Ready = {
  worker: SpawnedWorker;
  /** Of whoever takes it. */
  onWaiting: (isWaiting: boolean) => void;
};

/** Threads that are started, and have loaded what units need, before there is a job for them. */
export class ReadyThreads {
  readonly #spawn: SpawnWorker;
  readonly #ready = new Set<Ready>();

  constructor(spawn: SpawnWorker) {
    this.#spawn = spawn;
  }

  /** Starts as many threads as `count` lacks. Resolves when they are ready. Those that get no further leave: whoever needs one makes it anew. */
  async prepare(count: number): Promise<void> {
    const lacking = Math.max(0, count - this.#ready.size);
    await Promise.all(Array.from({ length: lacking }, () => this.#start()));
  }

  /** Gives a thread that is ready, or one that is begun now. */
  readonly take: SpawnWorker = (onWaiting) => {
    for (const ready of this.#ready) {
      this.#ready.delete(ready);
      ready.onWaiting = onWaiting;
      return ready.worker;
    }
    return this.#spawn(onWaiting);
  };

  async #start(): Promise<void> {
    const ready: Ready = { worker: this.#spawn((isWaiting) => ready.onWaiting(isWaiting)), onWaiting: () => {} };
    this.#ready.add(ready);
    const { worker } = ready;
    const leave = (): void => {
      // One that was taken has an owner, who hears of it too.
      if (this.#ready.delete(ready)) void worker.terminate();
    };
    worker.lost.catch(leave);
    await Promise.race([worker.api.prepare(), worker.lost]).catch(leave);
  }
}
