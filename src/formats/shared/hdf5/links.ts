import { ZarrdropError } from "../../../model/errors.ts";
import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5 } from "./errors.ts";
import { readFractalHeap, readHeapObject } from "./fractalHeap.ts";
import { readLocalHeap } from "./heaps.ts";
import { MESSAGE, messageOf, type ObjectHeader } from "./objectHeader.ts";
import { readTreeVersion1 } from "./treeVersion1.ts";
import { readTreeVersion2, recordsOf } from "./treeVersion2.ts";

/** Where a name of a group leads to: an object, another path, or another file. */
export type Link =
  | { kind: "object"; address: number }
  | { kind: "path"; path: string }
  | { kind: "elsewhere"; file: string; path: string };

/** Members of one group: so many are kept (`Hdf5Access.keptMembers`), as each of them is looked for among all. */
const MOST_MEMBERS = 100_000;
/** What a name and where it leads take in memory, about. */
const MEMBER_BYTES = 150;

/** The links of a group by their names, sorted by code units as h5py lists them; empty for what is no group. */
export function readLinks(access: Hdf5Access, header: ObjectHeader, signal: AbortSignal): Promise<Map<string, Link>> {
  const parse = async (): Promise<Map<string, Link>> => {
    const links = new Map<string, Link>();
    const add = (name: string, link: Link): void => {
      links.set(name, link);
      if (links.size <= MOST_MEMBERS) return;
      throw new ZarrdropError("limit", `A group of ${access.file} has too many members.`, { file: access.file });
    };
    const table = messageOf(header, MESSAGE.symbolTable);
    if (table !== null) await readSymbolTable(access, table, add, signal);
    for (const { type, data } of header.messages) if (type === MESSAGE.link) parseLink(access, access.over(data), add);
    const info = messageOf(header, MESSAGE.linkInfo);
    if (info !== null) await readDenseLinks(access, info, add, signal);
    return new Map([...links].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  };
  return access.keptMembers(`links ${header.address}`, parse, ({ size }) => 100 + size * MEMBER_BYTES);
}

type Add = (name: string, link: Link) => void;

/** The old way: a tree of nodes of entries, whose names are in a heap. */
async function readSymbolTable(access: Hdf5Access, data: Uint8Array, add: Add, signal: AbortSignal): Promise<void> {
  const cursor = access.over(data);
  const [tree, heapAddress] = [cursor.address(), cursor.address()];
  if (tree === null || heapAddress === null) return;
  const heap = await readLocalHeap(access, heapAddress, signal);
  const nameAt = (offset: number) => access.over(heap).seek(offset).textToNul();
  const entryBytes = 2 * access.widths.address + 24;
  for await (const node of readTreeVersion1(access, tree, signal)) {
    const count = (await access.signed(node, 8, "SNOD", signal)).seek(6).u16();
    const entries = (await access.cursor(node, 8 + count * entryBytes, signal)).seek(8);
    for (let at = 0; at < count; at++) {
      const name = nameAt(entries.sized(access.widths.address));
      const address = entries.address();
      const kind = entries.u32();
      entries.skip(4);
      const scratch = access.over(entries.bytes(16));
      if (kind === 2) add(name, { kind: "path", path: nameAt(scratch.u32()) });
      else if (address === null) throw damagedHdf5(access.file, `no object behind the name ${name}`);
      else add(name, { kind: "object", address });
    }
  }
}

/** Many links: their messages are in a heap, found by a tree of names. */
async function readDenseLinks(access: Hdf5Access, data: Uint8Array, add: Add, signal: AbortSignal): Promise<void> {
  const cursor = access.over(data);
  cursor.skip(1);
  if ((cursor.u8() & 1) !== 0) cursor.skip(8);
  const [heapAddress, treeAddress] = [cursor.address(), cursor.address()];
  if (heapAddress === null || treeAddress === null) return;
  const heap = await readFractalHeap(access, heapAddress, signal);
  const tree = await readTreeVersion2(access, treeAddress, signal);
  for await (const record of recordsOf(access, tree, signal)) {
    const id = record.seek(4).bytes(record.remaining);
    parseLink(access, access.over(await readHeapObject(access, heap, id, signal)), add);
  }
}

/** A link message (File Format Specification 3.0, IV.A.2.g). */
function parseLink(access: Hdf5Access, cursor: Hdf5Cursor, add: Add): void {
  const version = cursor.u8();
  if (version !== 1) throw damagedHdf5(access.file, `link of version ${version}`);
  const flags = cursor.u8();
  const kind = (flags & 8) === 0 ? 0 : cursor.u8();
  if ((flags & 4) !== 0) cursor.skip(8);
  if ((flags & 16) !== 0) cursor.skip(1);
  const name = new TextDecoder().decode(cursor.bytes(cursor.sized(1 << (flags & 3))));
  if (kind === 0) add(name, { kind: "object", address: cursor.definedAddress() });
  else if (kind === 1) add(name, { kind: "path", path: new TextDecoder().decode(cursor.bytes(cursor.u16())) });
  else if (kind === 64) {
    // A length, a byte of version and flags, the file's name, the path in it.
    cursor.skip(3);
    add(name, { kind: "elsewhere", file: cursor.textToNul(), path: cursor.textToNul() });
  } else throw damagedHdf5(access.file, `link of kind ${kind}`);
}
