import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5 } from "./errors.ts";

/** Signature, version, type and checksum of a node. */
const NODE_OVERHEAD = 10;
/** Levels of an honest tree: each has many times the records of the one below. */
const DEEPEST = 32;

/** A B-tree of version 2 (File Format Specification 3.0, III.A.2): sorted records, also in its inner nodes. */
export type TreeVersion2 = {
  type: number;
  nodeBytes: number;
  recordBytes: number;
  depth: number;
  root: NodePointer | null;
  /** Per level from the leaves: how wide a child's number of records is, and that of all records below it. */
  totalWidths: readonly number[];
  countWidth: number;
};

type NodePointer = { address: number; records: number };
type Node = { records: Uint8Array[]; children: NodePointer[] };

/** Reads the header of a tree. */
export async function readTreeVersion2(
  access: Hdf5Access,
  address: number,
  signal: AbortSignal,
): Promise<TreeVersion2> {
  const { widths } = access;
  const cursor = await access.checked(address, 22 + widths.address + widths.size, "BTHD", signal);
  cursor.skip(1);
  const [type, nodeBytes, recordBytes, depth] = [cursor.u8(), cursor.u32(), cursor.u16(), cursor.u16()];
  cursor.skip(2);
  const rootAddress = cursor.address();
  const rootRecords = cursor.u16();
  if (recordBytes === 0 || nodeBytes <= NODE_OVERHEAD + recordBytes || depth > DEEPEST) {
    throw damagedHdf5(
      access.file,
      `a tree of nodes of ${nodeBytes} and records of ${recordBytes} bytes, ${depth} deep`,
    );
  }
  const leafRecords = Math.floor((nodeBytes - NODE_OVERHEAD) / recordBytes);
  const countWidth = widthOf(leafRecords);
  const totalWidths = [0];
  let total = leafRecords;
  for (let level = 1; level <= depth; level++) {
    const pointer = widths.address + countWidth + totalWidths[level - 1]!;
    const records = Math.floor((nodeBytes - NODE_OVERHEAD - pointer) / (recordBytes + pointer));
    total = (records + 1) * total + records;
    totalWidths.push(widthOf(total));
  }
  const root = rootAddress === null ? null : { address: rootAddress, records: rootRecords };
  return { type, nodeBytes, recordBytes, depth, root, totalWidths, countWidth };
}

/** Bytes that a number up to `largest` takes. */
function widthOf(largest: number): number {
  return Math.floor(Math.log2(Math.max(1, largest)) / 8) + 1;
}

/** All records in order. */
export async function* recordsOf(
  access: Hdf5Access,
  tree: TreeVersion2,
  signal: AbortSignal,
): AsyncGenerator<Hdf5Cursor> {
  if (tree.root === null) return;
  yield* recordsBelow(access, tree, { pointer: tree.root, level: tree.depth, seen: new Set() }, signal);
}

async function* recordsBelow(
  access: Hdf5Access,
  tree: TreeVersion2,
  { pointer, level, seen }: { pointer: NodePointer; level: number; seen: Set<number> },
  signal: AbortSignal,
): AsyncGenerator<Hdf5Cursor> {
  // Two ways to one node would make a short file an endless tree.
  if (seen.has(pointer.address)) throw damagedHdf5(access.file, `two ways to the node at ${pointer.address}`);
  seen.add(pointer.address);
  const { records, children } = await readNode(access, tree, { pointer, level }, signal);
  for (let at = 0; at <= records.length; at++) {
    const child = children[at];
    if (child !== undefined) yield* recordsBelow(access, tree, { pointer: child, level: level - 1, seen }, signal);
    if (at < records.length) yield access.over(records[at]!);
  }
}

/**
 * The record for which `compare` gives 0, or null. `compare`: negative where what is looked for comes before the record.
 * @throws `corrupt`
 */
export async function findRecord(
  access: Hdf5Access,
  tree: TreeVersion2,
  compare: (record: Hdf5Cursor) => number,
  signal: AbortSignal,
): Promise<Hdf5Cursor | null> {
  let pointer = tree.root;
  for (let level = tree.depth; pointer !== null; level--) {
    const { records, children }: Node = await readNode(access, tree, { pointer, level }, signal);
    let [low, high] = [0, records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compare(access.over(records[middle]!));
      if (order === 0) return access.over(records[middle]!);
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    pointer = children[low] ?? null;
  }
  return null;
}

function readNode(
  access: Hdf5Access,
  tree: TreeVersion2,
  { pointer, level }: { pointer: NodePointer; level: number },
  signal: AbortSignal,
): Promise<Node> {
  const parse = async (): Promise<Node> => {
    const { recordBytes, countWidth } = tree;
    const totalWidth = level > 1 ? tree.totalWidths[level - 1]! : 0;
    const pointerBytes = level === 0 ? 0 : access.widths.address + countWidth + totalWidth;
    const length =
      NODE_OVERHEAD + pointer.records * recordBytes + (level === 0 ? 0 : pointer.records + 1) * pointerBytes;
    if (length > tree.nodeBytes) throw damagedHdf5(access.file, `${pointer.records} records at ${pointer.address}`);
    const cursor = await access.checked(pointer.address, length, level === 0 ? "BTLF" : "BTIN", signal);
    cursor.skip(1);
    if (cursor.u8() !== tree.type) throw damagedHdf5(access.file, `another tree's node at ${pointer.address}`);
    // A copy: what is kept must not keep the file's blocks.
    const records = Array.from({ length: pointer.records }, () => cursor.bytes(recordBytes).slice());
    const children: NodePointer[] = [];
    for (let at = 0; level > 0 && at <= pointer.records; at++) {
      children.push({ address: cursor.definedAddress(), records: cursor.sized(countWidth) });
      cursor.skip(totalWidth);
    }
    return { records, children };
  };
  const bytesOf = ({ records }: Node) => records.length * (tree.recordBytes + 150);
  return access.kept(`node ${pointer.address} ${pointer.records} ${level}`, parse, bytesOf);
}
