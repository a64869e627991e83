import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import { tileKey, type Tile, type TilePlace } from "./tiles.ts";
import type { PlaneIndex } from "./viewedImage.ts";

/** One tile of one plane. */
export type TileRequest = { place: TilePlace; plane: PlaneIndex };
/** Reads a tile; the signal is aborted when nobody wants it any more. */
export type TileReader = (request: TileRequest, signal: AbortSignal) => Promise<Tile>;

/** Bytes of tiles that are kept. */
const CAPACITY = 192 * 2 ** 20;
/** Tiles that are read at once: the worker is one thread, more would only delay what becomes wanted next. */
const CONCURRENCY = 3;

/**
 * Tiles of one image. What is wanted is said anew at every change of the view; reads of what nobody wants any more are
 * aborted. The least recently used tiles go when there are too many.
 */
export class TileStore {
  readonly #read: TileReader;
  readonly #changed: () => void;
  readonly #capacity: number;
  readonly #tiles = new Map<string, Tile>();
  readonly #running = new Map<string, AbortController>();
  readonly #failures = new Map<string, ZarrdropError>();
  #waiting: TileRequest[] = [];
  #bytes = 0;

  /** @param changed called when a tile came or a read failed */
  constructor(read: TileReader, changed: () => void, capacity = CAPACITY) {
    this.#read = read;
    this.#changed = changed;
    this.#capacity = capacity;
  }

  get(place: TilePlace, plane: PlaneIndex): Tile | null {
    const key = tileKey(place, plane);
    const tile = this.#tiles.get(key);
    if (tile === undefined) return null;
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
    return tile;
  }

  /** Says what is wanted, the most urgent first. */
  want(requests: readonly TileRequest[]): void {
    const wanted = new Set(requests.map(({ place, plane }) => tileKey(place, plane)));
    for (const [key, controller] of this.#running) {
      if (wanted.has(key)) continue;
      this.#running.delete(key);
      controller.abort();
    }
    this.#waiting = requests.filter(({ place, plane }) => {
      const key = tileKey(place, plane);
      return !this.#tiles.has(key) && !this.#running.has(key) && !this.#failures.has(key);
    });
    this.#startMore();
  }

  /** True while something that is wanted is not there yet. */
  get isBusy(): boolean {
    return this.#running.size > 0 || this.#waiting.length > 0;
  }

  /** Why something that is wanted will not come, if that is so. */
  failureOf(requests: readonly TileRequest[]): ZarrdropError | null {
    for (const { place, plane } of requests) {
      const failure = this.#failures.get(tileKey(place, plane));
      if (failure !== undefined) return failure;
    }
    return null;
  }

  close(): void {
    this.want([]);
    this.#tiles.clear();
    this.#bytes = 0;
  }

  #startMore(): void {
    while (this.#running.size < CONCURRENCY) {
      const request = this.#waiting.shift();
      if (request === undefined) return;
      void this.#start(request);
    }
  }

  async #start(request: TileRequest): Promise<void> {
    const key = tileKey(request.place, request.plane);
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      const tile = await this.#read(request, controller.signal);
      if (!controller.signal.aborted) this.#keep(key, tile);
    } catch (thrown) {
      const error = asZarrdropError(thrown);
      if (error.kind !== "cancelled" && !controller.signal.aborted) this.#failures.set(key, error);
    }
    if (this.#running.get(key) === controller) this.#running.delete(key);
    this.#startMore();
    if (!controller.signal.aborted) this.#changed();
  }

  #keep(key: string, tile: Tile): void {
    this.#tiles.set(key, tile);
    this.#bytes += tile.values.byteLength;
    for (const [oldest, old] of this.#tiles) {
      if (this.#bytes <= this.#capacity || oldest === key) return;
      this.#tiles.delete(oldest);
      this.#bytes -= old.values.byteLength;
    }
  }
}
