import type { Hdf5Access } from "./access.ts";
import { MESSAGE, messageOf, type ObjectHeader } from "./objectHeader.ts";

/** The bytes of the value that values have which were never written (File Format Specification 3.0, IV.A.2.e and f); zeros where none is said. */
export function parseFill(access: Hdf5Access, header: ObjectHeader, itemBytes: number): Uint8Array {
  const stated = statedFill(access, header);
  return stated !== null && stated.length === itemBytes ? stated : new Uint8Array(itemBytes);
}

function statedFill(access: Hdf5Access, header: ObjectHeader): Uint8Array | null {
  const data = messageOf(header, MESSAGE.fill);
  if (data === null) {
    const old = messageOf(header, MESSAGE.oldFill);
    if (old === null) return null;
    const cursor = access.over(old);
    return cursor.bytes(cursor.u32());
  }
  const cursor = access.over(data);
  const version = cursor.u8();
  if (version >= 3) {
    const isDefined = (cursor.u8() & 0x20) !== 0;
    return isDefined ? cursor.bytes(cursor.u32()) : null;
  }
  cursor.skip(2);
  const isDefined = cursor.u8() !== 0;
  return isDefined && cursor.remaining >= 4 ? cursor.bytes(cursor.u32()) : null;
}
