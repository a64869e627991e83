import { folderOf, joinPath } from "../../model/paths.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import { mapAtOnce } from "../../bytes/atOnce.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { JsonObject } from "../../model/untrustedJson.ts";
import type { ArrayMetadata } from "../../zarr/arrayMetadata.ts";
import { readN5Node } from "../../zarr/node.ts";

/** Datasets and groups of one hierarchy that are looked at. */
const MOST_NODES = 20_000;

/** An image of a hierarchy: its levels, the full size first, and what its group and its first dataset say. */
export type N5Image = {
  path: string;
  levels: readonly [ArrayMetadata, ...ArrayMetadata[]];
  group: JsonObject;
  dataset: JsonObject;
};

/**
 * The images of a hierarchy: groups whose datasets are levels (`s0`, `s1`, …), and all other datasets of at least two axes, in the order of
 * their paths.
 * @throws `corrupt`, `limit`, `unsupported-feature`
 */
export async function findN5Images(directory: ByteDirectory, signal: AbortSignal): Promise<N5Image[]> {
  const paths = (await directory.list(signal)).filter((path) => /(?:^|\/)attributes\.json$/.test(path)).map(folderOf);
  if (paths.length > MOST_NODES) {
    throw new ZarrdropError("limit", `The folder holds ${paths.length} N5 datasets and groups.`);
  }
  const nodes = await mapAtOnce(paths, async (path) => ({ path, node: await readN5Node(directory, path, signal) }), {
    signal,
  });
  const byPath = new Map(nodes.map(({ path, node }) => [path, node]));
  const images: N5Image[] = [];
  for (const { path, node } of nodes) {
    const array = node?.array ?? null;
    if (node === null || array === null || array.shape.length < 2) continue;
    const level = levelOf(path);
    const parent = folderOf(path);
    // A level that has no full size above it is an image of its own.
    if (level !== null && level > 0 && byPath.get(joinPath(parent, "s0"))?.array != null) continue;
    const levels: [ArrayMetadata, ...ArrayMetadata[]] = [array];
    for (let next = 1; level === 0; next++) {
      const smaller = byPath.get(joinPath(parent, `s${next}`))?.array;
      if (smaller == null || smaller.shape.length !== array.shape.length || smaller.dtype !== array.dtype) break;
      levels.push(smaller);
    }
    const group = level === 0 ? byPath.get(parent)?.attributes : undefined;
    images.push({ path: level === 0 ? parent : path, levels, group: group ?? {}, dataset: node.attributes });
  }
  return images;
}

/** The number of a level by the name of its dataset. */
function levelOf(path: string): number | null {
  const number = /(?:^|\/)s(\d{1,3})$/.exec(path)?.[1];
  return number === undefined ? null : Number(number);
}
