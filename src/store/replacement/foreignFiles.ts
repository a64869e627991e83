import { throwIfAborted } from "../../bytes/abort.ts";
import type { Sink } from "../sink.ts";
import { joinPath } from "../../model/paths.ts";
import { StoreFileNames } from "../validation/storeFile.ts";
import { validateHierarchy } from "../validation/validateHierarchy.ts";

/** Entries of a folder that are looked at: what is beyond, in an array of a million chunks side by side, are chunks. */
const MOST_ENTRIES = 10_000;

/**
 * What lies in a store's folders and belongs to nothing that its metadata name: notes, pictures, another program's results. A folder of such is
 * told as one, with "/" behind it. Folders of chunks are not looked into. Nothing is known of what is no OME-Zarr.
 * @throws those of the sink, `cancelled`
 */
export async function foreignFiles(sink: Sink, signal?: AbortSignal): Promise<string[]> {
  const findings = await validateHierarchy(sink, () => undefined, signal);
  if (findings === null) return [];
  const names = new StoreFileNames(findings);
  const foreign: string[] = [];
  for (const folder of findings.folders) {
    throwIfAborted(signal);
    let seen = 0;
    for await (const { name, kind } of sink.entries(folder)) {
      if (seen++ >= MOST_ENTRIES) break;
      const path = joinPath(folder, name);
      if (kind === "folder" && findings.folders.has(path)) continue;
      // A folder is what a file in it would be.
      const isForeign = names.of(kind === "folder" ? `${path}/0` : path).kind === "stray";
      if (isForeign) foreign.push(kind === "folder" ? `${path}/` : path);
    }
  }
  return foreign.sort();
}
