/** Records that outlive the page, by the queue that they are of and what they are in it. */
export type KeptKey = [queue: string, ...part: string[]];
/** What becomes of records in one step: all of it is kept, or nothing. */
export type KeptChanges = { put: (readonly [KeptKey, unknown])[]; remove: KeptKey[]; removeQueues?: readonly string[] };

const DATABASE = "zarrdrop";
const RECORDS = "kept";

/**
 * Records in IndexedDB, which alone can keep handles of files and folders. A transaction is in the hands of the operating system when a
 * write resolves: it outlives the browser's end, not a power cut of the next moment.
 */
export class KeptRecords {
  /** Records of another version of the page were there and are gone. */
  readonly droppedOthers: boolean;
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase, droppedOthers: boolean) {
    this.#database = database;
    this.droppedOthers = droppedOthers;
    // Another tab has a newer page: it must not wait for this one.
    database.addEventListener("versionchange", () => database.close());
  }

  /**
   * @param version of what is in the records; those of an older one are removed
   * @throws `DOMException` where the browser keeps nothing, or a newer page wrote there
   */
  static async open(version: number): Promise<KeptRecords> {
    const request = indexedDB.open(DATABASE, version);
    let droppedOthers = false;
    request.addEventListener("upgradeneeded", ({ oldVersion }) => {
      const { result } = request;
      droppedOthers = oldVersion > 0;
      for (const name of result.objectStoreNames) result.deleteObjectStore(name);
      result.createObjectStore(RECORDS);
    });
    return new KeptRecords(await answerOf(request), droppedOthers);
  }

  /** All records whose key begins so, in the order of their keys. @throws `DOMException` */
  async read(...begin: string[]): Promise<(readonly [KeptKey, unknown])[]> {
    const records = this.#database.transaction(RECORDS).objectStore(RECORDS);
    const range = IDBKeyRange.bound(begin, [...begin, []]);
    const [keys, values] = await Promise.all([answerOf(records.getAllKeys(range)), answerOf(records.getAll(range))]);
    // Only `write` makes keys.
    return keys.map((key, at) => [key as KeptKey, values[at] as unknown] as const);
  }

  /** @throws `DOMException`, also for a full disk */
  async write({ put, remove, removeQueues = [] }: KeptChanges): Promise<void> {
    const transaction = this.#database.transaction(RECORDS, "readwrite", { durability: "relaxed" });
    const records = transaction.objectStore(RECORDS);
    for (const queue of removeQueues) records.delete(IDBKeyRange.bound([queue], [queue, []]));
    for (const key of remove) records.delete(key);
    for (const [key, value] of put) records.put(value, key);
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error ?? new DOMException("", "AbortError")));
    });
  }
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new DOMException("", "UnknownError")));
  });
}
