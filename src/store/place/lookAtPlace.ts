import { STORE_JOURNAL } from "../../model/storeMarker.ts";
import type { DestinationFolder } from "../destination/destinationFolder.ts";
import { holdsAnything } from "../holdsAnything.ts";
import { inspectStore } from "../inspectStore.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { readJson } from "../jsonFile.ts";
import type { Sink } from "../sink.ts";
import { readMarker, type StoreMarker } from "../storeMarker.ts";
import { ngffAttributes, readRoot } from "../storeMetadata.ts";

/** What stands where a store is to be made. */
export type Place =
  /** Nothing, or what a conversion leaves that was stopped while it wrote its marker. */
  | { kind: "free" }
  /** A conversion has begun and not ended; `marker` is null where it cannot be read. */
  | { kind: "unfinished"; marker: StoreMarker | null }
  /** A Zarr store. */
  | { kind: "store" }
  /** A file, a link, or a folder that is no Zarr store. */
  | { kind: "other"; what: "file" | "link" | "folder" };

/** Files that make a folder a Zarr group or array, in both formats. */
const ZARR_FILES = ["zarr.json", ".zgroup", ".zarray"];

/** What makes a group an image, a plate, a well or a series. */
const NGFF_KEYS = ["multiscales", "plate", "well", "bioformats2raw.layout"];

/**
 * Looks at the place of a store. Only metadata is read.
 * @throws `permission`, `storage`
 */
export async function lookAtPlace(folder: DestinationFolder, storeName: string): Promise<Place> {
  const kind = await folder.kindOf(storeName);
  if (kind === null) return { kind: "free" };
  if (kind !== "folder") return { kind: "other", what: kind };
  const sink = await folder.sink(storeName);
  const found = await readMarker(sink);
  if (found.kind === "marker") return { kind: "unfinished", marker: found.marker };
  if (found.kind === "none" && (await isZarr(sink))) return { kind: "store" };
  if (!(await holdsAnything(sink))) return { kind: "free" };
  // The marker's name alone makes nobody's notes a store of ours: a journal does, or a store that was appended to.
  const isOurs = found.kind !== "none" && ((await isZarr(sink)) || (await sink.list(STORE_JOURNAL)).length > 0);
  return isOurs ? { kind: "unfinished", marker: null } : { kind: "other", what: "folder" };
}

/** A store whose root cannot be read any more is one as long as its first level can. */
async function isZarr(sink: Sink): Promise<boolean> {
  let isNamedSo = false;
  for (const path of ZARR_FILES) {
    if (isZarrMetadata(await readJson(sink, path).catch(() => null))) return true;
    isNamedSo ||= (await sink.size(path)) !== null;
  }
  if (!isNamedSo) return false;
  for (const path of ["0/zarr.json", "0/.zarray"]) {
    if (isZarrMetadata(await readJson(sink, path).catch(() => null))) return true;
  }
  return false;
}

function isZarrMetadata(value: unknown): boolean {
  return isObject(value) && (value.zarr_format === 2 || value.zarr_format === 3);
}

/**
 * What a store without a marker is, as far as its metadata and the sizes of its files tell: an image, a plate or a
 * series that `inspectStore` calls complete; a damaged one; or what is no image at all.
 * @throws those of the sink, `cancelled`
 */
export async function stateOfStore(sink: Sink, signal?: AbortSignal): Promise<"whole" | "damaged" | "no image"> {
  const root = await readRoot(sink).catch(() => null);
  if (root === null) return "damaged";
  const ngff = ngffAttributes(root);
  if (!NGFF_KEYS.some((key) => ngff[key] !== undefined)) return "no image";
  return (await inspectStore(sink, signal)).state === "complete" ? "whole" : "damaged";
}

/**
 * True for a whole image, plate or series.
 * @throws those of the sink, `cancelled`
 */
export async function isWholeStore(sink: Sink, signal?: AbortSignal): Promise<boolean> {
  return (await readMarker(sink)).kind === "none" && (await stateOfStore(sink, signal)) === "whole";
}
