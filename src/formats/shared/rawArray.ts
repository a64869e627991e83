import { throwIfAborted } from "../../bytes/abort.ts";
import type { ByteRange } from "../../bytes/range.ts";
import { readMany } from "../../bytes/readMany.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { swapByteOrder } from "../../model/byteOrder.ts";
import { bytesOfPixels, type DataType, itemSize, lanes, type PixelArray } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { type Region, sizeOfShape, stridesOfShape } from "../../model/region.ts";

/** An uncompressed array in C order, without gaps, somewhere in a file. */
export type RawArray = {
  source: ByteSource;
  /** Byte at which the first value begins. */
  offset: number;
  /** Length per axis, the slowest first. */
  shape: readonly number[];
  dtype: DataType;
  littleEndian: boolean;
};

/** Rows are read in pieces of about this size. */
const PIECE_BYTES = 4 * 2 ** 20;
/** Parts of rows further apart than this are read one by one; nearer ones with what lies between them. */
const GAP_BYTES = 128 * 1024;
/** Most pieces that are lined up before they are read. */
const BATCH_PIECES = 1024;

/** Rows of a region that are read in one piece; all numbers are bytes. */
type Piece = {
  range: ByteRange;
  /** Length of the wanted part of a row, and from one row to the next. */
  rowBytes: number;
  stepBytes: number;
  rows: number;
  /** Place in the target, where the rows follow one another. */
  at: number;
};

/** Fails with `corrupt` if the array leaves its file. */
export function checkRawArray(array: RawArray): void {
  const { source, offset, shape, dtype } = array;
  const bytes = sizeOfShape(shape) * itemSize(dtype);
  if (offset + bytes <= source.size) return;
  throw new ZarrdropError(
    "corrupt",
    `${source.name} ends too early: it holds ${source.size} bytes, and its pixels need ${offset + bytes}. The file may be cut off.`,
    { file: source.name, technical: `${shape} ${dtype} at ${offset}` },
  );
}

/** The block to report for a raw array: a row along the last axis, which can be read singly. */
export function rawBlockShape(shape: readonly number[]): number[] {
  return shape.map((length, axis) => (axis === shape.length - 1 ? length : 1));
}

/**
 * Fills `target` with a box of the array, little-endian. Reads nothing but the box's rows (and small gaps between
 * them), in pieces of a few megabytes. `target` holds exactly the region.
 * @throws those of the source
 */
export async function readRawArray(
  array: RawArray,
  region: Region,
  target: PixelArray,
  signal: AbortSignal,
): Promise<void> {
  const bytes = bytesOfPixels(target);
  const numberBytes = itemSize(array.dtype) / lanes(array.dtype);
  let batch: Piece[] = [];
  const readBatch = async (): Promise<void> => {
    const ranges = batch.map(({ range, at, rowBytes, stepBytes }) => {
      return rowBytes === stepBytes ? { ...range, home: bytes.subarray(at, at + range.length) } : range;
    });
    for await (const { index, bytes: piece, isHome } of readMany(array.source, ranges, signal)) {
      throwIfAborted(signal);
      const { at, rows, rowBytes } = batch[index]!;
      if (!isHome) copyRows(piece, batch[index]!, bytes);
      // At once, while the piece is in the processor's cache.
      if (!array.littleEndian) swapByteOrder(bytes.subarray(at, at + rows * rowBytes), numberBytes);
    }
    batch = [];
  };
  for (const piece of piecesOf(array, region)) {
    batch.push(piece);
    if (batch.length === BATCH_PIECES) await readBatch();
  }
  await readBatch();
}

function copyRows(source: Uint8Array, { rowBytes, stepBytes, rows, at }: Piece, target: Uint8Array): void {
  for (let row = 0; row < rows; row++) {
    const from = row * stepBytes;
    target.set(source.subarray(from, from + rowBytes), at + row * rowBytes);
  }
}

/** The pieces of a region, in file order. */
function* piecesOf(array: RawArray, region: Region): Generator<Piece> {
  const unit = itemSize(array.dtype);
  const strides = stridesOfShape(array.shape).map((stride) => stride * unit);
  // Trailing axes that are wanted whole are contiguous, together with the first one that is not.
  let outer = array.shape.length - 1;
  while (outer > 0 && region.shape[outer] === array.shape[outer]) outer--;
  const rowBytes = region.shape[outer]! * strides[outer]!;
  const start = region.start.reduce((sum, from, axis) => sum + from * strides[axis]!, array.offset);
  const rows = outer > 0 ? region.shape[outer - 1]! : 1;
  const stepBytes = outer > 0 ? strides[outer - 1]! : rowBytes;
  const planes = region.shape.slice(0, Math.max(0, outer - 1));
  let at = 0;
  for (const offset of planeOffsets(planes, strides, start)) {
    yield* piecesOfRows(offset, { rowBytes, stepBytes, rows, at });
    at += rows * rowBytes;
  }
}

/** Rows one step apart, cut or joined into pieces of about `PIECE_BYTES`. */
function* piecesOfRows(offset: number, all: Omit<Piece, "range">): Generator<Piece> {
  const { rowBytes, stepBytes, rows } = all;
  if (rowBytes >= PIECE_BYTES || stepBytes - rowBytes > GAP_BYTES) {
    for (let row = 0; row < rows; row++) {
      for (let from = 0; from < rowBytes; from += PIECE_BYTES) {
        const length = Math.min(PIECE_BYTES, rowBytes - from);
        const range = { offset: offset + row * stepBytes + from, length };
        yield { range, rowBytes: length, stepBytes: length, rows: 1, at: all.at + row * rowBytes + from };
      }
    }
    return;
  }
  const together = Math.max(1, Math.floor(PIECE_BYTES / stepBytes));
  for (let row = 0; row < rows; row += together) {
    const count = Math.min(together, rows - row);
    const range = { offset: offset + row * stepBytes, length: (count - 1) * stepBytes + rowBytes };
    yield { range, rowBytes, stepBytes, rows: count, at: all.at + row * rowBytes };
  }
}

/** Offsets of all index combinations of the slowest axes, in C order. */
function* planeOffsets(shape: readonly number[], strides: readonly number[], start: number): Generator<number> {
  const index = shape.map(() => 0);
  let offset = start;
  for (;;) {
    yield offset;
    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      offset += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      offset -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
