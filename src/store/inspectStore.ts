import { asZarrdropError } from "../model/errors.ts";
import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import { type ChunkGrid, chunkGrid } from "./chunkGrid.ts";
import { forEachAtOnce } from "./forEachAtOnce.ts";
import { isObject } from "./jsonFile.ts";
import type { NgffProblem } from "./validation/problem.ts";
import { readStoredArray, type StoredArray } from "./parseArrayMetadata.ts";
import type { Sink } from "./sink.ts";
import { readMarker, type StoreMarker } from "./storeMarker.ts";
import { ngffAttributes, readRoot, type RootMetadata } from "./storeMetadata.ts";
import { datasetPaths, validateNgff } from "./validation/validateImage.ts";

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
   * `none`: no image, or a collection of images (plate, well, series); `incomplete`: a conversion has begun and not ended;
   * `damaged`: files are missing or empty that have to be there; `complete`: none of these. Only `complete` says that the image
   * may be used.
   */
  state: "none" | "incomplete" | "damaged" | "complete";
  /** For `incomplete`: what the conversion was; null if that cannot be read, then it cannot go on. */
  marker: StoreMarker | null;
  zarrFormat: 2 | 3 | null;
  ngffVersion: string | null;
  name: string | null;
  levels: LevelInspection[];
  /** All files and their bytes, metadata included. */
  files: number;
  bytes: number;
  /** Damage and departures from the specification. */
  problems: NgffProblem[];
};

/** Files that make a folder a Zarr group. */
const ROOT_FILES = ["zarr.json", ".zgroup"];

/** Looks at a store without decoding pixels. Errors: those of the sink, `cancelled`; what is wrong inside is in the result. */
export async function inspectStore(sink: Sink, signal?: AbortSignal): Promise<StoreInspection> {
  const marker = await readMarker(sink);
  const sizes = await fileSizes(sink, signal);
  const damage: NgffProblem[] = [];
  const damaged = (where: string, message: string): void => {
    damage.push({ severity: "error", where, message });
  };
  const group = await readRoot(sink).catch((thrown: unknown) => {
    damaged("", asZarrdropError(thrown).message);
    return null;
  });
  const root = group !== null && isCollection(group) ? null : group;
  const levels: LevelInspection[] = [];
  const arrays = new Map<string, StoredArray | null>();
  for (const path of root === null ? [] : datasetPaths(root)) {
    const array = await readStoredArray(sink, root!.zarrFormat, path).catch(() => null);
    arrays.set(path, array);
    if (array === null) damaged(path, `The metadata of level ${path} is missing or damaged.`);
    else levels.push(inspectLevel(root!.zarrFormat, path, array, sizes));
  }
  for (const [path, size] of sizes) {
    if (size === 0 && (root !== null || ROOT_FILES.includes(path))) damaged(path, `${path} is empty.`);
  }
  if (root !== null && levels.length === 0 && damage.length === 0) damaged("", "No level of an image is named here.");
  const isImage = root !== null || damage.length > 0;
  return {
    state: marker.kind !== "none" ? "incomplete" : !isImage ? "none" : damage.length > 0 ? "damaged" : "complete",
    marker: marker.kind === "marker" ? marker.marker : null,
    zarrFormat: root?.zarrFormat ?? null,
    ngffVersion: root === null ? null : versionOf(root),
    name: root === null ? null : nameOf(root),
    levels,
    files: sizes.size,
    bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    problems: [...damage, ...(root === null ? [] : validateNgff(root, arrays))],
  };
}

/** Every file of the store but those of an unfinished conversion, with its size. */
async function fileSizes(sink: Sink, signal: AbortSignal | undefined): Promise<Map<string, number>> {
  const ours = [STORE_MARKER, STORE_JOURNAL, STORE_BEFORE];
  const paths = (await sink.list()).filter((path) => !ours.includes(path.split("/")[0]!));
  const sizes = new Map<string, number>(paths.map((path) => [path, 0]));
  await forEachAtOnce(paths, async (path) => void sizes.set(path, (await sink.size(path)) ?? 0), signal);
  return sizes;
}

function inspectLevel(
  zarrFormat: 2 | 3,
  path: string,
  array: StoredArray,
  sizes: ReadonlyMap<string, number>,
): LevelInspection {
  const files = chunkGrid(array.shape, array.shardShape ?? array.chunkShape);
  const level: LevelInspection = {
    path,
    array,
    chunks: chunkGrid(array.shape, array.chunkShape).total,
    files: 0,
    bytes: 0,
  };
  const prefix = zarrFormat === 3 ? `${path}/c/` : `${path}/`;
  for (const [file, size] of sizes) {
    if (!file.startsWith(prefix) || !isChunkOf(files, file.slice(prefix.length).split(array.separator))) continue;
    level.files++;
    level.bytes += size;
  }
  return level;
}

function isChunkOf(grid: ChunkGrid, numbers: readonly string[]): boolean {
  return (
    numbers.length === grid.counts.length &&
    numbers.every((number, axis) => /^\d+$/.test(number) && Number(number) < grid.counts[axis]!)
  );
}

function versionOf(root: RootMetadata): string | null {
  const { ome } = root.attributes;
  const version = root.zarrFormat === 3 ? isObject(ome) && ome.version : firstMultiscale(root)?.version;
  return typeof version === "string" ? version : null;
}

function nameOf(root: RootMetadata): string | null {
  const name = firstMultiscale(root)?.name;
  return typeof name === "string" ? name : null;
}

/** NGFF 0.4 and 0.5: images below this group, and none in it. */
function isCollection(root: RootMetadata): boolean {
  const attributes = ngffAttributes(root);
  const keys = ["plate", "well", "bioformats2raw.layout"];
  return attributes.multiscales === undefined && keys.some((key) => attributes[key] !== undefined);
}

function firstMultiscale(root: RootMetadata): Record<string, unknown> | null {
  const { multiscales } = ngffAttributes(root);
  const list = Array.isArray(multiscales) ? multiscales : [];
  return isObject(list[0]) ? list[0] : null;
}
