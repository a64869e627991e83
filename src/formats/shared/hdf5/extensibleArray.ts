import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5 } from "./errors.ts";
import { isSet, readEntries } from "./fixedArray.ts";

/** What the header of an extensible array says. */
type ExtensibleArray = {
  entryBytes: number;
  /** Width of the places of blocks in the array. */
  offsetWidth: number;
  /** Entries that are in the index block itself. */
  indexEntries: number;
  /** Entries of the smallest data block. */
  smallestBlock: number;
  /** Data blocks that the index block names itself, and the first super block that it does not. */
  directBlocks: number;
  firstSuperBlock: number;
  superBlocks: number;
  pageEntries: number;
  index: number | null;
};

/**
 * An entry of an extensible array (File Format Specification 3.0, appendix C), or null where it was never written.
 * @throws `corrupt`
 */
export async function findInExtensibleArray(
  access: Hdf5Access,
  address: number,
  index: number,
  signal: AbortSignal,
): Promise<Hdf5Cursor | null> {
  const array = await access.kept(
    `extensible array ${address}`,
    () => readHeader(access, address, signal),
    () => 200,
  );
  if (array.index === null) return null;
  const { entryBytes, indexEntries, smallestBlock } = array;
  const addressBytes = access.widths.address;
  const blocksAt = indexEntries * entryBytes;
  const superBlocksAt = blocksAt + array.directBlocks * addressBytes;
  const length = superBlocksAt + (array.superBlocks - array.firstSuperBlock) * addressBytes;
  const block = { address: array.index, letters: "EAIB", prefix: 6 + addressBytes, length };
  const inIndex = await readEntries(access, block, signal);
  if (index < indexEntries) return entryOf(access, inIndex, index, entryBytes);
  const level = Math.floor(Math.log2(Math.floor((index - indexEntries) / smallestBlock) + 1));
  if (level >= array.superBlocks) throw damagedHdf5(access.file, `entry ${index} of an extensible array`);
  const shape = superBlockOf(array, level);
  const inside = index - indexEntries - shape.firstEntry;
  const which = Math.floor(inside / shape.entries);
  const entry = inside % shape.entries;
  if (level < array.firstSuperBlock) {
    const at = blocksAt + (shape.firstBlock + which) * addressBytes;
    const data = access.over(inIndex.subarray(at, at + addressBytes)).address();
    return data === null
      ? null
      : readInBlock(access, array, { address: data, entries: shape.entries, entry, isWritten: () => true }, signal);
  }
  const at = superBlocksAt + (level - array.firstSuperBlock) * addressBytes;
  const superBlock = access.over(inIndex.subarray(at, at + addressBytes)).address();
  return superBlock === null
    ? null
    : readInSuperBlock(access, array, { address: superBlock, ...shape, which, entry }, signal);
}

/** Data blocks of a super block: their number, and how many entries each has; blocks and entries that come before. */
type SuperBlockShape = { blocks: number; entries: number; firstBlock: number; firstEntry: number };

function superBlockOf({ smallestBlock }: ExtensibleArray, level: number): SuperBlockShape {
  let [firstBlock, firstEntry] = [0, 0];
  for (let before = 0; before < level; before++) {
    const { blocks, entries } = sizesAt(before, smallestBlock);
    firstBlock += blocks;
    firstEntry += blocks * entries;
  }
  return { ...sizesAt(level, smallestBlock), firstBlock, firstEntry };
}

function sizesAt(level: number, smallestBlock: number): { blocks: number; entries: number } {
  return { blocks: 2 ** Math.floor(level / 2), entries: 2 ** Math.ceil(level / 2) * smallestBlock };
}

async function readInSuperBlock(
  access: Hdf5Access,
  array: ExtensibleArray,
  { address, blocks, entries, which, entry }: { address: number; which: number; entry: number } & SuperBlockShape,
  signal: AbortSignal,
): Promise<Hdf5Cursor | null> {
  const addressBytes = access.widths.address;
  const pages = entries > array.pageEntries ? entries / array.pageEntries : 0;
  const bitmapBytes = blocks * Math.ceil(pages / 8);
  const prefix = 6 + addressBytes + array.offsetWidth;
  const found = await readEntries(
    access,
    { address, letters: "EASB", prefix, length: bitmapBytes + blocks * addressBytes },
    signal,
  );
  const at = bitmapBytes + which * addressBytes;
  const data = access.over(found.subarray(at, at + addressBytes)).address();
  const isWritten = (page: number): boolean => isSet(found, which * pages + page);
  return data === null ? null : readInBlock(access, array, { address: data, entries, entry, isWritten }, signal);
}

/** A data block, which of its entries is wanted, and which of its pages were written. */
type DataBlock = { address: number; entries: number; entry: number; isWritten: (page: number) => boolean };

async function readInBlock(
  access: Hdf5Access,
  { entryBytes, offsetWidth, pageEntries }: ExtensibleArray,
  { address, entries, entry, isWritten }: DataBlock,
  signal: AbortSignal,
): Promise<Hdf5Cursor | null> {
  const prefix = 6 + access.widths.address + offsetWidth;
  if (entries <= pageEntries) {
    const all = await readEntries(access, { address, letters: "EADB", prefix, length: entries * entryBytes }, signal);
    return entryOf(access, all, entry, entryBytes);
  }
  const page = Math.floor(entry / pageEntries);
  if (!isWritten(page)) return null;
  const start = address + prefix + 4 + page * (pageEntries * entryBytes + 4);
  const values = await readEntries(
    access,
    { address: start, letters: "", prefix: 0, length: pageEntries * entryBytes },
    signal,
  );
  return entryOf(access, values, entry % pageEntries, entryBytes);
}

function entryOf(access: Hdf5Access, entries: Uint8Array, at: number, entryBytes: number): Hdf5Cursor {
  return access.over(entries.subarray(at * entryBytes, (at + 1) * entryBytes));
}

async function readHeader(access: Hdf5Access, address: number, signal: AbortSignal): Promise<ExtensibleArray> {
  const { widths } = access;
  const cursor = await access.checked(address, 16 + 6 * widths.size + widths.address, "EAHD", signal);
  cursor.skip(2);
  const [entryBytes, bits, indexEntries] = [cursor.u8(), cursor.u8(), cursor.u8()];
  const [smallestBlock, smallestPointers, pageBits] = [cursor.u8(), cursor.u8(), cursor.u8()];
  cursor.skip(6 * widths.size);
  const index = cursor.address();
  const isPower = (value: number): boolean => value > 0 && Number.isInteger(Math.log2(value));
  const superBlocks = 1 + bits - Math.log2(smallestBlock);
  const firstSuperBlock = 2 * Math.log2(smallestPointers);
  const isSane = isPower(smallestBlock) && isPower(smallestPointers) && firstSuperBlock <= superBlocks;
  if (!isSane || entryBytes < widths.address || bits > 64 || pageBits > 32) {
    throw damagedHdf5(access.file, `extensible array at ${address}`);
  }
  const directBlocks = 2 * (smallestPointers - 1);
  return {
    entryBytes,
    offsetWidth: Math.ceil(bits / 8),
    indexEntries,
    smallestBlock,
    directBlocks,
    firstSuperBlock,
    superBlocks,
    pageEntries: 2 ** pageBits,
    index,
  };
}
