import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../../model/storeMarker.ts";
import { type ChunkGrid, chunkGrid } from "../../zarr/chunkGrid.ts";
import { chunkKey, parseChunkKey } from "../../zarr/chunkKeys.ts";
import type { StoredArray } from "../../zarr/storedArray.ts";
import type { LevelFinding, StoreFindings } from "./findings.ts";

/** What a file of a store is. */
export type StoreFileKind =
  /** A chunk of an array, or a shard: its place in the grid of files. */
  | { kind: "chunk"; level: LevelFinding; index: number[] }
  /** Named like a chunk, beyond the array's shape. */
  | { kind: "outside"; level: LevelFinding }
  /** Named like a chunk, in another way than the array's metadata say. */
  | { kind: "misnamed"; level: LevelFinding }
  /** Metadata that belong there. */
  | { kind: "metadata" }
  /** Metadata of the other format of Zarr. */
  | { kind: "other-format" }
  /** Of a conversion that has not ended. */
  | { kind: "unfinished" }
  /** `top`: the first folder on the way to it that nothing names; the file itself if there is none. */
  | { kind: "stray"; top: string };

const UNFINISHED = [STORE_MARKER, STORE_JOURNAL, STORE_BEFORE];
const METADATA: Readonly<Record<2 | 3, readonly string[]>> = {
  2: [".zgroup", ".zattrs", ".zarray", ".zmetadata"],
  3: ["zarr.json"],
};
/** What NGFF's tools put beside the root's metadata. */
const BESIDE_ROOT = ["ro-crate-metadata.json"];
const LIKE_A_CHUNK = /^(c[./])?\d+([./]\d+)*$/;

/** Tells what the files of a store are, by their paths. */
export class StoreFileNames {
  readonly #findings: StoreFindings;
  readonly #levels: ReadonlyMap<string, LevelFinding>;
  readonly #grids = new Map<LevelFinding, ChunkGrid>();

  constructor(findings: StoreFindings) {
    this.#findings = findings;
    this.#levels = new Map(findings.levels.map((level) => [level.path, level]));
  }

  of(path: string): StoreFileKind {
    if (UNFINISHED.includes(path.split("/", 1)[0]!)) return { kind: "unfinished" };
    const slash = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(0, slash));
    const name = path.slice(slash + 1);
    const { zarrFormat, folders } = this.#findings;
    if (folders.has(folder)) {
      if (METADATA[zarrFormat].includes(name)) return { kind: "metadata" };
      if (METADATA[zarrFormat === 2 ? 3 : 2].includes(name)) return { kind: "other-format" };
      if (folder === "" && BESIDE_ROOT.includes(name)) return { kind: "metadata" };
    }
    // The specification leaves free what else is in this folder.
    if (path.startsWith("OME/") && folders.has("OME")) return { kind: "metadata" };
    const level = this.#levelAbove(folder);
    if (level === null) return { kind: "stray", top: this.#strayTop(path) };
    return this.#chunk(level, level.path === "" ? path : path.slice(level.path.length + 1), path);
  }

  #levelAbove(folder: string): LevelFinding | null {
    for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      const level = this.#levels.get(at);
      if (level !== undefined) return level;
      if (at === "") return null;
    }
  }

  #chunk(level: LevelFinding, name: string, path: string): StoreFileKind {
    const { array } = level;
    // What the array is, is not known: no more can be said than that the file lies there.
    if (array === null) return LIKE_A_CHUNK.test(name) ? { kind: "metadata" } : { kind: "stray", top: path };
    const index = parseChunkName(array, name);
    if (index === null) return LIKE_A_CHUNK.test(name) ? { kind: "misnamed", level } : { kind: "stray", top: path };
    let grid = this.#grids.get(level);
    if (grid === undefined) {
      grid = chunkGrid(array.shape, array.shardShape ?? array.chunkShape);
      this.#grids.set(level, grid);
    }
    return index.every((at, axis) => at < grid.counts[axis]!)
      ? { kind: "chunk", level, index }
      : { kind: "outside", level };
  }

  #strayTop(path: string): string {
    const { folders } = this.#findings;
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (!folders.has(folder)) return folder;
    }
    return path;
  }
}

/** Place in the grid of files that a name below an array's folder means, or null. */
function parseChunkName(array: StoredArray, name: string): number[] | null {
  if (array.shape.length === 0) return name === chunkKey(array, []) ? [] : null;
  const numbers = parseChunkKey(array, name);
  return numbers?.length === array.shape.length ? numbers : null;
}
