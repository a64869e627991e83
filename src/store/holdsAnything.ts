import { STORE_MARKER } from "../model/storeMarker.ts";
import { isPartialName } from "./partialName.ts";
import type { Sink } from "./sink.ts";

/** True when the folder holds more than what the beginning of a conversion may have left: a torn marker, an unfinished one. */
export async function holdsAnything(sink: Sink): Promise<boolean> {
  for await (const { name, kind } of sink.entries("")) {
    if (kind !== "file" || (name !== STORE_MARKER && !isPartialName(name))) return true;
  }
  return false;
}
