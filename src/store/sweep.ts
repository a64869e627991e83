import { STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import type { SweptFiles } from "../plan/job.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { LABELS } from "./hierarchy/imageSink.ts";
import { parseFilePath } from "./levelFilePaths.ts";
import { isPartialName } from "./partialName.ts";
import type { Sink } from "./sink.ts";
import { asSinkError } from "./sinkErrors.ts";
import type { StoreLedger } from "./storeLedger.ts";
import { parentOf } from "./storePath.ts";

/** What the store is to hold: the chunks and shards in the ledger, and metadata by its paths. */
type Expected = {
  output: OutputPlan;
  ledger: Pick<StoreLedger, "isKnown" | "isWritten">;
  metadata: ReadonlySet<string>;
};

/** Names that a report gives; a store that was meddled with may hold any number. */
const NAMES_REPORTED = 5;

/**
 * Removes from a store that is about to be finished what does not belong there: files that were being written when an
 * earlier run was ended, and all else that this conversion did not write; links (never what they lead to) and empty
 * folders go, too. Each folder is read once, and no list of the files is held. Returns what was removed beside
 * unfinished files, or null.
 * @throws those of the sink, `cancelled`
 */
export async function sweepStore(sink: Sink, expected: Expected, signal?: AbortSignal): Promise<SweptFiles | null> {
  const swept: SweptFiles = { count: 0, names: [] };
  /** True when nothing is left in the folder. */
  const sweepFolder = async (folder: string): Promise<boolean> => {
    let isEmpty = true;
    for await (const { name, kind } of sink.entries(folder, folder !== "")) {
      if (signal?.aborted === true) throw asSinkError(signal.reason, null, signal);
      const path = folder === "" ? name : `${folder}/${name}`;
      const isKept =
        kind === "folder"
          ? path === STORE_JOURNAL || !(await sweepFolder(path))
          : kind === "file" && isExpected(expected, path);
      if (isKept) {
        isEmpty = false;
        continue;
      }
      await sink.remove(path);
      if (kind !== "folder" && !isPartialName(name)) note(swept, path);
    }
    return isEmpty;
  };
  await sweepFolder("");
  return swept.count === 0 ? null : swept;
}

/**
 * The same for a store that was there before and to which an append added: what else is in it is not ours, be it
 * labels, notes or other groups. Removed are unfinished files beside those that were written, and chunks outside of the
 * grid or left out now, which a later append would bring to light.
 * @throws those of the sink, `cancelled`
 */
export async function sweepAppended(sink: Sink, expected: Expected, signal?: AbortSignal): Promise<void> {
  const levels = expected.output.levels.map(({ path }) => path);
  const sweepFolder = async (folder: string, isDeep: boolean): Promise<void> => {
    for await (const { name, kind } of sink.entries(folder, isDeep && !levels.includes(folder))) {
      if (signal?.aborted === true) throw asSinkError(signal.reason, null, signal);
      const path = folder === "" ? name : `${folder}/${name}`;
      if (kind === "folder" && isDeep) await sweepFolder(path, true);
      else if (kind === "file" && (isPartialName(name) || isStaleChunk(expected, path))) await sink.remove(path);
    }
  };
  // A level's own folder is swept whole below; other groups hold what is not ours, except beside files that the append writes.
  const folders = new Set([...expected.metadata].map(parentOf));
  for (const folder of folders.add("")) if (!levels.includes(folder)) await sweepFolder(folder, false);
  for (const level of levels) await sweepFolder(level, true);
}

/** What a hierarchy is to hold: images, each of which was swept when it was closed, and metadata of groups, by their paths. */
type ExpectedHierarchy = { images: readonly string[]; metadata: readonly string[] };

/**
 * The same for what lies in a hierarchy beside its images.
 * @throws those of the sink, `cancelled`
 */
export async function sweepHierarchy(
  sink: Sink,
  { images, metadata }: ExpectedHierarchy,
  signal?: AbortSignal,
): Promise<SweptFiles | null> {
  const swept: SweptFiles = { count: 0, names: [] };
  const whole = new Set([...images, STORE_JOURNAL]);
  const files = new Set([...metadata, STORE_MARKER]);
  const folders = new Set<string>();
  for (const path of [...images, ...metadata]) {
    if (path === "") continue;
    for (let folder = parentOf(path); folder !== ""; folder = parentOf(folder)) folders.add(folder);
  }
  const sweepFolder = async (folder: string): Promise<void> => {
    for await (const { name, kind } of sink.entries(folder, folder !== "")) {
      if (signal?.aborted === true) throw asSinkError(signal.reason, null, signal);
      const path = folder === "" ? name : `${folder}/${name}`;
      if (kind === "folder" && whole.has(path)) {
        await sweepLabels(path);
        continue;
      }
      if (kind === "file" && files.has(path)) continue;
      if (kind === "folder" && folders.has(path)) {
        await sweepFolder(path);
        continue;
      }
      await sink.remove(path);
      if (!isPartialName(name)) note(swept, path);
    }
  };
  const sweepLabels = async (image: string): Promise<void> => {
    const labels = image === "" ? LABELS : `${image}/${LABELS}`;
    if (folders.has(labels)) await sweepFolder(labels);
  };
  await (whole.has("") ? sweepLabels("") : sweepFolder(""));
  return swept.count === 0 ? null : swept;
}

function isExpected({ output, ledger, metadata }: Expected, path: string): boolean {
  if (metadata.has(path) || path === STORE_MARKER) return true;
  const found = parseFilePath(output, path);
  return found !== null && found.file !== null && ledger.isWritten(found.level, found.file);
}

/** True for a chunk that no reader of the grown array may find. One that no record names is an older one, and stays. */
function isStaleChunk({ output, ledger }: Expected, path: string): boolean {
  const found = parseFilePath(output, path);
  if (found === null) return false;
  const { level, file } = found;
  return file === null || (ledger.isKnown(level, file) && !ledger.isWritten(level, file));
}

function note(swept: SweptFiles, path: string): void {
  swept.count++;
  if (swept.names.length < NAMES_REPORTED) swept.names.push(path);
}
