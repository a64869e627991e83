import { removeAbandoned } from "../../browser/destination.ts";
import { KeptRecords } from "../../browser/keptRecords.ts";
import { readKeptSettings, writeKeptSettings } from "../../browser/keptSettings.ts";
import { askToRead, findFiles, type FoundList, type KeptList } from "../../browser/keptSources.ts";
import { holdIfFree, holdToTheEnd } from "../../browser/pageLocks.ts";
import { ensureWritable, isThere } from "../../browser/pickers.ts";
import type { Action, AppState } from "./appState.ts";
import { earlierQueue, foldersNamedIn, takeUp, toGoOnWith } from "./earlierQueue.ts";
import { KEPT_VERSION, keptChanges, type KeptRecordsOfQueue, readKept } from "./keptQueue.ts";
import { sourcesOf, type TakenUp } from "./queue.ts";
import type { Store } from "./store.ts";

/** Milliseconds after a change until it is written: changes of that time are written together. */
const WRITE_AFTER = 500;

/** Queues of earlier pages beyond so many, and older than so many milliseconds, are forgotten. */
const MOST_QUEUES = 5;
const LONGEST = 60 * 24 * 3_600_000;

/** Said where an earlier queue was there and cannot be read. */
const DROPPED =
  "An earlier queue was kept in a form that this version of Zarrdrop does not read; it was let go. Stores that it had begun go on when their files are dropped again.";

/** What was taken up of an earlier page. */
export type EarlierTaken = {
  taken: TakenUp;
  /** Of those that were to be converted. */
  ids: string[];
  /** Name of the folder that it was written to, where that is not there any more; null otherwise. */
  goneFolder: string | null;
};

/**
 * Keeps the page's queue in the browser, so that it outlives the page: written half a second after a change. Each page has a queue of its own
 * and holds a lock in its name; one that nobody holds is offered to the next page that starts, the youngest first.
 */
export class QueueKeeper {
  readonly #store: Store<AppState, Action>;
  readonly #records: KeptRecords;
  readonly #own = crypto.randomUUID();
  /** Keys of lists of files, by the lists. */
  readonly #lists = new WeakMap<object, string>();
  /** The state that is kept; null: nothing is. */
  #kept: AppState | null = null;
  /** The settings that are remembered. */
  #settings: AppState["settings"] | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** What was taken up goes with the first write that holds it. */
  #takenUp: string[] = [];
  /** Queues that this page holds since it began to take them up. */
  readonly #taking = new Set<string>();

  private constructor(store: Store<AppState, Action>, records: KeptRecords) {
    this.#store = store;
    this.#records = records;
  }

  /**
   * Begins to keep, and offers what an earlier page left. Null where the browser keeps nothing, as in some private windows, or has no locks.
   */
  static async open(store: Store<AppState, Action>): Promise<QueueKeeper | null> {
    if (!("locks" in navigator) || !("indexedDB" in globalThis)) return null;
    const records = await KeptRecords.open(KEPT_VERSION).catch(() => null);
    if (records === null) return null;
    const keeper = new QueueKeeper(store, records);
    if (records.droppedOthers) keeper.#say(DROPPED);
    keeper.#recall();
    await holdToTheEnd(lockOf(keeper.#own));
    await keeper.#offer();
    let { job } = store.get();
    store.subscribe(() => {
      const before = job;
      ({ job } = store.get());
      // A page that ends soon after the click has something to go on with.
      if (before === null && job !== null) void keeper.flush();
      else keeper.#schedule();
    });
    keeper.#schedule();
    // A hidden page may be ended without another word.
    document.addEventListener("visibilitychange", () => void keeper.flush());
    return keeper;
  }

  /**
   * Takes up the queue that is offered; `ids` are those that *Go on* converts. To be called when the person has just pressed something: the
   * browser may ask whether the folder may be written to and the files be read. Null where another page has taken it.
   * @throws `permission`; `DOMException` of the records
   */
  async takeUp(): Promise<EarlierTaken | null> {
    const { earlier } = this.#store.get();
    if (earlier === null) return null;
    const kept = (await this.#isOurs(earlier.key)) ? readKept(await this.#records.read(earlier.key)) : null;
    if (kept === null) {
      this.#say("Another tab has taken up this queue, or let it go.");
      await this.#offer();
      return null;
    }
    const reference = kept.queue.destination?.reference;
    let goneFolder: string | null = null;
    if (reference?.kind === "directory-handle") {
      await ensureWritable(reference.handle);
      if (!(await isThere(reference.handle))) goneFolder = reference.handle.name;
    }
    if (goneFolder !== null) kept.queue.destination = null;
    const { lists } = kept;
    for (const folder of foldersNamedIn(kept)) await holdToTheEnd(folder);
    await askToRead(handlesOf(kept, lists));
    const found = new Map<string, FoundList>();
    for (const [key, list] of lists) found.set(key, await findFiles(list));
    this.#takenUp.push(earlier.key);
    this.#taking.delete(earlier.key);
    return { taken: takeUp(kept, found), ids: toGoOnWith(kept), goneFolder };
  }

  /** Who refused the browser's question can press again: the queue is this page's since the first time. */
  async #isOurs(key: string): Promise<boolean> {
    if (!this.#taking.has(key) && (await holdIfFree(lockOf(key)))) this.#taking.add(key);
    return this.#taking.has(key);
  }

  /** Removes the queue that is offered; the next one is offered then. */
  async forget(): Promise<void> {
    const { earlier } = this.#store.get();
    if (earlier === null) return;
    await this.#records.write({ put: [], remove: [], removeQueues: [earlier.key] });
    await this.#offer();
  }

  /** Writes what is not yet written. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#writing;
    const state = this.#store.get();
    if (state.settings !== this.#settings) writeKeptSettings(state.settings);
    this.#settings = state.settings;
    const keyOf = (files: object): string => this.#keyOf(files);
    const changes = keptChanges(this.#kept, state, { queue: this.#own, keyOf }, Date.now());
    changes.removeQueues = [
      ...(changes.removeQueues ?? []),
      ...(state.items.length > 0 ? this.#takenUp.splice(0) : []),
    ];
    if (changes.put.length + changes.remove.length + changes.removeQueues.length === 0) return;
    this.#kept = state.items.length === 0 ? null : state;
    // A full disk, or storage that was cleared meanwhile: the page goes on without.
    this.#writing = this.#records.write(changes).catch(() => {
      this.#kept = null;
    });
    await this.#writing;
  }

  /** The last choice of settings holds where nothing was chosen or dropped yet. */
  #recall(): void {
    const { items, settings, drafts } = this.#store.get();
    const kept = items.length > 0 || drafts.size > 0 ? null : readKeptSettings(settings);
    if (kept !== null) this.#store.dispatch({ type: "settings", settings: kept });
    this.#settings = this.#store.get().settings;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_AFTER);
  }

  #keyOf(files: object): string {
    const key = this.#lists.get(files) ?? crypto.randomUUID();
    this.#lists.set(files, key);
    return key;
  }

  async #offer(): Promise<void> {
    const records = new Map<string, Parameters<typeof readKept>[0][number][]>();
    for (const record of await this.#records.read()) {
      const [[key]] = record;
      const known = records.get(key);
      if (known === undefined) records.set(key, [record]);
      else known.push(record);
    }
    const queues = [...records].map(([key, of]) => ({ key, kept: readKept(of) }));
    const held = await heldLocks();
    const free = queues.filter(({ key }) => !held.has(lockOf(key)) || this.#taking.has(key));
    const offers = free.flatMap(({ key, kept }) => (kept === null ? [] : [earlierQueue(key, kept, Date.now())]));
    offers.sort((a, b) => b.savedAt - a.savedAt);
    const stays = offers.filter(
      ({ savedAt, count }, at) => at < MOST_QUEUES && count > 0 && Date.now() - savedAt < LONGEST,
    );
    const removeQueues = free.map(({ key }) => key).filter((key) => !stays.some((offer) => offer.key === key));
    if (removeQueues.length > 0) await this.#records.write({ put: [], remove: [], removeQueues });
    if (free.some(({ kept }) => kept === null)) this.#say(DROPPED);
    this.#store.dispatch({ type: "earlier", earlier: stays[0] ?? null });
    const named = queues.filter(({ key }) => !removeQueues.includes(key));
    await removeAbandoned(new Set(named.flatMap(({ kept }) => foldersNamedIn(kept))));
  }

  #say(text: string): void {
    this.#store.dispatch({ type: "notice", notice: { kind: "remark", text } });
  }
}

/** All that has to be allowed before the queue's files can be read. */
function* handlesOf(kept: KeptRecordsOfQueue, lists: ReadonlyMap<string, KeptList>): Generator<FileSystemHandle> {
  for (const { origins } of lists.values()) for (const { handle } of origins) yield handle;
  for (const source of kept.items.flatMap((item) => sourcesOf(item))) {
    const files = source.kind === "sequence" ? source.source : source;
    if (files.kind === "directory-handle") yield files.handle;
  }
}

function lockOf(queue: string): string {
  return `queue-${queue}`;
}

async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name }) => name));
}
