import type { ConversionClient } from "../../browser/conversionClient.ts";
import type { PageSigns } from "../../browser/pageSigns.ts";
import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import { sizeOfSource } from "../../browser/sourceSize.ts";
import { asZarrdropError, assertNever } from "../../model/errors.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import type { Action, AppState, Notice } from "./appState.ts";
import { effectsOf, type Effect, mayConvert } from "./effects.ts";
import { labelSources, type QueueItem } from "./queue.ts";
import type { Store } from "./store.ts";
import type { StoreArchives } from "./storeArchives.ts";
import { keyOfRead, type WantedRead } from "./wantedReads.ts";

/** Milliseconds for which something can be taken back. */
const UNDO_TIME = 10_000;

/** Milliseconds after which threads are made ready to convert: the first picture comes before, nobody's click does. */
const PREPARE_AFTER = 1500;

/** What effects are done with. */
export type EffectTools = {
  reading: Pick<ReadingClient, "identify" | "open" | "close" | "describeDestination">;
  conversion: Pick<ConversionClient, "prepare">;
  archives: Pick<StoreArchives, "giveUp">;
  page: PageSigns;
  /** Told of a file that was just opened, before the state is: what is done for it is under way before the page is drawn. */
  beforeOpened(id: string, image: OpenImage): Promise<void>;
  /** Shows a failure that belongs to no item. */
  report(thrown: unknown): void;
};

/** Does what follows from each change of the state (`effectsOf`). What is read comes back as an action. */
export class EffectRunner {
  readonly #store: Store<AppState, Action>;
  readonly #tools: EffectTools;
  readonly #reads = new Map<string, AbortController>();
  /** The state from which everything that follows was done. */
  #done: AppState;
  #isBusy = false;

  constructor(store: Store<AppState, Action>, tools: EffectTools) {
    this.#store = store;
    this.#tools = tools;
    this.#done = store.get();
  }

  /** From now on. */
  start(): void {
    this.#store.subscribe(() => this.#follow());
  }

  /** An effect that changes the state at once does not get ahead of the others. */
  #follow(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#done !== this.#store.get()) {
        const before = this.#done;
        this.#done = this.#store.get();
        for (const effect of effectsOf(before, this.#done)) this.#do(effect);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #do(effect: Effect): void {
    const { reading, archives, page } = this.#tools;
    switch (effect.kind) {
      case "stop-reading":
        return this.#stop(effect.read);
      case "close-image":
        return reading.close(effect.image);
      case "give-up-archives":
        return archives.giveUp(effect.result);
      case "start-reading":
        return this.#begin(effect.read);
      case "prepare-conversion":
        return void setTimeout(() => this.#prepareConversion(), PREPARE_AFTER);
      case "let-lapse":
        return this.#letLapse(effect.notice);
      case "show-title":
        return page.showTitle(effect.title);
      case "show-badge":
        return page.showBadge(effect.count);
      case "ask-before-leaving":
        return page.askBeforeLeaving(effect.isAsked);
      case "tell-end":
        return page.tellEnd(effect.startedAt, effect.text);
      default:
        return assertNever(effect);
    }
  }

  #begin(read: WantedRead): void {
    const controller = new AbortController();
    this.#reads.set(keyOfRead(read), controller);
    const { signal } = controller;
    this.#read(read, signal).then(
      (action) => {
        if (!signal.aborted) {
          if (action !== null) this.#store.dispatch(action);
        } else if (action?.type === "opened") {
          // It came too late to be known by anybody.
          this.#tools.reading.close(action.image);
        }
      },
      (thrown: unknown) => signal.aborted || this.#fail(read, thrown),
    );
  }

  /** One that was answered is not wanted any more either. */
  #stop(read: WantedRead): void {
    const key = keyOfRead(read);
    this.#reads.get(key)?.abort();
    this.#reads.delete(key);
  }

  async #read(read: WantedRead, signal: AbortSignal): Promise<Action | null> {
    const { reading } = this.#tools;
    switch (read.kind) {
      case "identify": {
        const identification = await reading.identify(this.#item(read.id).source, signal);
        return { type: "identified", id: read.id, identification };
      }
      case "open": {
        const { id, mosaic } = read;
        const item = this.#item(id);
        const image = await reading.open(item.source, { mosaic, labels: labelSources(item) }, signal);
        if (!signal.aborted) await this.#tools.beforeOpened(id, image);
        return { type: "opened", id, image, mosaic };
      }
      case "measure": {
        const item = this.#item(read.id);
        const files = item.verdict.kind === "ready" ? item.verdict.image.description.files : [];
        const sources = [{ source: item.source, files }, ...labelSources(item)];
        // Only for show: without it something is left out.
        const sizes = await Promise.all(sources.map((each) => sizeOfSource(each.source, each.files).catch(() => null)));
        if (sizes.includes(null)) return null;
        return { type: "measured", id: read.id, bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) };
      }
      case "describe-destination":
        return {
          type: "stores",
          stores: await reading.describeDestination(read.destination.reference, signal),
        };
      default:
        return assertNever(read);
    }
  }

  #fail(read: WantedRead, thrown: unknown): void {
    if (read.kind === "describe-destination" || read.kind === "measure") {
      this.#tools.report(thrown);
      return;
    }
    const error = errorToWire(asZarrdropError(thrown).with({ file: this.#item(read.id).name }));
    const mosaic = read.kind === "open" ? read.mosaic : null;
    this.#store.dispatch({ type: "unreadable", id: read.id, error, mosaic });
  }

  /** Reads are of items that are in the queue. */
  #item(id: string): QueueItem {
    return this.#store.get().items.find((item) => item.id === id)!;
  }

  /** Threads beside those of a job that has begun meanwhile would be idle. */
  #prepareConversion(): void {
    if (mayConvert(this.#store.get())) this.#tools.conversion.prepare();
  }

  #letLapse(notice: Notice): void {
    setTimeout(() => {
      if (this.#store.get().notice === notice) this.#store.dispatch({ type: "notice", notice: null });
    }, UNDO_TIME);
  }
}
