import type { Hdf5Access } from "./access.ts";
import { damagedHdf5 } from "./errors.ts";

/** Local and global heaps (File Format Specification 3.0, III.D and III.E). Collections of the global heap have 4 KiB and more. */
const GLOBAL_HEADER = 8;

/** The data of a group's local heap: names, one after the other, each ended by a NUL. */
export async function readLocalHeap(access: Hdf5Access, address: number, signal: AbortSignal): Promise<Uint8Array> {
  const { widths } = access;
  const cursor = await access.signed(address, 8 + 2 * widths.size + widths.address, "HEAP", signal);
  cursor.seek(8);
  const length = cursor.definedSize();
  cursor.skip(widths.size);
  return access.read(cursor.definedAddress(), length, signal);
}

/** Where a value of variable length is. */
export type GlobalHeapId = { collection: number; index: number };

/**
 * An object of the global heap.
 * @throws `corrupt`
 */
export async function readGlobalObject(
  access: Hdf5Access,
  { collection, index }: GlobalHeapId,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const objects = await access.kept(
    `global heap ${collection}`,
    () => readCollection(access, collection, signal),
    (found) => [...found.values()].reduce((sum, { length }) => sum + 100 + length, 100),
  );
  const object = objects.get(index);
  if (object === undefined) throw damagedHdf5(access.file, `no object ${index} in the heap at ${collection}`);
  return object;
}

async function readCollection(
  access: Hdf5Access,
  address: number,
  signal: AbortSignal,
): Promise<Map<number, Uint8Array>> {
  const prefix = GLOBAL_HEADER + access.widths.size;
  const length = (await access.signed(address, prefix, "GCOL", signal)).seek(GLOBAL_HEADER).definedSize();
  const cursor = (await access.cursor(address, length, signal)).seek(prefix);
  const objects = new Map<number, Uint8Array>();
  while (cursor.remaining >= GLOBAL_HEADER + access.widths.size) {
    const index = cursor.u16();
    cursor.skip(6);
    const size = cursor.definedSize();
    // Object 0 is the free space at the end.
    if (index === 0) break;
    objects.set(index, cursor.bytes(size));
    cursor.skip(Math.min(cursor.remaining, (8 - (size % 8)) % 8));
  }
  return objects;
}
