import { ZarrdropError } from "../../model/errors.ts";
import { nameKey } from "../../plan/layout/storeNames.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import type { DestinationFiles } from "../sink.ts";
import { heldName, holderText, isPartOf, lockName, lockTokens, readLock, removeLock, signName } from "./lockFiles.ts";
import type { LockRecord } from "./lockHolder.ts";
import { LOCK_TIMING, type LockTiming } from "./lockTiming.ts";

/** How others' locks are looked at. */
export type LockLook = {
  /** Is told, in a sentence for people, that a holder has to be watched for a while. */
  onWait?: (sentence: string) => void;
  signal?: AbortSignal;
  timing?: LockTiming;
  /** The distributed job that the stores are wanted for. Locks of its parts are no obstacle to another part; who wants the whole waits until they are gone. */
  distributed?: { jobId: string; isPart: boolean };
};

/** Another's lock on a store that is wanted. */
type Foreign = { token: string; record: LockRecord; storeName: string };

/** Whose locks are in the way. */
type Held = {
  /** Those of parts of the same distributed job that are at work. */
  parts: Foreign[];
  /** Those whose holders cannot be asked. */
  unknown: Foreign[];
};

/**
 * Refuses stores that another job is writing; locks whose holders are gone are removed. A holder that cannot be asked
 * (a process of another machine, a page of another browser, a page seen from Node or the other way round) is watched:
 * if it gives no sign of life it is gone, and would notice before it changed anything more, if it came back
 * (`fence.ts`). `own`: the token of a lock that does not count.
 * @throws `exists` naming the holder; those of the destination; `cancelled`
 */
export async function refuseHeld(
  folder: DestinationFolder,
  storeNames: readonly string[],
  look: LockLook = {},
  own: string | null = null,
): Promise<void> {
  const { onWait, signal, timing = LOCK_TIMING } = look;
  const beside = await folder.besideStores();
  let hasTold = false;
  for (;;) {
    const { parts, unknown } = await findHeld(folder, storeNames, look, own);
    if (parts.length > 0) {
      if (!hasTold)
        onWait?.(`Parts of this job are still at work (${holderText(parts[0]!.record)}): waiting for them.`);
      hasTold = true;
      await pause(timing.look, signal);
    } else if (unknown.length === 0 || (await watch(beside, unknown, look))) return;
  }
}

/** @throws as of `refuseHeld`, for who is known to live and is no part of the same job */
async function findHeld(
  folder: DestinationFolder,
  storeNames: readonly string[],
  { distributed }: LockLook,
  own: string | null,
): Promise<Held> {
  const wanted = new Set(storeNames.map(nameKey));
  const beside = await folder.besideStores();
  const holder = await folder.lockHolder();
  const held: Held = { parts: [], unknown: [] };
  for (const token of lockTokens(await folder.names())) {
    const isPart = distributed !== undefined && isPartOf(token, distributed.jobId);
    if (token === own || (isPart && distributed.isPart)) continue;
    const record = await readLock(beside, token);
    const life = await holder.lifeOf(token, record);
    if (life === "gone") {
      await removeLock(beside, token);
      continue;
    }
    const storeName = record === null ? null : heldName(record, wanted);
    if (record === null || storeName === null) continue;
    const foreign = { token, record, storeName };
    if (life === "alive" && !isPart) throw beingWritten(foreign);
    (life === "alive" ? held.parts : held.unknown).push(foreign);
  }
  return held;
}

/**
 * Waits until one of the holders gives a sign of life, which is an error, or all have been silent for long enough: their locks go then.
 * False: a part of the same job gave one, so that there is more to wait for.
 */
async function watch(
  beside: DestinationFiles,
  locks: readonly Foreign[],
  { onWait, signal, timing = LOCK_TIMING, distributed }: LockLook,
): Promise<boolean> {
  const seconds = Math.round((timing.look * timing.silentLooks + timing.grace) / 1000);
  for (const { storeName, record } of locks) {
    onWait?.(
      `${storeName} was being written by ${holderText(record)}. ` +
        `Looking whether that is still so; this takes up to ${seconds} seconds.`,
    );
  }
  const first = await Promise.all(locks.map(({ token }) => signOf(beside, token)));
  for (let looks = 0; looks < timing.silentLooks; looks++) {
    await pause(timing.look, signal);
    for (const [at, lock] of locks.entries()) {
      const isHeld = (await beside.size(lockName(lock.token))) !== null;
      if (!isHeld || (await signOf(beside, lock.token)) === first[at]) continue;
      if (distributed !== undefined && isPartOf(lock.token, distributed.jobId)) return false;
      throw beingWritten(lock);
    }
  }
  for (const { token } of locks) await removeLock(beside, token);
  await pause(timing.grace, signal);
  return true;
}

/** What the holder wrote last. A file that cannot be read at this moment is just being exchanged: that is a sign, too. */
async function signOf(beside: DestinationFiles, token: string): Promise<string> {
  const bytes = await beside.read(signName(token)).catch(() => crypto.getRandomValues(new Uint8Array(8)));
  return bytes === null ? "" : bytes.join();
}

function beingWritten({ token, record, storeName }: Foreign): ZarrdropError {
  return new ZarrdropError("exists", `${storeName} is just being written by ${holderText(record)}.`, {
    file: storeName,
    safe: "Nothing was changed.",
    advice:
      "Wait until that is done, or choose another folder or name. " +
      `If it is long gone, remove the file ${lockName(token)}.`,
  });
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new ZarrdropError("cancelled", "Stopped.", {}, signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
