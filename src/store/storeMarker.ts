import { STORE_MARKER } from "../model/storeMarker.ts";
import type { OutputPlan } from "../plan/plan.ts";
import type { MarkedHierarchy, PlannedStore } from "../plan/plannedStore.ts";
import { hexDigest } from "../model/hexDigest.ts";
import { isObject } from "../model/untrustedJson.ts";
import { jsonBytes, readJson, sortedKeys } from "./jsonFile.ts";
import type { Sink } from "./sink.ts";
import { isMarkedHierarchy, isStoredPlan } from "./storedPlan.ts";
import { checkFiles } from "./storeMetadata.ts";

/**
 * What the marker file says: enough to go on with the conversion after a crash, if the same source is there. Plain JSON,
 * without a clock, so that the same job writes the same marker.
 */
export type StoreMarker = {
  markerVersion: 1;
  /** Name and version of the program. */
  tool: string;
  /** Of `source` and `output`; two conversions with the same fingerprint write the same bytes. */
  fingerprint: string;
  /** What the source was: name, format, size, whatever tells it from another. */
  source: Record<string, unknown>;
  output: OutputPlan | MarkedHierarchy;
  /** How the work is cut into units: the engine's own words, needed to understand the journal. */
  execution: unknown;
  /** Where folders cannot be renamed: the folder beside with the whole new store, of which this one is becoming a copy. */
  copyOf?: string;
};

/** The marker of an image. */
export type ImageMarker = StoreMarker & { output: OutputPlan };

/** The marker of a conversion. */
export function newMarker<Output extends StoreMarker["output"]>(
  conversion: Omit<StoreMarker, "markerVersion" | "fingerprint" | "output"> & { output: Output },
  fingerprint: string,
): StoreMarker & { output: Output } {
  const { tool, source, output, execution } = conversion;
  return { markerVersion: 1, tool, fingerprint, source, output, execution };
}

/** Hexadecimal SHA-256 of what decides the bytes of a store. Keys are sorted: their order in memory does not matter. */
export async function storeFingerprint(source: Record<string, unknown>, output: PlannedStore): Promise<string> {
  const text = JSON.stringify(sortedKeys({ source, output }));
  return hexDigest(new TextEncoder().encode(text));
}

/** What became of the marker of a store. A marker that cannot be read still says that the store is not whole. */
export type FoundMarker = { kind: "none" } | { kind: "unreadable" } | { kind: "marker"; marker: StoreMarker };

/**
 * Reads the marker of a store; one that is cut off or is none of ours is `unreadable`, not an error.
 * @throws those of the sink's `size`
 */
export async function readMarker(sink: Sink): Promise<FoundMarker> {
  if ((await sink.size(STORE_MARKER)) === null) return { kind: "none" };
  const value = await readJson(sink, STORE_MARKER).catch(() => null);
  const isWhole =
    isObject(value) &&
    value.markerVersion === 1 &&
    typeof value.fingerprint === "string" &&
    isObject(value.source) &&
    (value.copyOf === undefined || typeof value.copyOf === "string") &&
    (isStoredPlan(value.output) || isMarkedHierarchy(value.output));
  return isWhole ? { kind: "marker", marker: value as StoreMarker } : { kind: "unreadable" };
}

/**
 * Writes the marker and makes sure that it is there and stays: everything else rests on it.
 * @throws `corrupt`, those of the sink
 */
export async function writeMarker(sink: Sink, marker: StoreMarker): Promise<void> {
  const file = { path: STORE_MARKER, bytes: jsonBytes(marker) };
  await sink.write(file.path, [file.bytes]);
  await checkFiles(sink, [file]);
  await sink.sync([file.path]);
}
