import { joinPath } from "../../model/paths.ts";
import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../../model/storeMarker.ts";
import { MovedSink } from "../movedSink.ts";
import type { Sink, SinkEntry } from "../sink.ts";
import { checkPath } from "../storePath.ts";

/** What an unfinished store has beside its own files. */
const HOUSEKEEPING: readonly string[] = [STORE_MARKER, STORE_JOURNAL, STORE_BEFORE];

/** The folder of an image's labels (NGFF, "labels"). */
export const LABELS = "labels";

/**
 * One image of a hierarchy, as if it were a store of its own. What an unfinished image has beside its files (marker, journal) lies in the
 * hierarchy's journal and goes with that.
 */
export class ImageSink extends MovedSink {
  readonly #path: string;
  readonly #hasLabels: boolean;

  /** `store`: the whole hierarchy; `path`: where the image lies in it. `hasLabels`: what lies in its folder of labels is no part of it. */
  constructor(store: Sink, path: string, hasLabels = false) {
    super(store);
    this.#path = path;
    this.#hasLabels = hasLabels;
  }

  override async list(folder = ""): Promise<string[]> {
    const place = this.at(folder);
    const paths = await this.inner.list(place);
    const inFolder = paths.map((path) => (place === "" ? path : path.slice(place.length + 1)));
    return inFolder.map((path) => joinPath(folder, path)).filter((path) => folder !== "" || this.#isOwn(path));
  }

  override async *entries(folder: string, isThere?: boolean): AsyncGenerator<SinkEntry, void, void> {
    for await (const entry of this.inner.entries(this.at(folder), isThere)) {
      if (folder !== "" || this.#isOwn(entry.name)) yield entry;
    }
    if (folder !== "") return;
    for await (const entry of this.inner.entries(housekeepingOf(this.#path))) {
      if (isHousekeeping(entry.name)) yield entry;
    }
  }

  /** Of an image that is the root, what an unfinished store has is the hierarchy's. */
  #isOwn(path: string): boolean {
    return !isHousekeeping(path) && !(this.#hasLabels && path.split("/")[0] === LABELS);
  }

  protected override at(path: string): string {
    if (path === "") return this.#path;
    checkPath(path);
    return joinPath(isHousekeeping(path) ? housekeepingOf(this.#path) : this.#path, path);
  }
}

function isHousekeeping(path: string): boolean {
  return HOUSEKEEPING.includes(path.split("/")[0]!);
}

function housekeepingOf(path: string): string {
  return path === "" ? STORE_JOURNAL : `${STORE_JOURNAL}/${path}`;
}
