import type { ByteSource } from "../../../bytes/source.ts";
import { type ChunkCache, Hdf5Access, Hdf5Cursor, type Hdf5Widths } from "./access.ts";
import { damagedHdf5, unsupportedHdf5 } from "./errors.ts";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** A user block before the signature has 512 bytes, or a power of two times as many. */
const FIRST_USER_BLOCK = 512;
/** What the longest superblock takes. */
const SUPERBLOCK_BYTES = 256;

/** Whether a file begins as HDF5 does: a user block before it is not looked behind. */
export function startsAsHdf5(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => head[at] === byte);
}

/** A file's structures, and where those of its root group begin. */
export type Superblock = { access: Hdf5Access; root: number };

/**
 * Finds and reads the superblock (File Format Specification 3.0, II.A; versions 0 to 3).
 * @throws `corrupt`, `unsupported-feature`
 */
export async function readSuperblock(source: ByteSource, chunks: ChunkCache, signal: AbortSignal): Promise<Superblock> {
  const base = await findSignature(source, signal);
  const bytes = await source.read(base, Math.min(SUPERBLOCK_BYTES, source.size - base), signal);
  const version = bytes[SIGNATURE.length];
  const place = { source, base, chunks };
  if (version === 0 || version === 1) return readOldSuperblock(place, bytes, version);
  if (version === 2 || version === 3) return readNewSuperblock(place, bytes);
  if (version === undefined) throw damagedHdf5(source.name, "no superblock behind the signature");
  throw unsupportedHdf5(source.name, `version ${version} of the file format`);
}

async function findSignature(source: ByteSource, signal: AbortSignal): Promise<number> {
  for (let at = 0; at + SIGNATURE.length <= source.size; at = at === 0 ? FIRST_USER_BLOCK : at * 2) {
    if (startsAsHdf5(await source.read(at, SIGNATURE.length, signal))) return at;
  }
  throw damagedHdf5(source.name, "no signature");
}

/** A file, where its structures begin, and what its chunks are kept in. */
type Place = { source: ByteSource; base: number; chunks: ChunkCache };

function readOldSuperblock(place: Place, bytes: Uint8Array, version: 0 | 1): Superblock {
  const widths = { address: bytes[13] ?? 0, size: bytes[14] ?? 0 };
  const access = createAccess(place, widths);
  const cursor = new Hdf5Cursor(bytes, place.source.name, widths).seek(version === 0 ? 24 : 28);
  // Base, free space, end of file and driver information; then the root's entry, which begins with the place of its name.
  cursor.skip(5 * widths.address);
  return { access, root: cursor.definedAddress() };
}

function readNewSuperblock(place: Place, bytes: Uint8Array): Superblock {
  const widths = { address: bytes[9] ?? 0, size: bytes[10] ?? 0 };
  const access = createAccess(place, widths);
  const cursor = new Hdf5Cursor(bytes, place.source.name, widths).seek(12);
  // Base, extension and end of file.
  cursor.skip(3 * widths.address);
  const root = cursor.definedAddress();
  access.withoutChecksum(bytes.subarray(0, cursor.position + 4), place.base);
  return { access, root };
}

function createAccess({ source, base, chunks }: Place, widths: Hdf5Widths): Hdf5Access {
  const isKnown = (width: number): boolean => width === 2 || width === 4 || width === 8;
  if (!isKnown(widths.address) || !isKnown(widths.size)) {
    throw damagedHdf5(source.name, `addresses of ${widths.address} and sizes of ${widths.size} bytes`);
  }
  return new Hdf5Access(source, base, widths, chunks);
}
