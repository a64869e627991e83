import { nameKey } from "../../plan/layout/storeNames.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { readJson } from "../jsonFile.ts";
import { isPartialName } from "../partialName.ts";
import type { DestinationFiles } from "../sink.ts";
import type { LockRecord } from "./lockHolder.ts";

const LOCK_NAME = /^\.zarrdrop\.([0-9a-f]{16}(?:-[0-9a-f]{16})?)\.lock$/;
const OWN_NAME = /^\.zarrdrop\.([0-9a-f]{16}(?:-[0-9a-f]{16})?)\.(?:lock|alive)/;

/**
 * The token of one of the many locks that the parts of a distributed job hold at once: it ends with the job's own (sixteen hexadecimal digits), so
 * that a thousand parts know each other by the names of their locks, without reading a thousand of them.
 */
export function partToken(token: string, jobId: string): string {
  return `${token}-${jobId}`;
}

/** Whether a lock is that of a part of this distributed job. */
export function isPartOf(token: string, jobId: string): boolean {
  return token.endsWith(`-${jobId}`);
}

/**
 * The file that is a job's lock: written once, and taken away by its holder or by whoever found out that there is none any more. It
 * never comes again, so that a holder for whom it is gone knows that it has been taken for gone.
 */
export function lockName(token: string): string {
  return `.zarrdrop.${token}.lock`;
}

/** The file beside a lock that its holder writes again and again. There before the lock is: whoever sees the lock finds it. */
export function signName(token: string): string {
  return `.zarrdrop.${token}.alive`;
}

/** The tokens of all locks among the names in a destination. */
export function lockTokens(names: readonly string[]): string[] {
  return names.flatMap((name) => LOCK_NAME.exec(name)?.[1] ?? []);
}

/** What is left of locks that were being written, or taken away, when something stopped: or of one that is just being taken. */
export function lockDebris(names: readonly string[]): string[] {
  const held = new Set(lockTokens(names));
  return names.filter((name) => {
    const token = OWN_NAME.exec(name)?.[1];
    return token !== undefined && !LOCK_NAME.test(name) && (isPartialName(name) || !held.has(token));
  });
}

/**
 * Takes a lock away.
 * @throws those of the destination
 */
export async function removeLock(beside: DestinationFiles, token: string): Promise<void> {
  await beside.remove(signName(token));
  await beside.remove(lockName(token));
  await beside.sync([lockName(token)]);
}

/** Characters that say who holds a lock. */
const MOST_WORDS = 500;

/** Null for what is no record, or was not written to its end. */
export async function readLock(beside: DestinationFiles, token: string): Promise<LockRecord | null> {
  const value = await readJson(beside, lockName(token)).catch(() => null);
  const isWhole =
    isObject(value) &&
    typeof value.lockVersion === "number" &&
    typeof value.words === "string" &&
    value.words.length <= MOST_WORDS &&
    typeof value.since === "string" &&
    Array.isArray(value.storeNames) &&
    value.storeNames.every((name) => typeof name === "string") &&
    (value.process === null || isObject(value.process));
  // Checked as far as it is used; a process of strange fields is not found.
  return isWhole ? (value as LockRecord) : null;
}

/** The first of the names that a lock is for, or null. */
export function heldName({ storeNames }: LockRecord, wanted: ReadonlySet<string>): string | null {
  return storeNames.find((name) => wanted.has(nameKey(name))) ?? null;
}

/** "process 4711 on lab-3, since 2026-11-30 10:32": the holder's own clock, in the reader's time zone. */
export function holderText({ words, since }: LockRecord): string {
  const time = new Date(since);
  if (Number.isNaN(time.getTime())) return words;
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${words}, since ${date} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
