import type { ConversionClient } from "../../browser/conversionClient.ts";
import { keepStorage } from "../../browser/download.ts";
import { newDestination, type Destination } from "../../browser/destination.ts";
import { joinPath, type FolderTree } from "../../browser/folderTree.ts";
import { groupSources, sourceOfFolder } from "../../browser/grouping.ts";
import { ensureWritable } from "../../browser/pickers.ts";
import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import { sizeOfSource } from "../../browser/sourceSize.ts";
import { asZarrdropError } from "../../model/errors.ts";
import type { SequencePattern } from "../../model/references.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { initialState } from "./appState.ts";
import { reduce } from "./reduce.ts";
import type { Action, AppState } from "./appState.ts";
import { ConversionRun } from "./conversionRun.ts";
import { ItemLooks } from "./itemLooks.ts";
import { settingsOf } from "./planning.ts";
import type { ConversionResult, QueueItem } from "./queue.ts";
import { findSequences, partsOf, sequenceName, type SequenceOffer } from "./sequences.ts";
import { StoreArchives } from "./storeArchives.ts";
import { createStore } from "./store.ts";
import type { Store } from "./store.ts";

/**
 * What the page does, apart from how it looks: takes drops, asks the reading worker about them, starts conversions. The state is
 * in `store`; nothing here knows of React.
 */
export class Session {
  readonly store: Store<AppState, Action>;
  readonly reading: ReadingClient;
  readonly run: ConversionRun;
  /** Images that are open in the worker, by item. */
  readonly #open = new Map<string, OpenImage>();
  readonly #looks = new ItemLooks();
  readonly #archives: StoreArchives;
  /** How each item was opened last, whether that worked or not. */
  readonly #mosaics = new Map<string, Settings["mosaic"]>();
  /** The destination of which the stores are known, or are being looked at. */
  #described: { destination: Destination; controller: AbortController } | null = null;
  /** Items are looked at one after the other, so that sets are recognised in their order. */
  #looking: Promise<void> = Promise.resolve();

  constructor(reading: ReadingClient, conversion: ConversionClient, settings: Settings) {
    this.store = createStore(reduce, initialState(settings));
    this.reading = reading;
    this.#archives = new StoreArchives(reading);
    this.run = new ConversionRun(this.store, conversion, reading);
    this.store.subscribe(() => this.#followQueue());
    this.store.subscribe(() => this.#closeRemoved());
    this.store.subscribe(() => this.#reopenChanged());
    this.store.subscribe(() => this.#lookAtStores());
  }

  /** Takes what was dropped, pasted or chosen. Failures become a notice. */
  async add(pending: Promise<FolderTree | null> | FolderTree): Promise<void> {
    try {
      const tree = await pending;
      if (tree === null) return;
      const candidates = await groupSources(tree);
      const drop = crypto.randomUUID();
      this.store.dispatch({ type: "dropped", drop, candidates });
      this.#looking = this.#looking.then(() => this.#lookAt(drop));
      await this.#looking;
      for (const folder of tree.folders) this.#refuseIfVain(drop, folder.path);
      const offers: SequenceOffer[] = [];
      for (const found of findSequences(this.store.get().items, drop)) {
        const source = await sourceOfFolder(tree, found.base);
        if (source !== null) offers.push({ ...found, source });
      }
      this.store.dispatch({ type: "offers", offers });
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Lets the person choose where outputs go. False when they chose nothing. */
  async chooseDestination(): Promise<boolean> {
    try {
      const destination = await newDestination();
      if (destination !== null) this.store.dispatch({ type: "destination", destination });
      return destination !== null;
    } catch (thrown) {
      this.report(thrown);
      return false;
    }
  }

  /** Converts what can be converted (or the given items), after asking where to if that is not known yet. */
  async convert(ids: readonly string[] | null = null): Promise<void> {
    if (this.store.get().destination === null && !(await this.chooseDestination())) return;
    const { destination } = this.store.get();
    if (destination === null) return;
    try {
      if (destination.reference.kind === "directory-handle") await ensureWritable(destination.reference.handle);
      else await keepStorage();
      const done = await this.run.start(destination, ids);
      if (destination.folderName !== null) return;
      for (const result of done) {
        for (const { storeName } of result.plan.outputs) await this.downloadStore(result, storeName);
      }
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Offers a finished store as one file, as long as its item is in the queue. Failures become a notice. */
  async downloadStore(result: ConversionResult, storeName: string): Promise<void> {
    try {
      await this.#archives.download(result, storeName);
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Takes an item away; a conversion of it is stopped first. */
  async remove(id: string): Promise<void> {
    await this.run.stop(id);
    this.store.dispatch({ type: "remove", id });
  }

  /** Makes one image of the files of an offer. */
  async combine(offer: SequenceOffer, pattern: SequencePattern): Promise<void> {
    try {
      const id = crypto.randomUUID();
      const name = sequenceName({ base: offer.base, pattern });
      const path = joinPath(offer.base, pattern.template);
      const source = { kind: "sequence", source: offer.source, pattern } as const;
      const candidate = { name, path, base: offer.base, fromFolder: false, source };
      this.store.dispatch({ type: "combined", offer, parts: partsOf(offer, pattern), candidate, id });
      const item = this.store.get().items.find((each) => each.id === id);
      if (item !== undefined) await this.#openItem(item);
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Shows a failure that belongs to no item. */
  report(thrown: unknown): void {
    const error = asZarrdropError(thrown);
    if (error.kind !== "cancelled") this.store.dispatch({ type: "notice", notice: { kind: "error", error } });
  }

  async #lookAt(drop: string): Promise<void> {
    for (let item = this.#next(drop, new Set()), seen = new Set<string>(); item; item = this.#next(drop, seen)) {
      seen.add(item.id);
      await this.#identify(item);
    }
    for (const { id } of this.store.get().items) {
      const item = this.#itemOf(id);
      if (item?.drop === drop && item.verdict.kind === "checking") await this.#openItem(item);
    }
  }

  #itemOf(id: string): QueueItem | undefined {
    return this.store.get().items.find((item) => item.id === id);
  }

  /** A dropped folder without any image gets a verdict too. */
  #refuseIfVain(drop: string, folder: string): void {
    const { items, leftovers } = this.store.get();
    const isInside = (path: string): boolean => path === folder || path.startsWith(`${folder}/`);
    const isUsed = items.some((item) => {
      if (item.drop !== drop) return false;
      const files = item.verdict.kind === "ready" ? item.verdict.image.description.files : [];
      return isInside(item.path) || files.some((file) => isInside(joinPath(item.base, file)));
    });
    if (isUsed) return;
    const count = leftovers.filter(isInside).length;
    const reason = count === 0 ? "The folder is empty." : "None of the files in it is an image that can be read.";
    this.store.dispatch({ type: "folderSkipped", drop, path: folder, reason });
  }

  #next(drop: string, seen: ReadonlySet<string>): QueueItem | undefined {
    return this.store.get().items.find((item) => item.drop === drop && !seen.has(item.id));
  }

  async #identify(item: QueueItem): Promise<void> {
    const look = this.#looks.begin(item.id);
    try {
      const identification = await this.reading.identify(item.source, look.signal);
      this.store.dispatch({ type: "identified", id: item.id, identification });
    } catch (thrown) {
      this.#fail(item, thrown, look);
    } finally {
      this.#looks.end(item.id, look);
    }
  }

  async #openItem(item: QueueItem): Promise<void> {
    const mosaic = this.#mosaicOf(item);
    this.#mosaics.set(item.id, mosaic);
    const look = this.#looks.begin(item.id);
    try {
      const image = await this.reading.open(item.source, mosaic, look.signal);
      const before = this.#open.get(item.id);
      this.#open.set(item.id, image);
      if (before !== undefined) {
        this.reading.close(before);
        // A choice among scenes means nothing among others.
        const isAlike = before.description.scenes.length === image.description.scenes.length;
        if (!isAlike) this.store.dispatch({ type: "scenes", id: item.id, scenes: null });
      }
      this.store.dispatch({ type: "opened", id: item.id, image });
      void this.#measure(item, image);
    } catch (thrown) {
      this.#fail(item, thrown, look);
    } finally {
      this.#looks.end(item.id, look);
    }
  }

  #mosaicOf(item: QueueItem): Settings["mosaic"] {
    return (item.ownSettings ?? this.store.get().settings).mosaic;
  }

  /** Opens anew what was opened with another setting of mosaics: which scenes there are depends on it. */
  #reopenChanged(): void {
    const changed = this.store.get().items.filter((item) => {
      const opened = this.#mosaics.get(item.id);
      const isOpen = item.verdict.kind === "ready" || item.verdict.kind === "failed";
      return isOpen && opened !== undefined && opened !== this.#mosaicOf(item);
    });
    // All of them before the state changes, which asks again what has to be opened.
    for (const item of changed) this.#mosaics.set(item.id, this.#mosaicOf(item));
    for (const item of changed) {
      this.store.dispatch({ type: "verdict", id: item.id, verdict: { kind: "checking" } });
      void this.#openItem(item);
    }
  }

  /** Keeps `stores` in step with the destination, where time points are to be added to what is there. */
  #lookAtStores(): void {
    const { items, settings, destination, job } = this.store.get();
    // A job changes what is there: it is looked at again afterwards.
    const appends = job === null && items.some((item) => settingsOf(item, settings).existing === "append");
    const wanted = appends ? destination : null;
    if (wanted === (this.#described?.destination ?? null)) return;
    this.#described?.controller.abort();
    this.#described = wanted === null ? null : { destination: wanted, controller: new AbortController() };
    if (this.#described === null) return;
    const { destination: described, controller } = this.#described;
    this.reading.describeDestination(described.reference, controller.signal).then(
      (stores) => {
        if (!controller.signal.aborted) this.store.dispatch({ type: "stores", stores });
      },
      (thrown: unknown) => this.report(thrown),
    );
  }

  /** The size on disk is only for show: without it something is left out. */
  async #measure(item: QueueItem, image: OpenImage): Promise<void> {
    const bytes = await sizeOfSource(item.source, image.description.files).catch(() => null);
    if (bytes !== null) this.store.dispatch({ type: "measured", id: item.id, bytes });
  }

  #fail(item: QueueItem, thrown: unknown, look: AbortController): void {
    if (look.signal.aborted) return;
    const error = asZarrdropError(thrown).with({ file: item.name });
    const verdict =
      error.kind === "companion-missing"
        ? ({ kind: "companion", reason: error.message, files: error.details.files ?? [] } as const)
        : ({ kind: "failed", error } as const);
    this.store.dispatch({ type: "verdict", id: item.id, verdict });
  }

  /** Stops what is done for items that are in the queue no more; what came back by an undo is looked at again. */
  #followQueue(): void {
    const { items } = this.store.get();
    this.#archives.follow(items);
    for (const item of this.#looks.follow(items)) {
      this.#looking = this.#looking.then(async () => {
        await this.#identify(item);
        const now = this.#itemOf(item.id);
        if (now?.verdict.kind === "checking") await this.#openItem(now);
      });
    }
  }

  /** Closes what is in the queue no more and cannot come back by an undo. */
  #closeRemoved(): void {
    const { items, notice } = this.store.get();
    const kept = notice?.kind === "undo" ? [...items, ...notice.restore.items] : items;
    const ids = new Set(kept.map((item) => item.id));
    this.#looks.forget((id) => ids.has(id));
    for (const [id, image] of this.#open) {
      if (ids.has(id)) continue;
      this.#open.delete(id);
      this.#mosaics.delete(id);
      this.reading.close(image);
    }
  }
}
