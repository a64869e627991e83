import type { PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { unpackedSource } from "../shared/inflatedSource.ts";
import type { RawArray } from "../shared/rawArray.ts";
import { type RawScene, rawPixels, rawReader, type ReadPixels, wholeArray } from "../shared/rawScene.ts";
import { describeMrc, layoutOf } from "./describeScene.ts";
import { HEADER_BYTES, type MrcHeader, readMrcHeader } from "./header.ts";

/**
 * Opens an MRC file.
 * @throws those of `ImageReader`
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not an MRC file.");
  try {
    const plain = await unpackedSource(source, signal);
    const header = await readMrcHeader(plain, signal);
    const { shape, order } = layoutOf(header);
    const offset = HEADER_BYTES + header.extended.bytes;
    const array = { source: plain, offset, shape, dtype: header.pixel.dtype, littleEndian: header.littleEndian };
    const description = describeMrc({ name: source.name, path }, header);
    return rawReader(description, [pixelsOf(header, array, isInOrder(order) ? undefined : order)]);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function isInOrder(order: readonly number[]): boolean {
  return order.every((axis, index) => axis === index);
}

function pixelsOf({ pixel }: MrcHeader, array: RawArray, order: readonly number[] | undefined): ReadPixels {
  switch (pixel.stored) {
    case "plain":
    case "rgb":
      return rawPixels(wholeArray(array, order));
    case "complex-integer":
      return integerPairs(wholeArray({ ...array, dtype: "int16", shape: [...array.shape, 2] }), order);
    case "nibble":
      return nibbles(array, order);
  }
}

/** Pairs of integers are read as a further axis, and become complex numbers of floats. */
function integerPairs(scene: RawScene, order: readonly number[] | undefined): ReadPixels {
  const pair = scene.shape.length - 1;
  const read = rawPixels(order === undefined ? scene : { ...scene, order: [...order, pair] });
  return async (region, target, signal) => {
    const integers = new Int16Array(2 * sizeOfShape(region.shape));
    await read({ start: [...region.start, 0], shape: [...region.shape, 2] }, integers, signal);
    // The description says complex64, so the guard has seen a Float32Array.
    (target as Float32Array).set(integers);
  };
}

/**
 * Two values are in a byte, the first in its lower half; each row begins with a byte.
 * @throws `unsupported-feature` for columns that are no x
 */
function nibbles(array: RawArray, order: readonly number[] | undefined): ReadPixels {
  if (order !== undefined) {
    throw new ZarrdropError(
      "unsupported-feature",
      "The file has its axes in an order that is not read with 4-bit values.",
    );
  }
  const columns = array.shape.length - 1;
  const packedShape = array.shape.with(columns, Math.ceil(array.shape[columns]! / 2));
  const read = rawPixels(wholeArray({ ...array, shape: packedShape }));
  return async ({ start, shape }, target, signal) => {
    const from = start[columns]!;
    const count = shape[columns]!;
    const first = Math.floor(from / 2);
    const bytesOfRow = Math.ceil((from + count) / 2) - first;
    const packed: Region = { start: start.with(columns, first), shape: shape.with(columns, bytesOfRow) };
    const bytes = new Uint8Array(sizeOfShape(packed.shape));
    await read(packed, bytes, signal);
    unpackRows(bytes, bytesOfRow, target, { columns: count, skipped: from % 2 });
  };
}

function unpackRows(
  bytes: Uint8Array,
  bytesOfRow: number,
  target: PixelArray,
  { columns, skipped }: { columns: number; skipped: number },
): void {
  for (let row = 0, at = 0; at < target.length; row++) {
    for (let column = skipped; column < skipped + columns; column++, at++) {
      const byte = bytes[row * bytesOfRow + (column >> 1)]!;
      target[at] = column % 2 === 0 ? byte & 15 : byte >> 4;
    }
  }
}
