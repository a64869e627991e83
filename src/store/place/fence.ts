import { ZarrdropError } from "../../model/errors.ts";
import { nameKey } from "../../plan/layout/storeNames.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { heldName, holderText, lockName, lockTokens, readLock } from "./lockFiles.ts";
import { LOCK_TIMING } from "./lockTiming.ts";

/**
 * Keeps a job from changing anything once its lock is not its own any more. A holder that was halted (a computer that slept, a stopped
 * process, a frozen tab) or whose drive was away may have been taken for gone, and another job writes in its place. Each thread that
 * writes has one, and looks at the lock before a change when its last look is some seconds old by its own clocks, which one that was
 * halted always finds. What is under way at that moment, a file at most, is not called back.
 */
export class Fence {
  readonly #folder: DestinationFolder;
  readonly #token: string;
  readonly #storeNames: readonly string[];
  readonly #interval: number;
  #last: Moment | null = null;
  #looking: Promise<void> | null = null;
  #loss: ZarrdropError | null = null;

  constructor(
    folder: DestinationFolder,
    token: string,
    storeNames: readonly string[],
    interval: number = LOCK_TIMING.confirm,
  ) {
    this.#folder = folder;
    this.#token = token;
    this.#storeNames = storeNames;
    this.#interval = interval;
  }

  /**
   * Makes a change of the destination, if the lock is still held.
   * @throws `storage` when it is gone, now and ever after; of the change, but where that fails because another has
   *   taken the place (it sweeps what was being written) that is the reason to tell
   */
  async guard<Result>(change: () => Promise<Result>): Promise<Result> {
    await this.#confirm();
    try {
      return await change();
    } catch (thrown) {
      await this.look().catch(() => {});
      throw this.#loss ?? thrown;
    }
  }

  async #confirm(): Promise<void> {
    if (this.#looking === null && this.#last !== null && elapsed(this.#last) < this.#interval) return;
    await this.look();
  }

  /**
   * Looks at the lock.
   * @throws as of `guard`, before the change
   */
  look(): Promise<void> {
    this.#looking ??= this.#look();
    return this.#looking;
  }

  async #look(): Promise<void> {
    const before = now();
    try {
      const beside = await this.#folder.besideStores();
      if ((await beside.size(lockName(this.#token))) === null) this.#loss = await this.#lost();
      else this.#last = before;
    } finally {
      // A lock that is gone stays gone; a destination that cannot be asked now is asked again.
      if (this.#loss === null) this.#looking = null;
    }
    if (this.#loss !== null) throw this.#loss;
  }

  async #lost(): Promise<ZarrdropError> {
    // Where the folder itself is gone, the platform has words for it.
    const names = await this.#folder.names();
    const beside = await this.#folder.besideStores();
    const mine = new Set(this.#storeNames.map(nameKey));
    for (const token of lockTokens(names)) {
      const record = await readLock(beside, token);
      const held = record === null ? null : heldName(record, mine);
      if (held === null) continue;
      return new ZarrdropError(
        "storage",
        `${held} was taken over by ${holderText(record!)}, because this job gave no sign of life for a while.`,
        { file: held, safe: SAFE, advice: "Let the other one finish; there is nothing to do here." },
      );
    }
    return new ZarrdropError(
      "storage",
      `The output folder is not as this job left it: its file ${lockName(this.#token)} is gone.`,
      {
        safe: SAFE,
        advice:
          "If the folder was moved, emptied or unplugged, bring it back. Then convert again: what is unfinished goes on. " +
          "It also happens when the computer slept while another program went on with the same output.",
      },
    );
  }
}

const SAFE =
  "Nothing more is written from here. What was written so far is marked as unfinished, or the other program's.";

type Moment = { date: number; monotonic: number };

/** Two clocks: one does not run while a computer sleeps, the other can be put back. */
function now(): Moment {
  return { date: Date.now(), monotonic: performance.now() };
}

/** Milliseconds since then, at least; endless when the clock was put back. */
function elapsed({ date, monotonic }: Moment): number {
  const byDate = Date.now() - date;
  return byDate < 0 ? Infinity : Math.max(byDate, performance.now() - monotonic);
}
