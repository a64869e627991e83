import { joinPath } from "../../model/paths.ts";
import { STORE_JOURNAL } from "../../model/storeMarker.ts";
import type { HierarchyPlan } from "../../plan/plan.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { FolderOfSink } from "../folderOfSink.ts";
import { RECEIPTS } from "../place/receipt.ts";
import type { Sink } from "../sink.ts";
import { ImageSink, LABELS } from "./imageSink.ts";

/** Where images are written: in a destination each is a store of its own, in a hierarchy a part of one. */
export type ImagesFolder = Pick<DestinationFolder, "names" | "kindOf" | "sink" | "besideStores">;

/** What lies beside images in a destination, and in a hierarchy until that is whole. */
const BESIDE = `${STORE_JOURNAL}/.zarrdrop-beside`;

/**
 * The images of a hierarchy, by their `storeName`s, as if they were stores of a destination. Their receipts, and all else that would lie beside
 * them there, are in the hierarchy's journal: what tells which images are done comes and goes with the unfinished store.
 */
export function imagesFolder(store: Sink, { storeName, groups }: HierarchyPlan): ImagesFolder {
  const paths = new Set(groups.map(({ path }) => path));
  const image = (path: string): Sink => new ImageSink(store, path, paths.has(joinPath(path, LABELS)));
  return {
    names: async () => [],
    kindOf: async () => "folder",
    sink: async (name) =>
      name === RECEIPTS
        ? new FolderOfSink(store, `${STORE_JOURNAL}/${RECEIPTS}`)
        : image(name.slice(storeName.length + 1)),
    besideStores: async () => new FolderOfSink(store, BESIDE),
  };
}
