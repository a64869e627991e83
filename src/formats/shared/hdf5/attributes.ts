import { LIMITS } from "../../../model/limits.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { sizeOfShape } from "../../../model/region.ts";
import type { Hdf5Access } from "./access.ts";
import { parseDataspace } from "./dataspace.ts";
import { parseDatatype } from "./datatype.ts";
import { damagedHdf5 } from "./errors.ts";
import { readFractalHeap, readHeapObject } from "./fractalHeap.ts";
import { MESSAGE, messageOf, type ObjectHeader, sharedMessage } from "./objectHeader.ts";
import { readTreeVersion2, recordsOf } from "./treeVersion2.ts";
import { decodeValues, type Hdf5Values } from "./values.ts";

/** Attributes of one object: honest ones have some hundred. */
const MOST_ATTRIBUTES = 10_000;

/** The attributes of an object by their names. */
export function readAttributes(
  access: Hdf5Access,
  header: ObjectHeader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Hdf5Values>> {
  const read = async (): Promise<ReadonlyMap<string, Hdf5Values>> => {
    const attributes = new Map<string, Hdf5Values>();
    const add = async (message: Uint8Array): Promise<void> => {
      const [name, values] = await parseAttribute(access, message, signal);
      attributes.set(name, values);
      if (attributes.size <= MOST_ATTRIBUTES) return;
      throw new ZarrdropError("limit", `An object of ${access.file} has too many attributes.`, { file: access.file });
    };
    for (const { type, data } of header.messages) if (type === MESSAGE.attribute) await add(data);
    const info = messageOf(header, MESSAGE.attributeInfo);
    if (info !== null) for await (const message of denseMessages(access, info, signal)) await add(message);
    return attributes;
  };
  return access.kept(`attributes ${header.address}`, read, (attributes) => {
    return [...attributes.values()].reduce((sum, { values }) => sum + 200 + 50 * values.length, 100);
  });
}

/** Many attributes: their messages are in a heap, found by a tree of names. */
async function* denseMessages(access: Hdf5Access, data: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const cursor = access.over(data);
  cursor.skip(1);
  if ((cursor.u8() & 1) !== 0) cursor.skip(2);
  const [heapAddress, treeAddress] = [cursor.address(), cursor.address()];
  if (heapAddress === null || treeAddress === null) return;
  const heap = await readFractalHeap(access, heapAddress, signal);
  const tree = await readTreeVersion2(access, treeAddress, signal);
  for await (const record of recordsOf(access, tree, signal)) {
    yield await readHeapObject(access, heap, record.bytes(heap.idBytes), signal);
  }
}

/** An attribute message (File Format Specification 3.0, IV.A.2.m). */
async function parseAttribute(
  access: Hdf5Access,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<[name: string, values: Hdf5Values]> {
  const cursor = access.over(message);
  const version = cursor.u8();
  if (version < 1 || version > 3) throw damagedHdf5(access.file, `attribute of version ${version}`);
  const flags = cursor.u8();
  const [nameBytes, typeBytes, spaceBytes] = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (version === 3) cursor.skip(1);
  const padded = (length: number): number => (version === 1 ? Math.ceil(length / 8) * 8 : length);
  const part = (length: number): Uint8Array => cursor.bytes(padded(length)).subarray(0, length);
  const name = access.over(part(nameBytes)).utf8(nameBytes);
  const [typePart, spacePart] = [part(typeBytes), part(spaceBytes)];
  const isShared = (bit: number): boolean => version > 1 && (flags & bit) !== 0;
  const typeData = isShared(1) ? await sharedMessage(access, MESSAGE.datatype, typePart, signal) : typePart;
  const spaceData = isShared(2) ? await sharedMessage(access, MESSAGE.dataspace, spacePart, signal) : spacePart;
  const type = parseDatatype(access, typeData);
  const { shape } = parseDataspace(access, spaceData);
  if (shape === null) return [name, { shape: [0], values: [] }];
  const bytes = sizeOfShape(shape) * type.bytes;
  if (bytes > LIMITS.metadataBytes) throw damagedHdf5(access.file, `an attribute of ${bytes} bytes`);
  return [name, await decodeValues(access, { type, shape, bytes: cursor.bytes(bytes) }, signal)];
}
