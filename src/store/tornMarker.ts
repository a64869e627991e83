import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import { isPartialName } from "./partialName.ts";
import type { Sink } from "./sink.ts";
import { readMarker } from "./storeMarker.ts";
import { readRoot } from "./storeMetadata.ts";

/**
 * True without a marker, and with one that was being written when something stopped: nothing else was done then.
 * @throws those of the sink
 */
export async function isUntouched(sink: Sink): Promise<boolean> {
  const { kind } = await readMarker(sink);
  if (kind !== "unreadable") return kind === "none";
  return (await sink.list(STORE_JOURNAL)).length === 0 && (await sink.list(STORE_BEFORE)).length === 0;
}

/**
 * True for a store that nothing was done to yet, but for a marker that was being written when something stopped.
 * @throws those of the sink
 */
export async function hasTornMarker(sink: Sink): Promise<boolean> {
  if ((await readMarker(sink)).kind !== "unreadable" || !(await isUntouched(sink))) return false;
  return (await readRoot(sink).catch(() => null)) !== null;
}

/**
 * Takes such a marker away, and what was to become one.
 * @throws those of the sink
 */
export async function removeTornMarker(sink: Sink): Promise<void> {
  for await (const { name, kind } of sink.entries("")) {
    if (kind === "file" && isPartialName(name)) await sink.remove(name);
  }
  await sink.remove(STORE_MARKER);
  await sink.sync([STORE_MARKER]);
}
