import { throwIfAborted } from "../../bytes/abort.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { growsStore } from "../../plan/layout/appendTo.ts";
import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../../model/storeMarker.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { parseFilePath } from "../levelFilePaths.ts";
import type { Sink } from "../sink.ts";
import { readMarker } from "../storeMarker.ts";
import { sweepAppended } from "../sweep.ts";
import { AppendLog, appendState, type AppendState, dropCopies } from "./appendLog.ts";
import { pathOfKept, readKept } from "./keptFile.ts";
import { removeOutsideOldGrid } from "./oldGrid.ts";
import { rootPaths } from "./oldMetadata.ts";

/**
 * Puts a store back as it was before an append that was stopped, and takes the append's traces away, the marker last.
 * Stopped at any moment it can be done again, or the append goes on. An append that had come to its end stays: only its
 * traces go. How far it had come is given back.
 * @throws `setting` where no append was stopped; `corrupt` for a damaged copy; those of the sink; `AbortError`
 */
export async function restoreBefore(sink: Sink, signal?: AbortSignal): Promise<AppendState> {
  const found = await readMarker(sink);
  if (found.kind !== "marker" || !growsStore(found.marker.output)) {
    throw new ZarrdropError("setting", "There is nothing to put back: no adding of time points was stopped here.", {
      safe: "Nothing was changed.",
    });
  }
  const { output } = found.marker;
  const state = await appendState(sink, output);
  // Should the append go on after all, what it had finished has to be done again.
  await sink.remove(STORE_JOURNAL);
  await sink.sync([STORE_JOURNAL]);
  if (state === "restorable") await putBack(sink, output, signal);
  throwIfAborted(signal);
  // Files that were being written when something stopped; nothing that is in the store counts as written by the append.
  const kept = (await sink.list(STORE_BEFORE)).map(pathOfKept);
  const metadata = new Set(kept.filter((path) => parseFilePath(output, path) === null));
  await sweepAppended(sink, { output, ledger: NOTHING_WRITTEN, metadata });
  await dropCopies(sink, output);
  await sink.remove(STORE_MARKER);
  await sink.sync([STORE_MARKER]);
  return state;
}

const NOTHING_WRITTEN = { isKnown: () => false, isWritten: () => false };

async function putBack(sink: Sink, output: OutputPlan, signal: AbortSignal | undefined): Promise<void> {
  // Shown again below, if it was not hidden before: with the old metadata and the old pixels.
  await new AppendLog(sink, output).hide();
  const kept = (await sink.list(STORE_BEFORE)).map(pathOfKept);
  const chunks = kept.filter((path) => parseFilePath(output, path) !== null);
  for (const path of chunks) await putBackFile(sink, path, signal);
  await sink.sync(chunks);
  await removeOutsideOldGrid(sink, output);
  const root = rootPaths(output);
  const metadata = kept.filter((path) => parseFilePath(output, path) === null && !root.includes(path));
  for (const path of [...metadata, ...root.filter((name) => kept.includes(name))]) {
    await putBackFile(sink, path, signal);
    await sink.sync([path]);
  }
}

async function putBackFile(sink: Sink, path: string, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  const kept = await readKept(sink, path);
  // It was being written when something stopped: its file was not changed yet.
  if (kept.state === "none") return;
  if (kept.state === "damaged") {
    throw new ZarrdropError("corrupt", `The copy of ${path} is damaged: the store cannot be put back.`, {
      file: path,
      safe: "What was put back stays; the image is marked as incomplete.",
      advice: "Start the same conversion again: it can go on. Or take the store from a backup.",
    });
  }
  if (kept.bytes.length === 0) await sink.remove(path);
  else await sink.write(path, [kept.bytes]);
}
