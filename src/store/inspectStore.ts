import type { StoredArray } from "../zarr/storedArray.ts";
import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import { chunkGrid } from "../zarr/chunkGrid.ts";
import { forEachAtOnce } from "../bytes/atOnce.ts";
import type { Sink } from "./sink.ts";
import { readMarker, type StoreMarker } from "./storeMarker.ts";
import type { StoreFindings } from "./validation/findings.ts";
import { ProblemList, type StoreProblem } from "./validation/problem.ts";
import { StoreFileNames } from "./validation/storeFile.ts";
import { validateHierarchy } from "./validation/validateHierarchy.ts";

/** What there is of one level. */
export type LevelInspection = {
  path: string;
  array: StoredArray;
  /** Chunks of the grid. Those that hold only the fill value may have no file. */
  chunks: number;
  /** Chunk or shard files there are. */
  files: number;
  /** Bytes of these files. */
  bytes: number;
};

/** What a folder is, as far as its files tell. */
export type StoreInspection = {
  /**
   * `none`: no store; `incomplete`: a conversion has begun and not ended; `damaged`: files are missing or empty that have to be there;
   * `complete`: none of these. Only `complete` says that its images may be used.
   */
  state: "none" | "incomplete" | "damaged" | "complete";
  /** For `incomplete`: what the conversion was; null if that cannot be read, then it cannot go on. */
  marker: StoreMarker | null;
  zarrFormat: 2 | 3 | null;
  ngffVersion: string | null;
  name: string | null;
  /** Images of the store: the fields of a plate, the series; label images are not counted. */
  images: number;
  /** Levels of all images and label images. */
  levels: LevelInspection[];
  /** All files and their bytes, metadata included. */
  files: number;
  bytes: number;
  /** Damage and departures from the specification. */
  problems: StoreProblem[];
};

/**
 * Looks at a store without decoding pixels.
 * @throws those of the sink, `cancelled`; what is wrong inside is in the result
 */
export async function inspectStore(sink: Sink, signal?: AbortSignal): Promise<StoreInspection> {
  const marker = await readMarker(sink);
  const sizes = await fileSizes(sink, signal);
  const list = new ProblemList();
  const findings = await validateHierarchy(sink, list.report, signal);
  const levels = findings === null ? [] : inspectLevels(findings, sizes, list);
  const isStore = findings !== null || list.isDamaged;
  return {
    state: marker.kind !== "none" ? "incomplete" : !isStore ? "none" : list.isDamaged ? "damaged" : "complete",
    marker: marker.kind === "marker" ? marker.marker : null,
    zarrFormat: findings?.zarrFormat ?? null,
    ngffVersion: findings?.ngffVersion ?? null,
    name: findings?.name ?? null,
    images: findings?.images ?? 0,
    levels,
    files: sizes.size,
    bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    problems: isStore ? list.problems : [],
  };
}

/** Every file of the store but those of an unfinished conversion, with its size. */
async function fileSizes(sink: Sink, signal: AbortSignal | undefined): Promise<Map<string, number>> {
  const ours = [STORE_MARKER, STORE_JOURNAL, STORE_BEFORE];
  const paths = (await sink.list()).filter((path) => !ours.includes(path.split("/")[0]!));
  const sizes = new Map<string, number>(paths.map((path) => [path, 0]));
  await forEachAtOnce(paths, async (path) => void sizes.set(path, (await sink.size(path)) ?? 0), { signal });
  return sizes;
}

/** Counts the chunk files of each array; an empty one is damage. */
function inspectLevels(
  findings: StoreFindings,
  sizes: ReadonlyMap<string, number>,
  list: ProblemList,
): LevelInspection[] {
  const levels = new Map<string, LevelInspection>();
  for (const { path, array } of findings.levels) {
    if (array === null) continue;
    levels.set(path, { path, array, chunks: chunkGrid(array.shape, array.chunkShape).total, files: 0, bytes: 0 });
  }
  const names = new StoreFileNames(findings);
  for (const [path, size] of sizes) {
    const file = names.of(path);
    if (file.kind !== "chunk") continue;
    const level = levels.get(file.level.path)!;
    level.files++;
    level.bytes += size;
    if (size === 0) list.report("chunk-empty", path, `${path} is empty.`);
  }
  return [...levels.values()];
}
