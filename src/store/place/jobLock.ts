import { randomToken } from "../../model/hexDigest.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import type { DestinationFiles } from "../sink.ts";
import { jsonBytes } from "../jsonFile.ts";
import { Fence } from "./fence.ts";
import { fencedDestination } from "./fencedDestination.ts";
import { lockDebris, lockName, partToken, removeLock, signName } from "./lockFiles.ts";
import type { LockRecord } from "./lockHolder.ts";
import { LOCK_TIMING } from "./lockTiming.ts";
import { type LockLook, refuseHeld } from "./refuseHeld.ts";

/**
 * Says in a destination which stores a job writes, so that no other writes them too. Each job has a file of its own and looks for
 * others when that is there: of two that begin at once at least one sees the other, and nothing is ever taken from anybody who shows
 * that it lives. The holder gives signs of life, for those who cannot ask it; should it be taken for gone all the same, it notices.
 */
export class JobLock {
  readonly token: string;
  /** The destination to write into: nothing is changed in it any more once the lock is not held. */
  readonly folder: DestinationFolder;
  readonly #unfenced: DestinationFolder;
  /** One for the whole time: the first sign may make the folder, none after it brings one back that was taken away. */
  readonly #beside: DestinationFiles;
  readonly #fence: Fence;
  readonly #end: () => void;
  /** What was left of other locks before this one was taken. */
  #debris: string[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #signs = 0;
  #signing: Promise<void> = Promise.resolve();
  #isReleased = false;

  private constructor(
    { folder, beside }: { folder: DestinationFolder; beside: DestinationFiles },
    token: string,
    fence: Fence,
    end: () => void,
  ) {
    this.token = token;
    this.folder = fencedDestination(folder, fence);
    this.#unfenced = folder;
    this.#beside = beside;
    this.#fence = fence;
    this.#end = end;
  }

  /**
   * Those of the destination; `cancelled`.
   * @throws `exists` naming who writes one of the stores; nothing was changed then
   */
  static async take(folder: DestinationFolder, storeNames: readonly string[], look: LockLook = {}): Promise<JobLock> {
    const { distributed } = look;
    const token = distributed?.isPart === true ? partToken(randomToken(), distributed.jobId) : randomToken();
    const holder = await folder.lockHolder();
    const { timing = LOCK_TIMING } = look;
    const fence = new Fence(folder, token, storeNames, timing.confirm);
    const beside = await folder.besideStores();
    const lock = new JobLock({ folder, beside }, token, fence, await holder.begin(token));
    try {
      lock.#debris = lockDebris(await folder.names());
      const since = new Date().toISOString();
      const record: LockRecord = { lockVersion: 2, ...holder.record, since, storeNames: [...storeNames] };
      await lock.#sign();
      await beside.write(lockName(token), [jsonBytes(record)]);
      // The destination itself may be new: its name has to last, too.
      await beside.sync([lockName(token)]);
      lock.#signAgain(timing.sign);
      await refuseHeld(folder, storeNames, look, token);
    } catch (thrown) {
      await lock.release().catch(() => {});
      throw thrown;
    }
    return lock;
  }

  /** @throws those of the destination; the lock is not held any more then either */
  async release(): Promise<void> {
    this.#isReleased = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#signing;
    this.#end();
    await removeLock(this.#beside, this.token);
    // What was there all the time is nobody's: one that is just being taken would have become a lock.
    const left = new Set(lockDebris(await this.#unfenced.names()));
    for (const name of this.#debris) if (left.has(name)) await this.#beside.remove(name);
  }

  #signAgain(interval: number): void {
    if (this.#isReleased) return;
    this.#timer = setTimeout(() => {
      this.#signing = this.#fence
        .look()
        .then(() => this.#sign())
        // What it means, the next change will say; a sign that cannot be given now comes later.
        .catch(() => {});
      void this.#signing.then(() => this.#signAgain(interval));
    }, interval);
  }

  async #sign(): Promise<void> {
    await this.#beside.write(signName(this.token), [jsonBytes({ sign: ++this.#signs })]);
  }
}
