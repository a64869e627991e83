import type { ConversionClient } from "../../browser/conversionClient.ts";
import { keepStorage } from "../../browser/download.ts";
import { newDestination, removeAbandoned } from "../../browser/destination.ts";
import type { FolderTree } from "../../browser/folderTree.ts";
import {
  groupSources,
  joinLoose,
  type SourceCandidate,
  sourceOfFolder,
  sourceWithout,
} from "../../browser/grouping.ts";
import { canPickFolders, ensureWritable } from "../../browser/pickers.ts";
import type { InstallOffer } from "../../browser/installOffer.ts";
import type { PageSigns } from "../../browser/pageSigns.ts";
import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import type { UpdateOffer } from "../../browser/serviceWorkerClient.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import { baseName, joinPath } from "../../model/paths.ts";
import type { SequencePattern } from "../../model/references.ts";
import { storeNamesOf } from "../../plan/plannedStore.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { Reads } from "../reads/reads.ts";
import { initialState } from "./appState.ts";
import { reduce } from "./reduce.ts";
import type { Action, AppState } from "./appState.ts";
import { ConversionRun } from "./conversionRun.ts";
import { EffectRunner, type EffectTools } from "./effectRunner.ts";
import { newItem, type ConversionResult, type QueueItem, type Verdict } from "./queue.ts";
import { findSequences, partsOf, sequenceName, type SequenceOffer } from "./sequences.ts";
import { changedText, folderGone } from "./earlierTexts.ts";
import { StoreArchives } from "./storeArchives.ts";
import type { QueueKeeper } from "./queueKeeper.ts";
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
  /** What is read for being shown. */
  readonly reads = new Reads();
  #beforeOpened: EffectTools["beforeOpened"] | null = null;
  readonly #archives: StoreArchives;
  #update: UpdateOffer | null = null;
  #install: InstallOffer | null = null;
  #keeper: QueueKeeper | null = null;

  constructor(reading: ReadingClient, conversion: ConversionClient, page: PageSigns, settings: Settings) {
    this.store = createStore(reduce, initialState(settings));
    this.reading = reading;
    this.#archives = new StoreArchives(reading);
    this.run = new ConversionRun(this.store, conversion, reading);
    const report = (thrown: unknown): void => this.report(thrown);
    const beforeOpened = async (id: string, image: OpenImage): Promise<void> => this.#beforeOpened?.(id, image);
    new EffectRunner(this.store, { reading, conversion, archives: this.#archives, page, beforeOpened, report }).start();
  }

  /** What the part that shows files does for one that was just opened, before the page is drawn; null: nothing. */
  prepareOpened(prepare: EffectTools["beforeOpened"] | null): void {
    this.#beforeOpened = prepare;
  }

  /** Keeps the queue from now on, so that it outlives the page, and offers the one of an earlier page. Failures become a notice. */
  async keep(): Promise<void> {
    try {
      const { QueueKeeper } = await import("./queueKeeper.ts");
      this.#keeper = await QueueKeeper.open(this.store);
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Takes up the queue of an earlier page as it was, and goes on with its conversion where it was under way. Failures become a notice. */
  async takeUpEarlier(goesOn: boolean): Promise<void> {
    try {
      const earlier = (await this.#keeper?.takeUp()) ?? null;
      if (earlier === null) return;
      this.store.dispatch({ type: "takenUp", taken: earlier.taken });
      const text = changedText(earlier.taken.changed);
      if (earlier.goneFolder !== null) throw folderGone(earlier.goneFolder, text);
      if (text !== null) this.store.dispatch({ type: "notice", notice: { kind: "remark", text } });
      if (!goesOn) return;
      const ids = new Set(earlier.ids);
      await this.#hasLookedAt(({ id }) => ids.has(id));
      await this.convert(earlier.ids);
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Lets go of the queue of an earlier page. Failures become a notice. */
  async forgetEarlier(): Promise<void> {
    await this.#keeper?.forget().catch((thrown: unknown) => this.report(thrown));
  }

  /** Takes what was dropped, pasted or chosen. Failures become a notice. */
  async add(pending: Promise<FolderTree | null> | FolderTree): Promise<void> {
    try {
      const tree = await pending;
      if (tree === null) return;
      const drop = crypto.randomUUID();
      const candidates = this.#regroup(await groupSources(tree), drop);
      const givenBack = this.#giveBack(candidates, drop);
      const items = candidates
        .filter((candidate) => !givenBack.has(candidate))
        .map((candidate) => newItem(crypto.randomUUID(), drop, candidate));
      this.store.dispatch({ type: "dropped", items });
      for (const { name, error } of tree.lost ?? []) {
        this.#addWithVerdict(drop, { name, path: name }, { kind: "failed", error: errorToWire(error) });
      }
      await this.#hasLookedAt((item) => item.drop === drop);
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
      // Where a queue is kept, what it names is, too; all else goes at the page's start.
      if (this.#keeper === null && !canPickFolders()) await removeAbandoned(new Set());
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
        for (const storeName of storeNamesOf(result.plan)) await this.downloadStore(result, storeName);
      }
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Has the settings that hold now hold for what waits in the job under way. */
  async applySettings(): Promise<void> {
    const { destination } = this.store.get();
    if (destination !== null) await this.run.applySettings(destination);
  }

  /** Offers a finished store as one file, as long as its item is in the queue. Failures become a notice. */
  async downloadStore(result: ConversionResult, storeName: string): Promise<void> {
    try {
      await this.#archives.download(result, storeName);
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Takes items away; a conversion of one is stopped first. What waits and comes back by an undo is converted with its job. */
  async remove(...ids: string[]): Promise<void> {
    for (const id of ids) await this.run.stop(id);
    this.store.dispatch({ type: "remove", ids });
  }

  /** Takes away all that is done. */
  async removeDone(): Promise<void> {
    await this.remove(...this.#idsOf(({ run }) => run.kind === "done"));
  }

  /** Converts again what failed while it was converted, where its settings still allow it. */
  async retryFailed(): Promise<void> {
    await this.convert(this.#idsOf(({ run }) => run.kind === "failed"));
  }

  #idsOf(isMeant: (item: QueueItem) => boolean): string[] {
    return this.store
      .get()
      .items.filter(isMeant)
      .map(({ id }) => id);
  }

  /** Makes one image of the files of an offer. */
  async combine(offer: SequenceOffer, pattern: SequencePattern): Promise<void> {
    try {
      const name = sequenceName({ base: offer.base, pattern });
      const path = joinPath(offer.base, pattern.template);
      const source = {
        kind: "sequence",
        source: await sourceWithout(offer.source, offer.without ?? []),
        pattern,
      } as const;
      const candidate = { name, path, base: offer.base, fromFolder: false, source };
      const verdict = { kind: "checking", step: "open", before: null } as const;
      const item = { ...newItem(crypto.randomUUID(), offer.drop, candidate), verdict };
      this.store.dispatch({ type: "combined", offer, parts: partsOf(offer, pattern), item });
      await this.#hasLookedAt(({ id }) => id === item.id);
    } catch (thrown) {
      this.report(thrown);
    }
  }

  /** Shows a failure that belongs to no item. */
  report(thrown: unknown): void {
    const error = errorToWire(thrown);
    if (error.kind !== "cancelled") this.store.dispatch({ type: "notice", notice: { kind: "error", error } });
  }

  /** A new version of the page is there: the person is told. */
  offerUpdate(offer: UpdateOffer): void {
    this.#update = offer;
    this.store.dispatch({ type: "update", update: "offered" });
  }

  /** Loads the new version as soon as the browser lets it, and no job is under way; the queue is kept, and can be gone on with. */
  async loadUpdate(): Promise<void> {
    const offer = this.#update;
    if (offer === null) return;
    this.store.dispatch({ type: "update", update: "accepted" });
    await offer.accept();
    await this.#until(({ job }) => job === null);
    offer.load();
  }

  /** The browser would install the page: the person is asked, once. Null: there is nothing to ask any more. */
  offerInstall(offer: InstallOffer | null): void {
    this.#install = offer;
    this.store.dispatch({ type: "install", isOffered: offer !== null });
  }

  /** Has the browser install the page, or not; either is for good. */
  install(isWanted: boolean): void {
    const offer = this.#install;
    this.offerInstall(null);
    offer?.answer(isWanted);
  }

  /** Resolves when none of these items is being looked at: each has its verdict, or was taken away. */
  #hasLookedAt(isMeant: (item: QueueItem) => boolean): Promise<void> {
    return this.#until(({ items }) => !items.some((item) => isMeant(item) && item.verdict.kind === "checking"));
  }

  #until(isTrue: (state: AppState) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const end = this.store.subscribe(() => look());
      const look = (): void => {
        if (!isTrue(this.store.get())) return;
        end();
        resolve();
      };
      look();
    });
  }

  /** Loose files that lack companions, or may, are looked at again with those that come now, as if all had been dropped together. */
  #regroup(candidates: readonly SourceCandidate[], drop: string): SourceCandidate[] {
    const mayLack: readonly Verdict["kind"][] = ["companion", "checking"];
    const lacking = this.store.get().items.filter(({ verdict }) => mayLack.includes(verdict.kind));
    const { joined, again } = joinLoose(lacking, candidates);
    for (const { id, source } of again) this.store.dispatch({ type: "regrouped", id, source, drop });
    return joined;
  }

  /** Files that an item lacks since an earlier visit are the item's again: those that were. */
  #giveBack(candidates: readonly SourceCandidate[], drop: string): ReadonlySet<SourceCandidate> {
    const given = new Set<SourceCandidate>();
    for (const { id, verdict } of this.store.get().items) {
      for (const { id: part, name } of verdict.kind === "missing" ? verdict.wanted : []) {
        const match = candidates.find((candidate) => candidate.name === name && !given.has(candidate));
        if (match === undefined) continue;
        given.add(match);
        this.store.dispatch({ type: "found", id, part, found: { source: match.source, drop } });
      }
    }
    return given;
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
    this.#addWithVerdict(drop, { name: baseName(folder), path: folder }, { kind: "skipped", reason });
  }

  /** Lists something of which nothing can be read, with what is to be said of it. */
  #addWithVerdict(drop: string, { name, path }: { name: string; path: string }, verdict: Verdict): void {
    const source = { kind: "files" as const, files: [], main: "" };
    const candidate = { name, path, base: path, fromFolder: false, source };
    const item = { ...newItem(crypto.randomUUID(), drop, candidate), verdict };
    this.store.dispatch({ type: "dropped", items: [item] });
  }
}
