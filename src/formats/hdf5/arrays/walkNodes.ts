import { ZarrdropError } from "../../../model/errors.ts";
import { throwIfAborted } from "../../../bytes/abort.ts";
import { isAboutContent } from "../../shared/aboutContent.ts";
import type { Hdf5Node } from "../../shared/hdf5/node.ts";

/** Groups and datasets of a file that are looked at. */
const MOST_NODES = 20_000;
/** Groups in groups. */
const DEEPEST = 128;

/** All groups and datasets below a group by their paths, in the order of their names, each once however many links lead to it. */
export async function* walkNodes(
  root: Hdf5Node,
  signal: AbortSignal,
): AsyncGenerator<{ node: Hdf5Node; path: string }, void, void> {
  const seen = new Set([root.address]);
  yield* below(root, [], seen, signal);
}

async function* below(
  group: Hdf5Node,
  at: readonly string[],
  seen: Set<number>,
  signal: AbortSignal,
): AsyncGenerator<{ node: Hdf5Node; path: string }, void, void> {
  for (const name of await group.names(signal)) {
    throwIfAborted(signal);
    const node = await childOf(group, name, signal);
    if (node === null || seen.has(node.address)) continue;
    if (seen.size > MOST_NODES)
      throw new ZarrdropError("limit", "The HDF5 file has too many groups and datasets to be looked through.");
    seen.add(node.address);
    const path = [...at, name];
    yield { node, path: path.join("/") };
    if (!node.isDataset && path.length < DEEPEST) yield* below(node, path, seen, signal);
  }
}

/** Links to nowhere, to other files and to what cannot be read lead to nothing. */
async function childOf(group: Hdf5Node, name: string, signal: AbortSignal): Promise<Hdf5Node | null> {
  try {
    return await group.child(name, signal);
  } catch (error) {
    if (isAboutContent(error) && error.kind === "unsupported-feature") return null;
    throw error;
  }
}
