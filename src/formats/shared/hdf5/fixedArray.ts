import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5 } from "./errors.ts";

type FixedArray = { entryBytes: number; pageEntries: number; entries: number; block: number | null };

/**
 * An entry of a fixed array (File Format Specification 3.0, appendix C), or null where it was never written.
 * @throws `corrupt`
 */
export async function findInFixedArray(
  access: Hdf5Access,
  address: number,
  index: number,
  signal: AbortSignal,
): Promise<Hdf5Cursor | null> {
  const array = await access.kept(
    `fixed array ${address}`,
    () => readHeader(access, address, signal),
    () => 100,
  );
  const { block, entries, entryBytes, pageEntries } = array;
  if (block === null) return null;
  if (index >= entries) throw damagedHdf5(access.file, `entry ${index} of a fixed array of ${entries}`);
  const prefix = 6 + access.widths.address;
  if (entries <= pageEntries) {
    const all = await readEntries(
      access,
      { address: block, letters: "FADB", prefix, length: entries * entryBytes },
      signal,
    );
    return access.over(all.subarray(index * entryBytes, (index + 1) * entryBytes));
  }
  const pages = Math.ceil(entries / pageEntries);
  const bitmap = await readEntries(
    access,
    { address: block, letters: "FADB", prefix, length: Math.ceil(pages / 8) },
    signal,
  );
  const page = Math.floor(index / pageEntries);
  if (!isSet(bitmap, page)) return null;
  const start = block + prefix + bitmap.length + 4 + page * (pageEntries * entryBytes + 4);
  const length = Math.min(pageEntries, entries - page * pageEntries) * entryBytes;
  const values = await readEntries(access, { address: start, letters: "", prefix: 0, length }, signal);
  const at = (index - page * pageEntries) * entryBytes;
  return access.over(values.subarray(at, at + entryBytes));
}

async function readHeader(access: Hdf5Access, address: number, signal: AbortSignal): Promise<FixedArray> {
  const { widths } = access;
  const cursor = await access.checked(address, 12 + widths.size + widths.address, "FAHD", signal);
  cursor.skip(2);
  const [entryBytes, pageBits] = [cursor.u8(), cursor.u8()];
  const entries = cursor.definedSize();
  const block = cursor.address();
  if (entryBytes < widths.address || pageBits > 32) throw damagedHdf5(access.file, `fixed array at ${address}`);
  return { entryBytes, pageEntries: 2 ** pageBits, entries, block };
}

/** What a checked block has between its prefix and its checksum. */
export type EntryBlock = { address: number; letters: string; prefix: number; length: number };

/**
 * The bytes of a block of entries, kept while there is room; its checksum was looked at.
 * @throws `corrupt`
 */
export function readEntries(
  access: Hdf5Access,
  { address, letters, prefix, length }: EntryBlock,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const read = async (): Promise<Uint8Array> => {
    const bytes = await access.read(address, prefix + length + 4, signal);
    const content = access.withoutChecksum(bytes, address);
    if (access.over(content).ascii(letters.length) !== letters)
      throw damagedHdf5(access.file, `no ${letters} at ${address}`);
    // A copy: what is kept must not keep the file's blocks.
    return content.slice(prefix);
  };
  return access.kept(`entries ${address} ${length}`, read, (bytes) => bytes.length + 100);
}

/** A bit of a map of pages that were written, the highest of a byte first. */
export function isSet(bitmap: Uint8Array, bit: number): boolean {
  return ((bitmap[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}
