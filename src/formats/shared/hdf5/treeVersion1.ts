import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5 } from "./errors.ts";

const GROUP_NODE = 0;
const CHUNK_NODE = 1;
/** Levels of an honest tree. */
const DEEPEST = 64;

/** All children of the leaves of a group's tree (File Format Specification 3.0, III.A.1): its symbol table nodes. */
export async function* readTreeVersion1(
  access: Hdf5Access,
  address: number,
  signal: AbortSignal,
): AsyncGenerator<number> {
  const root = await readNode(access, groupNode(access, address), signal);
  yield* leavesBelow(access, root, new Set(), signal);
}

/** A group's nodes have places in its heap of names for keys. */
function groupNode({ widths }: Hdf5Access, address: number) {
  return { address, kind: GROUP_NODE, keyBytes: widths.size };
}

async function* leavesBelow(
  access: Hdf5Access,
  node: TreeNode,
  seen: Set<number>,
  signal: AbortSignal,
): AsyncGenerator<number> {
  for (const child of node.children) {
    // Two ways to one node would make a short file an endless tree.
    if (seen.has(child)) throw damagedHdf5(access.file, `two ways to the node at ${child}`);
    seen.add(child);
    if (node.level === 0) yield child;
    else {
      const below = await readNode(access, groupNode(access, child), signal);
      checkLevel(access, node, below, child);
      yield* leavesBelow(access, below, seen, signal);
    }
  }
}

/** A chunk as its tree lists it: bytes, filters that were left out, and where it begins in the array. */
export type TreeChunk = { address: number; bytes: number; skippedFilters: number; start: readonly number[] };

/**
 * The chunk of a dataset that begins at a place, or null where the tree has none.
 * @throws `corrupt`
 */
export async function findChunkVersion1(
  access: Hdf5Access,
  root: number,
  start: readonly number[],
  signal: AbortSignal,
): Promise<TreeChunk | null> {
  // Sizes and filters, then a place on each axis and one on the axis of a value's bytes.
  const keyBytes = 8 + 8 * (start.length + 1);
  let node = await readNode(access, { address: root, kind: CHUNK_NODE, keyBytes }, signal);
  for (;;) {
    // The last key that is not behind the place.
    let [low, high] = [0, node.children.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareTo(node.keys[middle]!, start) <= 0) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return null;
    const address = node.children[low - 1]!;
    if (node.level === 0) {
      const key = access.over(node.keys[low - 1]!);
      const chunk = { address, bytes: key.u32(), skippedFilters: key.u32(), start };
      return compareTo(node.keys[low - 1]!, start) === 0 ? chunk : null;
    }
    const below = await readNode(access, { address, kind: CHUNK_NODE, keyBytes }, signal);
    checkLevel(access, node, below, address);
    node = below;
  }
}

/** The order of a key's place and another one. */
function compareTo(key: Uint8Array, start: readonly number[]): number {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  for (const [axis, at] of start.entries()) {
    const order = Number(view.getBigUint64(8 + axis * 8, true)) - at;
    if (order !== 0) return order;
  }
  return 0;
}

type TreeNode = { level: number; keys: Uint8Array[]; children: number[] };

function readNode(
  access: Hdf5Access,
  { address, kind, keyBytes }: { address: number; kind: number; keyBytes: number },
  signal: AbortSignal,
): Promise<TreeNode> {
  const parse = async (): Promise<TreeNode> => {
    const prefix = 8 + 2 * access.widths.address;
    const head = await access.signed(address, prefix, "TREE", signal);
    const [found, level, count] = [head.u8(), head.u8(), head.u16()];
    if (found !== kind || level > DEEPEST) throw damagedHdf5(access.file, `another kind of tree at ${address}`);
    const length = prefix + count * (keyBytes + access.widths.address);
    const cursor = (await access.cursor(address, length, signal)).seek(prefix);
    return { level, ...parseEntries(cursor, count, keyBytes) };
  };
  return access.kept(`tree ${address} ${keyBytes}`, parse, ({ keys }) => 100 + keys.length * (keyBytes + 150));
}

function parseEntries(cursor: Hdf5Cursor, count: number, keyBytes: number): Omit<TreeNode, "level"> {
  const keys: Uint8Array[] = [];
  const children: number[] = [];
  for (let at = 0; at < count; at++) {
    // A copy: what is kept must not keep the file's blocks.
    keys.push(cursor.bytes(keyBytes).slice());
    children.push(cursor.definedAddress());
  }
  return { keys, children };
}

/** Levels count down to 0: a tree that leads back into itself ends here. */
function checkLevel(access: Hdf5Access, above: TreeNode, below: TreeNode, address: number): void {
  if (below.level !== above.level - 1)
    throw damagedHdf5(access.file, `level ${below.level} below ${above.level} at ${address}`);
}
