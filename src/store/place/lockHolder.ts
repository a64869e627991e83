/** What a lock says of who holds it. Plain JSON. */
export type LockRecord = {
  lockVersion: 1;
  /** "process 4711 on lab-3", "a page in a browser". */
  words: string;
  /** Names of the stores that are being written. */
  storeNames: string[];
  /** A process of Node; null: a page. `started`: what tells it from a later process of the same number, where that is known. */
  process: { host: string; id: number; started: string | null } | null;
};

/** Who writes here, and how the life of others is told. */
export interface LockHolder {
  readonly words: string;
  readonly process: LockRecord["process"];
  /** Makes it possible for others to see that a holder of this token lives; ends with the holder, or when the result is called. */
  begin(token: string): Promise<() => void>;
  /**
   * False when a holder is known to be gone. Who cannot be asked counts as alive. `record` is null where it cannot be read: it was being
   * written when its holder ended, or is just being written.
   */
  isAlive(token: string, record: LockRecord | null): Promise<boolean>;
}

/** Tokens of locks that are held in this thread. */
const heldHere = new Set<string>();

/** The holder in a page (a worker of it): a Web Lock ends with the page, however that ends. Without Web Locks only this thread is known. */
export function pageLockHolder(): LockHolder {
  // Not in Node, where tests run this, whatever the DOM's types say.
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks ?? null;
  const nameOf = (token: string): string => `zarrdrop ${token}`;
  return {
    words: "a page in a browser",
    process: null,
    async begin(token) {
      heldHere.add(token);
      let end = (): void => {};
      if (locks !== null) {
        await new Promise<void>((resolve) => {
          void locks.request(nameOf(token), () => {
            resolve();
            return new Promise<void>((release) => (end = release));
          });
        });
      }
      return () => {
        heldHere.delete(token);
        end();
      };
    },
    async isAlive(token, record) {
      if (record !== null && record.process !== null) return true;
      if (locks === null) return heldHere.has(token);
      return locks.request(nameOf(token), { ifAvailable: true }, async (lock) => lock === null);
    },
  };
}
