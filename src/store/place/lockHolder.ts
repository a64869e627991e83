/** What a lock says of who holds it. Plain JSON. */
export type LockRecord = {
  lockVersion: 2;
  /** "process 4711 on lab-3", "a page in a browser (Chromium on Linux)". */
  words: string;
  /** When it was taken, by the holder's clock (ISO 8601): for people, never compared. */
  since: string;
  /** Names of the stores that are being written. */
  storeNames: string[];
  /** A process of Node; null: a page. */
  process: LockProcess | null;
  /** The browser's profile that a page is in; null: not a page. */
  browser: string | null;
};

/** A process of a command line that holds a lock: enough to tell whether it still lives. */
export type LockProcess = {
  host: string;
  /** What tells machines, their boots and their spaces of process numbers, even of one host name; null where the system has no word for it. */
  machine: string | null;
  id: number;
  /** What tells it from a later process of the same number, where that is known. */
  started: string | null;
};

/** What can be said of a holder: who cannot be asked may still give signs of life (`refuseHeld.ts`). */
export type LockLife = "alive" | "gone" | "unknown";

/** Who writes here, and how others are asked. */
export interface LockHolder {
  readonly record: Pick<LockRecord, "words" | "process" | "browser">;
  /** Makes it possible for others to ask whether a holder of this token lives; ends with the holder, or when the result is called. */
  begin(token: string): Promise<() => void>;
  /** `record` is null where it cannot be read: it was being written when its holder ended, or is just being written. */
  lifeOf(token: string, record: LockRecord | null): Promise<LockLife>;
}
