import { raceAbort } from "../../bytes/abort.ts";
import { mapAtOnce } from "../../bytes/atOnce.ts";
import type { DestinationReference } from "../../model/references.ts";
import { levelFiles } from "../../plan/layout/cost.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import {
  isHierarchy,
  markedStore,
  pathInStore,
  type PlannedStore,
  type WholeHierarchy,
} from "../../plan/plannedStore.ts";
import type { StoreInTheWay, StoreLook } from "../../plan/storeLook.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import { type ImagesFolder, imagesFolder } from "../../store/hierarchy/imagesFolder.ts";
import { inspectStore, type LevelInspection } from "../../store/inspectStore.ts";
import { readJournal } from "../../store/journal.ts";
import { lookAtPlace } from "../../store/place/lookAtPlace.ts";
import { readReceipt } from "../../store/place/receipt.ts";
import type { Sink } from "../../store/sink.ts";
import { readMarker, type StoreMarker } from "../../store/storeMarker.ts";
import { CancellableDestination } from "../coordinator/cancellableDestination.ts";

/**
 * What is under the names of outputs: how large, how far, whether as it would be written now. No pixel is read.
 * @throws those of the destination; `cancelled`
 */
export async function lookAtStores(
  destination: DestinationReference,
  stores: readonly StoreInTheWay[],
  signal: AbortSignal,
): Promise<StoreLook[]> {
  const opened = new CancellableDestination(await raceAbort(openDestination(destination), signal), signal);
  try {
    const looks: StoreLook[] = [];
    for (const store of stores) looks.push(await lookAt(opened.folder, store, signal));
    return looks;
  } finally {
    opened.end();
  }
}

async function lookAt(
  folder: DestinationFolder,
  { storeName, wanted }: StoreInTheWay,
  signal: AbortSignal,
): Promise<StoreLook> {
  const place = await lookAtPlace(folder, storeName);
  const nothing = { storeName, bytes: null, share: null, isAlike: null };
  if (place.kind === "free" || place.kind === "other") return { ...nothing, kind: "other" };
  const sink = await folder.sink(storeName);
  if (place.kind === "unfinished") {
    const { marker } = place;
    return {
      ...nothing,
      kind: "unfinished",
      ...(marker === null ? {} : await unfinished(sink, marker, wanted, signal)),
    };
  }
  const { state, bytes, levels } = await inspectStore(sink, signal);
  const image = wanted === null ? null : imageAtRoot(wanted);
  const isAlike = image === null || levels.length === 0 ? null : hasLevels(levels, image);
  return { ...nothing, kind: state === "complete" ? "whole" : "damaged", bytes, isAlike };
}

/** The image that a whole store shows by itself; of plates and series there is none. */
function imageAtRoot(store: PlannedStore): OutputPlan | null {
  if (!isHierarchy(store)) return store;
  return store.images.find((image) => pathInStore(store, image) === "") ?? null;
}

type Unfinished = Pick<StoreLook, "bytes" | "share" | "isAlike">;

async function unfinished(
  sink: Sink,
  marker: StoreMarker,
  wanted: PlannedStore | null,
  signal: AbortSignal,
): Promise<Unfinished> {
  const { fingerprint, output } = marker;
  if (!("layout" in output)) {
    const { bytes, files } = await writtenOf(sink, fingerprint);
    const isAlike = wanted === null ? null : !isHierarchy(wanted) && isSame(output, wanted);
    return { bytes, share: shareOf(files, filesOf(output)), isAlike };
  }
  if (wanted === null) return { bytes: null, share: null, isAlike: null };
  // Which images such a store is to have, only who plans it knows.
  if (!isHierarchy(wanted) || !isSame(output, markedStore(wanted))) return { bytes: null, share: null, isAlike: false };
  return unfinishedHierarchy(sink, wanted, signal);
}

/** Each image of a hierarchy has a journal of its own, and a receipt when it is done. */
async function unfinishedHierarchy(sink: Sink, wanted: WholeHierarchy, signal: AbortSignal): Promise<Unfinished> {
  const folder = imagesFolder(sink, wanted);
  const written = await mapAtOnce(wanted.images, (image) => writtenOfImage(folder, image, signal), { signal });
  const begun = written.filter((part) => part !== null);
  const planned = wanted.images.reduce((all, image) => all + filesOf(image), 0);
  const files = begun.reduce((all, part) => all + part.files, 0);
  return {
    bytes: begun.reduce((all, part) => all + part.bytes, 0),
    share: shareOf(files, planned),
    isAlike: begun.length === 0 ? null : begun.every((part) => part.isAlike),
  };
}

/** What there is of an image; null where it was not begun. Files of chunks alone are counted. */
async function writtenOfImage(
  folder: ImagesFolder,
  image: OutputPlan,
  signal: AbortSignal,
): Promise<{ bytes: number; files: number; isAlike: boolean } | null> {
  const sink = await folder.sink(image.storeName);
  const found = await readMarker(sink);
  if (found.kind === "marker") {
    const { fingerprint, output } = found.marker;
    return { ...(await writtenOf(sink, fingerprint)), isAlike: isSame(output, image) };
  }
  const receipt = await readReceipt(folder, image.storeName);
  if (receipt === null) return null;
  const { levels } = await inspectStore(sink, signal);
  return { bytes: receipt.report.bytesWritten, files: filesOf(image), isAlike: hasLevels(levels, image) };
}

/** What the journal of an unfinished image says. */
async function writtenOf(sink: Sink, fingerprint: string): Promise<{ bytes: number; files: number }> {
  const { entries } = await readJournal(sink, fingerprint);
  const records = entries.flatMap((entry) => entry.records);
  const bytes = records.reduce((sum, { fileBytes }) => sum + fileBytes.reduce((all, size) => all + size, 0), 0);
  return { bytes, files: records.reduce((sum, record) => sum + record.files.length, 0) };
}

function filesOf({ levels }: OutputPlan): number {
  return levels.reduce((sum, level) => sum + levelFiles(level), 0);
}

function shareOf(files: number, planned: number): number | null {
  return planned === 0 ? null : Math.min(1, files / planned);
}

function isSame(there: StoreMarker["output"], wanted: StoreMarker["output"]): boolean {
  return JSON.stringify({ ...there, storeName: "" }) === JSON.stringify({ ...wanted, storeName: "" });
}

function hasLevels(levels: readonly LevelInspection[], { levels: wanted, dtype }: OutputPlan): boolean {
  if (levels.length !== wanted.length) return false;
  return levels.every(({ array }, at) => {
    const level = wanted[at]!;
    const shapes = [
      [array.shape, level.shape],
      [array.chunkShape, level.chunkShape],
      [array.shardShape, level.shardShape],
    ];
    return array.dtype === dtype && shapes.every(([a, b]) => JSON.stringify(a) === JSON.stringify(b));
  });
}
