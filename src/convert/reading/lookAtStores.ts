import { raceAbort } from "../../bytes/abort.ts";
import type { DestinationReference } from "../../model/references.ts";
import { levelFiles } from "../../plan/layout/cost.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { StoreInTheWay, StoreLook } from "../../plan/storeLook.ts";
import type { DestinationFolder } from "../../store/destination/destinationFolder.ts";
import { openDestination } from "../../store/destination/openDestination.ts";
import { inspectStore, type LevelInspection } from "../../store/inspectStore.ts";
import { readJournal } from "../../store/journal.ts";
import { lookAtPlace } from "../../store/place/lookAtPlace.ts";
import type { Sink } from "../../store/sink.ts";
import type { StoreMarker } from "../../store/storeMarker.ts";
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
  { storeName, output }: StoreInTheWay,
  signal: AbortSignal,
): Promise<StoreLook> {
  const place = await lookAtPlace(folder, storeName);
  const nothing = { storeName, bytes: null, share: null, isAlike: null };
  if (place.kind === "free" || place.kind === "other") return { ...nothing, kind: "other" };
  const sink = await folder.sink(storeName);
  if (place.kind === "unfinished") {
    const { marker } = place;
    if (marker === null) return { ...nothing, kind: "unfinished" };
    const isAlike = output === null ? null : isSameOutput(marker.output, output);
    return { ...nothing, kind: "unfinished", ...(await writtenOf(sink, marker)), isAlike };
  }
  const { state, bytes, levels } = await inspectStore(sink, signal);
  const isAlike = output === null || levels.length === 0 ? null : hasLevels(levels, output);
  return { ...nothing, kind: state === "complete" ? "whole" : "damaged", bytes, isAlike };
}

/** What the journal says of an unfinished store. */
async function writtenOf(
  sink: Sink,
  { fingerprint, output }: StoreMarker,
): Promise<Pick<StoreLook, "bytes" | "share">> {
  // Each image of a hierarchy has a journal of its own.
  if ("layout" in output) return { bytes: null, share: null };
  const { entries } = await readJournal(sink, fingerprint);
  const records = entries.flatMap((entry) => entry.records);
  const bytes = records.reduce((sum, { fileBytes }) => sum + fileBytes.reduce((all, size) => all + size, 0), 0);
  const files = records.reduce((sum, record) => sum + record.files.length, 0);
  const planned = output.levels.reduce((sum, level) => sum + levelFiles(level), 0);
  return { bytes, share: planned === 0 ? null : Math.min(1, files / planned) };
}

function isSameOutput(there: StoreMarker["output"], wanted: OutputPlan): boolean {
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
