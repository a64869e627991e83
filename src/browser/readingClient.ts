import { proxy } from "comlink";
import { ZarrdropError } from "../model/errors.ts";
import type { ImageDescription } from "../model/image.ts";
import type { DestinationReference, SourceReference } from "../model/references.ts";
import type { DestinationPlan } from "../plan/destinationPlan.ts";
import type { PlanContext } from "../plan/planConversion.ts";
import type { Settings } from "../plan/settings/settings.ts";
import type { StorageQuestion, StorageSample } from "../plan/estimate/storageSample.ts";
import type { StoreContents } from "../plan/storeContents.ts";
import type { StoreInTheWay, StoreLook } from "../plan/storeLook.ts";
import type { StoreValidation, ValidationOptions, ValidationProgress } from "../plan/storeValidation.ts";
import type {
  Identification,
  LevelPixels,
  LevelRequest,
  OpenOptions,
  ReadingApi,
  RoughPixels,
  RoughRequest,
  StoreToCheck,
} from "../protocol/api.ts";
import { callWithToken } from "../protocol/abortTokens.ts";
import type { WatchedWorker } from "../protocol/watchedWorker.ts";
import { IdleTurns } from "./idleTurns.ts";
import { LastingWorker } from "./lastingWorker.ts";

/** An opened source. Stays valid when the worker has to be started again. */
export type OpenImage = { readonly id: number; readonly description: ImageDescription };

/** What the plan of an image depends on: see `ReadingApi.planForDestination`. */
export type DestinationQuestion = {
  settings: Settings;
  destination: DestinationReference;
  otherNames: readonly string[];
  onWait: (sentence: string) => void;
};

type Reading = WatchedWorker<ReadingApi>;
type Opened = { source: number; description: ImageDescription };

type Entry = {
  open(reading: Reading, token: string): Promise<Opened>;
  /** The worker's number, and the worker in which it means something. */
  opened: { reading: Reading; source: Promise<number> } | null;
  /** Aborted when the source is closed. */
  closing: AbortController;
};

/**
 * The reading worker as the page sees it: calls with an `AbortSignal`, which reject at once when it aborts, and a worker that was lost is
 * started again with its sources reopened (`LastingWorker`). Every failure is a `ZarrdropError`.
 */
export class ReadingClient {
  readonly #worker: LastingWorker<ReadingApi>;
  readonly #entries = new Map<number, Entry>();
  readonly #idle = new IdleTurns();
  #nextId = 1;

  constructor(start: () => Reading) {
    this.#worker = new LastingWorker(start);
  }

  /** Has the worker started, so that the first drop finds it there. */
  ready(): Promise<void> {
    return this.#worker.call(async ({ api }) => api.ready());
  }

  identify(source: SourceReference, signal: AbortSignal): Promise<Identification> {
    return this.#call<Identification>(signal, async ({ api }, token) => api.identify(withoutOrigins(source), token));
  }

  open(source: SourceReference, { mosaic, labels = [] }: OpenOptions, signal: AbortSignal): Promise<OpenImage> {
    const masks = labels.map((each) => ({ ...each, source: withoutOrigins(each.source) }));
    const options = masks.length === 0 ? { mosaic } : { mosaic, labels: masks };
    return this.#register(signal, ({ api }, token) => api.open(withoutOrigins(source), options, token));
  }

  /** Opens a finished store, to look at what was written. */
  openStore(destination: DestinationReference, storeName: string, signal: AbortSignal): Promise<OpenImage> {
    return this.#register(signal, ({ api }, token) => api.openStore(destination, storeName, token));
  }

  close(image: OpenImage): void {
    const entry = this.#entries.get(image.id);
    this.#entries.delete(image.id);
    entry?.closing.abort();
    const opened = entry?.opened;
    // A source that never opened, or whose worker is gone, has nothing to close.
    opened?.source.then((source) => opened.reading.api.close(source)).catch(() => {});
  }

  /** Gives memory back that is kept only so that nothing need be read or computed again. */
  forgetKept(): void {
    this.#worker.call(async ({ api }) => api.forgetKept()).catch(() => {});
  }

  /** Pixels of a box of one output level, as the conversion will write them. */
  readLevel(
    image: OpenImage,
    request: Omit<LevelRequest, "source" | "token">,
    signal: AbortSignal,
  ): Promise<LevelPixels> {
    return this.#callWith(image, signal, ({ api }, source, token) => api.readLevel({ ...request, source, token }));
  }

  /** A box of an output made small, at once, from a few blocks: see `ReadingApi.readRough`. */
  readRough(
    image: OpenImage,
    request: Omit<RoughRequest, "source" | "token">,
    signal: AbortSignal,
  ): Promise<RoughPixels> {
    return this.#callWith(image, signal, ({ api }, source, token) => api.readRough({ ...request, source, token }));
  }

  /** What becomes of a few chunks of an image, when nothing else is asked for: whatever is stops it, and it begins anew after that. */
  measureStorage(image: OpenImage, question: StorageQuestion, signal: AbortSignal): Promise<StorageSample> {
    return this.#idle.run(
      (turn) =>
        this.#callBeside(turn, async (reading, token) => {
          const source = await sourceIn(this.#entryOf(image), reading);
          return reading.api.measureStorage(source, question, token);
        }),
      signal,
    );
  }

  /** Bytes that a chunk takes, when nothing else is asked for: as `measureStorage`. */
  measureChunk(
    image: OpenImage,
    request: Omit<LevelRequest, "source" | "token">,
    signal: AbortSignal,
  ): Promise<number> {
    return this.#idle.run(
      (turn) =>
        this.#callBeside(turn, async (reading, token) => {
          const source = await sourceIn(this.#entryOf(image), reading);
          return reading.api.measureChunk({ ...request, source, token });
        }),
      signal,
    );
  }

  /**
   * What the planner must know of a destination in which time points are added to stores.
   * @throws `permission`, `storage`
   */
  describeDestination(destination: DestinationReference, signal: AbortSignal): Promise<PlanContext> {
    return this.#call<PlanContext>(signal, async ({ api }, token) => api.describeDestination(destination, token));
  }

  /**
   * Checks an OME-Zarr store.
   * @throws those of reading it, `cancelled`
   */
  validateStore(
    store: StoreToCheck,
    options: ValidationOptions,
    onProgress: (progress: ValidationProgress) => void,
    signal: AbortSignal,
  ): Promise<StoreValidation> {
    return this.#call(signal, ({ api }, token) => api.validateStore(store, options, token, proxy(onProgress)));
  }

  /**
   * What is in an OME-Zarr store by its metadata.
   * @throws those of reading it, `cancelled`
   */
  storeContents(store: StoreToCheck, signal: AbortSignal): Promise<StoreContents> {
    return this.#call<StoreContents>(signal, async ({ api }, token) => api.storeContents(store, token));
  }

  /** What is under the names of outputs: see `ReadingApi.lookAtStores`. */
  lookAtStores(
    destination: DestinationReference,
    stores: readonly StoreInTheWay[],
    signal: AbortSignal,
  ): Promise<StoreLook[]> {
    return this.#call<StoreLook[]>(signal, async ({ api }, token) => api.lookAtStores(destination, stores, token));
  }

  /** The plan of an open image for a destination: see `ReadingApi.planForDestination`. */
  planForDestination(
    image: OpenImage,
    { settings, destination, otherNames, onWait }: DestinationQuestion,
    signal: AbortSignal,
  ): Promise<DestinationPlan> {
    return this.#callWith<DestinationPlan>(image, signal, async ({ api }, source, token) =>
      api.planForDestination(source, settings, destination, otherNames, token, proxy(onWait)),
    );
  }

  /** A finished store as one file, to be downloaded. */
  archiveStore(destination: DestinationReference, storeName: string, signal: AbortSignal): Promise<Blob> {
    return this.#call(signal, ({ api }, token) => api.archiveStore(destination, storeName, token));
  }

  #call<Result>(signal: AbortSignal, work: (reading: Reading, token: string) => Promise<Result>): Promise<Result> {
    return this.#idle.during(this.#callBeside(signal, work));
  }

  #callBeside<Result>(
    signal: AbortSignal,
    work: (reading: Reading, token: string) => Promise<Result>,
  ): Promise<Result> {
    let used: Reading | null = null;
    return callWithToken(
      signal,
      (token) =>
        this.#worker.call((reading) => {
          used = reading;
          return work(reading, token);
        }, signal),
      (token) => void used?.api.cancel(token).catch(() => {}),
    );
  }

  async #callWith<Result>(
    image: OpenImage,
    signal: AbortSignal,
    work: (reading: Reading, source: number, token: string) => Promise<Result>,
  ): Promise<Result> {
    const entry = this.#entryOf(image);
    return this.#call(signal, async (reading, token) => work(reading, await sourceIn(entry, reading), token));
  }

  #entryOf(image: OpenImage): Entry {
    const entry = this.#entries.get(image.id);
    if (entry === undefined) throw new ZarrdropError("cancelled", "The file was closed.");
    return entry;
  }

  async #register(signal: AbortSignal, open: Entry["open"]): Promise<OpenImage> {
    return this.#call(signal, async (reading, token) => {
      const { source, description } = await open(reading, token);
      // It came too late to be known by anybody.
      if (signal.aborted) void reading.api.close(source);
      const id = this.#nextId++;
      const opened = { reading, source: Promise.resolve(source) };
      if (!signal.aborted) this.#entries.set(id, { open, opened, closing: new AbortController() });
      return { id, description };
    });
  }
}

/** The number of a source in a worker, which opens it if it is new to it. */
function sourceIn(entry: Entry, reading: Reading): Promise<number> {
  if (entry.opened?.reading !== reading) {
    const opening = callWithToken(
      entry.closing.signal,
      (token) => entry.open(reading, token),
      (token) => void reading.api.cancel(token).catch(() => {}),
    );
    entry.opened = { reading, source: opening.then(({ source }) => source) };
  }
  return entry.opened.source;
}

/** Reading asks nobody where files lie; handles of hundreds of files dropped together would be sent for each of them. */
function withoutOrigins(source: SourceReference): SourceReference {
  if (source.kind === "sequence" && source.source.kind === "files") {
    return { ...source, source: { ...source.source, origins: [] } };
  }
  return source.kind === "files" ? { ...source, origins: [] } : source;
}
