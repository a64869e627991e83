import { ZarrdropError } from "../../model/errors.ts";
import { nameKey } from "../../plan/storeNames.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { isObject, jsonBytes, readJson } from "../jsonFile.ts";
import { randomToken } from "../../model/hexDigest.ts";
import type { LockRecord } from "./lockHolder.ts";

const LOCK_NAME = /^\.zarrdrop\.([0-9a-f]{16})\.lock$/;
/** A lock that was being written when its writer ended. */
const UNFINISHED_LOCK = /^\.zarrdrop\.[0-9a-f]{16}\.lock\.[0-9a-f]+\.zarrdrop-part$/;

/**
 * Says in a destination which stores a job writes, so that no other writes them too. Each job has a file of its own and looks for
 * others when that is there: of two that begin at once at least one sees the other, and nothing is ever taken from anybody alive.
 */
export class JobLock {
  readonly #folder: DestinationFolder;
  readonly #token: string;
  readonly #end: () => void;

  private constructor(folder: DestinationFolder, token: string, end: () => void) {
    this.#folder = folder;
    this.#token = token;
    this.#end = end;
  }

  /** Errors: `exists` naming who writes one of the stores; nothing was changed then. Those of the destination. */
  static async take(folder: DestinationFolder, storeNames: readonly string[]): Promise<JobLock> {
    const token = randomToken();
    const holder = await folder.lockHolder();
    const lock = new JobLock(folder, token, await holder.begin(token));
    try {
      const { words, process } = holder;
      const record: LockRecord = { lockVersion: 1, words, storeNames: [...storeNames], process };
      const beside = await folder.besideStores();
      await beside.write(nameOf(token), [jsonBytes(record)]);
      // The destination itself may be new: its name has to last, too.
      await beside.sync([nameOf(token)]);
      await refuseHeld(folder, storeNames, token);
    } catch (thrown) {
      await lock.release().catch(() => {});
      throw thrown;
    }
    return lock;
  }

  /** Errors: those of the destination; the lock is not held any more then either. */
  async release(): Promise<void> {
    this.#end();
    const beside = await this.#folder.besideStores();
    await beside.remove(nameOf(this.#token));
    for (const name of await this.#folder.names()) if (UNFINISHED_LOCK.test(name)) await beside.remove(name);
    await beside.sync([nameOf(this.#token)]);
  }
}

/**
 * Refuses stores that another job is writing; locks whose holders are gone are removed. `own`: the token of a lock that does not count.
 * Errors: `exists` naming the holder; those of the destination.
 */
export async function refuseHeld(
  folder: DestinationFolder,
  storeNames: readonly string[],
  own: string | null = null,
): Promise<void> {
  const wanted = new Set(storeNames.map(nameKey));
  const beside = await folder.besideStores();
  const holder = await folder.lockHolder();
  for (const name of await folder.names()) {
    const token = LOCK_NAME.exec(name)?.[1];
    if (token === undefined || token === own) continue;
    const record = lockRecordOf(await readJson(beside, name).catch(() => null));
    if (!(await holder.isAlive(token, record))) {
      await beside.remove(name);
      continue;
    }
    const held = record?.storeNames.find((storeName) => wanted.has(nameKey(storeName)));
    if (record === null || held === undefined) continue;
    throw new ZarrdropError("exists", `${held} is just being written by ${record.words}.`, {
      file: held,
      safe: "Nothing was changed.",
      advice: `Wait until that is done, or choose another folder or name. If it is long gone, remove the file ${name}.`,
    });
  }
}

function nameOf(token: string): string {
  return `.zarrdrop.${token}.lock`;
}

/** Null for what is no record, or was not written to its end. */
function lockRecordOf(value: unknown): LockRecord | null {
  const isWhole =
    isObject(value) &&
    value.lockVersion === 1 &&
    typeof value.words === "string" &&
    Array.isArray(value.storeNames) &&
    value.storeNames.every((name) => typeof name === "string") &&
    (value.process === null || isObject(value.process));
  // Checked as far as it is used; a process of strange fields is not found.
  return isWhole ? (value as LockRecord) : null;
}
