import { LIMITS } from "../../../model/limits.ts";
import type { Hdf5Access } from "./access.ts";
import { damagedHdf5 } from "./errors.ts";

/** How many values an object has along each axis. */
export type Dataspace = {
  /** Empty for a single value; null for no value at all. */
  shape: number[] | null;
  /** To which lengths it may be made longer; null: without an end. */
  largest: (number | null)[];
};

/**
 * Parses a dataspace message (File Format Specification 3.0, IV.A.2.b).
 * @throws `corrupt`
 */
export function parseDataspace(access: Hdf5Access, data: Uint8Array): Dataspace {
  const cursor = access.over(data);
  const version = cursor.u8();
  const rank = cursor.u8();
  const flags = cursor.u8();
  const kind = version === 2 ? cursor.u8() : rank === 0 ? 0 : 1;
  if (version === 1) cursor.skip(5);
  else if (version !== 2) throw damagedHdf5(access.file, `dataspace of version ${version}`);
  if (kind === 2) return { shape: null, largest: [] };
  if (rank > LIMITS.axes * 2) throw damagedHdf5(access.file, `${rank} axes`);
  const shape = Array.from({ length: rank }, () => cursor.definedSize());
  const largest = (flags & 1) === 0 ? shape : shape.map(() => cursor.size());
  return { shape, largest };
}
