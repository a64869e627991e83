import { STORE_JOURNAL } from "../../model/storeMarker.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { FolderOfSink } from "../folderOfSink.ts";
import { RECEIPTS } from "../place/receipt.ts";
import type { Sink } from "../sink.ts";
import { ImageSink } from "./imageSink.ts";

/** Where images are written: in a destination each is a store of its own, in a hierarchy a part of one. */
export type ImagesFolder = Pick<DestinationFolder, "names" | "kindOf" | "sink" | "besideStores">;

/** What lies beside images in a destination, and in a hierarchy until that is whole. */
const BESIDE = `${STORE_JOURNAL}/.zarrdrop-beside`;

/**
 * The images of a hierarchy, by their `storeName`s, as if they were stores of a destination. Their receipts, and all else that would lie beside
 * them there, are in the hierarchy's journal: what tells which images are done comes and goes with the unfinished store.
 * @param storeName of the hierarchy
 */
export function imagesFolder(store: Sink, storeName: string): ImagesFolder {
  return {
    names: async () => [],
    kindOf: async () => "folder",
    sink: async (name) =>
      name === RECEIPTS
        ? new FolderOfSink(store, `${STORE_JOURNAL}/${RECEIPTS}`)
        : new ImageSink(store, name.slice(storeName.length + 1)),
    besideStores: async () => new FolderOfSink(store, BESIDE),
  };
}
