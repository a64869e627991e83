import type { BoundedCache } from "../../model/boundedCache.ts";
import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import { tileKey, type Tile, type TilePlace } from "./tiles.ts";
import type { PlaneIndex } from "./viewedImage.ts";

/** One tile of one plane. */
export type TileRequest = { place: TilePlace; plane: PlaneIndex };
/** Reads a tile; the signal is aborted when nobody wants it any more. */
export type TileReader = (request: TileRequest, signal: AbortSignal) => Promise<Tile>;

/** Tiles by key, of all pictures together, within a number of bytes. */
export type TileCache = BoundedCache<string, Tile>;

/** Tiles that are read at once: the worker is one thread, more would only delay what becomes wanted next. */
const CONCURRENCY = 3;

let stores = 0;

/**
 * Tiles of one image. What is wanted is said anew at every change of a view; reads of what nobody wants any more are aborted.
 */
export class TileStore {
  readonly #read: TileReader;
  readonly #cache: TileCache;
  readonly #prefix = `${stores++} `;
  readonly #listeners = new Set<() => void>();
  readonly #running = new Map<string, AbortController>();
  readonly #failures = new Map<string, ZarrdropError>();
  /** What each of those who look wants. */
  readonly #wanted = new Map<object, readonly TileRequest[]>();
  #waiting: TileRequest[] = [];
  #isBegun = false;

  /** @param cache keeps the tiles; others may share it */
  constructor(read: TileReader, cache: TileCache) {
    this.#read = read;
    this.#cache = cache;
  }

  /** Calls `listener` when a tile came or a read failed; the result ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(place: TilePlace, plane: PlaneIndex): Tile | null {
    return this.#cache.get(this.#keyOf({ place, plane })) ?? null;
  }

  /** Says what one of those who look wants, the most urgent first; the others' wishes stay. */
  want(requests: readonly TileRequest[], owner: object): void {
    if (requests.length === 0) this.#wanted.delete(owner);
    else this.#wanted.set(owner, requests);
    const wanted = new Map([...this.#wanted.values()].flat().map((request) => [this.#keyOf(request), request]));
    for (const [key, controller] of this.#running) {
      if (wanted.has(key)) continue;
      this.#running.delete(key);
      controller.abort();
    }
    this.#waiting = [...wanted].flatMap(([key, request]) =>
      this.#cache.has(key) || this.#running.has(key) || this.#failures.has(key) ? [] : [request],
    );
    this.#startMore();
  }

  /** True while something that is wanted is not there yet. */
  get isBusy(): boolean {
    return this.#running.size > 0 || this.#waiting.length > 0;
  }

  /** Why something that is wanted will not come, if that is so. */
  failureOf(requests: readonly TileRequest[]): ZarrdropError | null {
    for (const request of requests) {
      const failure = this.#failures.get(this.#keyOf(request));
      if (failure !== undefined) return failure;
    }
    return null;
  }

  /** What failed is tried again. */
  forgetFailures(): void {
    this.#failures.clear();
  }

  #keyOf({ place, plane }: TileRequest): string {
    return this.#prefix + tileKey(place, plane);
  }

  #startMore(): void {
    // The first tile has the worker to itself: a picture of one channel sooner says more than one of three later.
    while (this.#running.size < (this.#isBegun ? CONCURRENCY : 1)) {
      const request = this.#waiting.shift();
      if (request === undefined) return;
      void this.#start(request);
    }
  }

  async #start(request: TileRequest): Promise<void> {
    const key = this.#keyOf(request);
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      const tile = await this.#read(request, controller.signal);
      if (!controller.signal.aborted) this.#cache.hold(key, tile);
    } catch (thrown) {
      const error = asZarrdropError(thrown);
      if (error.kind !== "cancelled" && !controller.signal.aborted) this.#failures.set(key, error);
    }
    this.#isBegun = true;
    if (this.#running.get(key) === controller) this.#running.delete(key);
    this.#startMore();
    if (!controller.signal.aborted) for (const listener of this.#listeners) listener();
  }
}
