import type { Hdf5Access } from "./access.ts";
import { damagedHdf5 } from "./errors.ts";

/** A filter that chunks went through when they were written. */
export type Hdf5Filter = { id: number; name: string; values: readonly number[] };

/** Makes the values of a chunk of what is stored of it; the result may share memory with the input, or with `room`, which is lent. */
export type UndoFilters = (stored: Uint8Array<ArrayBuffer>, room?: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

const MOST_FILTERS = 32;

/**
 * Parses a filter pipeline message (File Format Specification 3.0, IV.A.2.l), the filters in the order in which they were applied.
 * @throws `corrupt`
 */
export function parseFilters(access: Hdf5Access, data: Uint8Array): Hdf5Filter[] {
  const cursor = access.over(data);
  const version = cursor.u8();
  const count = cursor.u8();
  if ((version !== 1 && version !== 2) || count > MOST_FILTERS) {
    throw damagedHdf5(access.file, `${count} filters in a list of version ${version}`);
  }
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const nameBytes = version === 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);
    const valueCount = cursor.u16();
    const name = cursor.utf8(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    const values = Array.from({ length: valueCount }, () => cursor.u32());
    if (version === 1 && valueCount % 2 === 1) cursor.skip(4);
    return { id, name, values };
  });
}
