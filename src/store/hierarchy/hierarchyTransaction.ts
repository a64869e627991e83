import type { SweptFiles } from "../../plan/job.ts";
import { markedStore, pathInStore, type WholeHierarchy } from "../../plan/plannedStore.ts";
import { inTheWay, refuseTaken } from "../freePlace.ts";
import type { Sink } from "../sink.ts";
import { newMarker, readMarker, type StoreMarker, writeMarker } from "../storeMarker.ts";
import { checkFiles, hierarchyFiles, type StoreFile } from "../storeMetadata.ts";
import { sweepHierarchy } from "../sweep.ts";
import { unmarkStore } from "../unmarkStore.ts";

/** What is written down before the first image of a hierarchy; `fingerprint`: `storeFingerprint` of source and hierarchy. */
export type HierarchyBeginning = Pick<StoreMarker, "tool" | "source" | "fingerprint"> & { hierarchy: WholeHierarchy };

/**
 * The writing of a store that holds several images: its marker comes before all of them and goes when all is whole. Each image is written by a
 * transaction of its own (`StoreTransaction`), whose marker and journal, and the receipt that ends it, lie in the hierarchy's journal. Then
 * come the groups, the root last, which makes it a plate or a series.
 */
export class HierarchyTransaction {
  readonly sink: Sink;
  readonly marker: StoreMarker;
  readonly #hierarchy: WholeHierarchy;
  readonly #files: readonly StoreFile[];

  private constructor(sink: Sink, marker: StoreMarker, hierarchy: WholeHierarchy) {
    this.sink = sink;
    this.marker = marker;
    this.#hierarchy = hierarchy;
    this.#files = hierarchyFiles(hierarchy);
  }

  /**
   * Begins a store, or goes on with one that the same conversion left unfinished.
   * @throws `exists` where the place holds something else; those of the sink
   */
  static async begin(sink: Sink, beginning: HierarchyBeginning): Promise<HierarchyTransaction> {
    const { tool, source, fingerprint, hierarchy } = beginning;
    const { storeName } = hierarchy;
    const found = await readMarker(sink);
    const isOwn = found.kind === "marker" && found.marker.fingerprint === fingerprint;
    const output = markedStore(hierarchy);
    const marker = isOwn ? found.marker : newMarker({ tool, source, output, execution: null }, fingerprint);
    if (!isOwn) {
      if (found.kind === "marker") throw inTheWay(storeName, "an unfinished image of another conversion");
      await refuseTaken(sink, storeName);
      await writeMarker(sink, marker);
    }
    return new HierarchyTransaction(sink, marker, hierarchy);
  }

  /** Writes all groups, when all images are whole, the root when the others are on the disk. Bytes and files are returned. */
  async writeGroups(): Promise<{ bytes: number; files: number }> {
    const files = this.#files;
    // In Zarr v2 the root has two files; the second makes it a group.
    const rootAt = files.findIndex(({ path }) => !path.includes("/"));
    for (const [at, { path, bytes }] of files.entries()) {
      if (at === rootAt) await this.sink.sync(files.slice(0, at).map((file) => file.path));
      await this.sink.write(path, [bytes]);
    }
    await checkFiles(this.sink, files);
    return { bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0), files: files.length };
  }

  /** Removes what belongs to no image and no group; what nobody knows how it came there is told, or null. */
  async sweep(signal?: AbortSignal): Promise<SweptFiles | null> {
    const images = this.#hierarchy.images.map((image) => pathInStore(this.#hierarchy, image).slice(1));
    return sweepHierarchy(this.sink, { images, metadata: this.#files.map(({ path }) => path) }, signal);
  }

  /** Makes the groups survive a power cut; the images do since they were closed. Before `commit`. */
  async makeDurable(): Promise<void> {
    await this.sink.sync(this.#files.map(({ path }) => path));
  }

  /** Takes journal and marker away, the marker last. Only when all groups are written and were made durable, by this run or an earlier one. */
  async commit(): Promise<void> {
    await unmarkStore(this.sink, this.#hierarchy.storeName, this.#files.at(-1)!.path);
  }
}
