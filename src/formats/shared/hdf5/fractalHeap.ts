import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5, unsupportedHdf5 } from "./errors.ts";
import { findRecord, readTreeVersion2 } from "./treeVersion2.ts";

/** A fractal heap (File Format Specification 3.0, III.G): what links and attributes of many are kept in. */
export type FractalHeap = {
  offsetWidth: number;
  lengthWidth: number;
  idBytes: number;
  hugeTree: number | null;
  tableWidth: number;
  firstBlock: number;
  largestBlock: number;
  root: number | null;
  /** Rows of the root where it is an indirect block; 0: it is a direct one. */
  rootRows: number;
};

const HUGE = 1;
const TINY = 2;
/** A heap of 2^64 bytes has fewer rows. */
const MOST_ROWS = 64;

/** Reads the header of a heap. */
export async function readFractalHeap(access: Hdf5Access, address: number, signal: AbortSignal): Promise<FractalHeap> {
  const { widths } = access;
  const length = 26 + 3 * widths.address + 12 * widths.size;
  const cursor = await access.checked(address, length, "FRHP", signal).catch(async (error: unknown) => {
    // A heap whose blocks are compressed has a longer header: nobody writes one, and its name is better than "damaged".
    const filters = (await access.signed(address, 9, "FRHP", signal)).seek(7).u16();
    throw filters > 0 ? unsupportedHdf5(access.file, "compressed heaps") : error;
  });
  cursor.skip(1);
  const idBytes = cursor.u16();
  cursor.skip(3);
  const largestObject = cursor.u32();
  cursor.skip(widths.size);
  const hugeTree = cursor.address();
  cursor.skip(widths.size + widths.address + 8 * widths.size);
  const tableWidth = cursor.u16();
  const [firstBlock, largestBlock] = [cursor.definedSize(), cursor.definedSize()];
  const offsetWidth = Math.ceil(cursor.u16() / 8);
  cursor.skip(2);
  const [root, rootRows] = [cursor.address(), cursor.u16()];
  if (
    !isPowerOfTwo(firstBlock) ||
    !isPowerOfTwo(largestBlock) ||
    largestBlock < firstBlock ||
    tableWidth === 0 ||
    rootRows > MOST_ROWS
  ) {
    throw damagedHdf5(access.file, `a heap of blocks of ${firstBlock} to ${largestBlock} bytes`);
  }
  const lengthWidth = Math.min(
    Math.ceil(Math.log2(largestBlock) / 8),
    Math.floor(Math.log2(Math.max(1, largestObject)) / 8) + 1,
  );
  return { offsetWidth, lengthWidth, idBytes, hugeTree, tableWidth, firstBlock, largestBlock, root, rootRows };
}

function isPowerOfTwo(size: number): boolean {
  return size > 0 && Number.isInteger(Math.log2(size));
}

/**
 * The bytes of an object by its identifier.
 * @throws `corrupt`
 */
export async function readHeapObject(
  access: Hdf5Access,
  heap: FractalHeap,
  id: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const cursor = access.over(id);
  const first = cursor.u8();
  const kind = (first >> 4) & 3;
  if (kind === TINY) {
    // Identifiers of more than 18 bytes have a second byte of the length.
    const length = heap.idBytes <= 18 ? (first & 15) + 1 : (((first & 15) << 8) | cursor.u8()) + 1;
    return cursor.bytes(length);
  }
  if (kind === HUGE) return readHugeObject(access, heap, cursor, signal);
  const offset = cursor.sized(heap.offsetWidth);
  const length = cursor.sized(heap.lengthWidth);
  const block = await findBlock(access, heap, offset, signal);
  if (offset - block.offset + length > block.bytes) throw damagedHdf5(access.file, `object at ${offset} of a heap`);
  return access.read(block.address + offset - block.offset, length, signal);
}

async function readHugeObject(
  access: Hdf5Access,
  heap: FractalHeap,
  id: Hdf5Cursor,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { address, size } = access.widths;
  if (heap.idBytes - 1 >= address + size) {
    const place = id.definedAddress();
    return access.read(place, id.definedSize(), signal);
  }
  const wanted = id.sized(Math.min(heap.idBytes - 1, size));
  if (heap.hugeTree === null) throw damagedHdf5(access.file, "a large object of a heap that has none");
  const tree = await readTreeVersion2(access, heap.hugeTree, signal);
  const record = await findRecord(access, tree, (each) => wanted - each.seek(address + size).definedSize(), signal);
  if (record === null) throw damagedHdf5(access.file, `no large object ${wanted} in a heap`);
  const place = record.definedAddress();
  return access.read(place, record.definedSize(), signal);
}

type HeapBlock = { address: number; offset: number; bytes: number };

/** The direct block that an offset of the heap's space is in. */
async function findBlock(
  access: Hdf5Access,
  heap: FractalHeap,
  offset: number,
  signal: AbortSignal,
): Promise<HeapBlock> {
  if (heap.root === null) throw damagedHdf5(access.file, "an object of an empty heap");
  let block: HeapBlock = { address: heap.root, offset: 0, bytes: heap.firstBlock };
  let rows = heap.rootRows;
  // Each indirect block has fewer rows than the one above.
  while (rows > 0) {
    const entry = entryAt(heap, offset - block.offset, rows);
    if (entry === null) throw damagedHdf5(access.file, `offset ${offset} is not in the heap`);
    const prefix = 5 + access.widths.address + heap.offsetWidth;
    await checkIndirect(access, heap, block.address, rows, signal);
    const place = block.address + prefix + entry.index * access.widths.address;
    const address = (await access.cursor(place, access.widths.address, signal)).definedAddress();
    block = { address, offset: block.offset + entry.start, bytes: entry.bytes };
    if (entry.rows >= rows) throw damagedHdf5(access.file, "heap blocks that do not become smaller");
    rows = entry.rows;
  }
  return block;
}

/** Looks once at the checksum of an indirect block. */
function checkIndirect(
  access: Hdf5Access,
  heap: FractalHeap,
  address: number,
  rows: number,
  signal: AbortSignal,
): Promise<true> {
  const length = 5 + access.widths.address + heap.offsetWidth + rows * heap.tableWidth * access.widths.address + 4;
  const check = async (): Promise<true> => {
    await access.checked(address, length, "FHIB", signal);
    return true;
  };
  return access.kept(`heap block ${address} ${rows}`, check, () => 100);
}

/** The entry of an indirect block that an offset in it lies in; `rows` of that entry: 0 for a direct block. */
function entryAt(
  { firstBlock, largestBlock, tableWidth }: FractalHeap,
  offset: number,
  rows: number,
): { index: number; start: number; bytes: number; rows: number } | null {
  let start = 0;
  for (let row = 0; row < rows; row++) {
    const bytes = row === 0 ? firstBlock : firstBlock * 2 ** (row - 1);
    const end = start + bytes * tableWidth;
    if (offset < end) {
      const column = Math.floor((offset - start) / bytes);
      const inner = bytes <= largestBlock ? 0 : Math.log2(bytes) - Math.log2(firstBlock * tableWidth) + 1;
      if (!Number.isInteger(inner) || inner < 0) return null;
      return { index: row * tableWidth + column, start: start + column * bytes, bytes, rows: inner };
    }
    start = end;
  }
  return null;
}
