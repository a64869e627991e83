import { MovedSink } from "./movedSink.ts";
import type { Sink, SinkEntry } from "./sink.ts";
import { checkPath } from "./storePath.ts";

/** A folder of a sink as a sink of its own. */
export class FolderOfSink extends MovedSink {
  readonly #folder: string;

  constructor(sink: Sink, folder: string) {
    super(sink);
    this.#folder = folder;
  }

  override async list(folder = ""): Promise<string[]> {
    const paths = await this.inner.list(this.at(folder));
    return paths.map((path) => path.slice(this.#folder.length + 1));
  }

  override entries(folder: string, isThere?: boolean): AsyncIterable<SinkEntry> {
    return this.inner.entries(this.at(folder), isThere);
  }

  protected override at(path: string): string {
    if (path === "") return this.#folder;
    // The sink gets no path that leads out of the store.
    checkPath(path);
    return `${this.#folder}/${path}`;
  }
}

/**
 * A place in a destination: a store, or a folder of one ("a.ome.zarr/B/2/0").
 * @throws those of the destination
 */
export async function sinkAt(folder: { sink(name: string): Promise<Sink> }, place: string): Promise<Sink> {
  const cut = place.indexOf("/");
  if (cut < 0) return folder.sink(place);
  return new FolderOfSink(await folder.sink(place.slice(0, cut)), place.slice(cut + 1));
}
