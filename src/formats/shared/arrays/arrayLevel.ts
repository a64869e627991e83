import { forEachAtOnce } from "../../../bytes/atOnce.ts";
import { copyBlock } from "../../../model/copyBlock.ts";
import { allocatePixels, bytesOfPixels, type DataType, lanes, type PixelArray } from "../../../model/dtype.ts";
import { indicesBetween, type Region, sizeOfShape, stridesOfShape } from "../../../model/region.ts";
import type { StoredBlock } from "../storedBlock.ts";

/** An array of a file, however it is stored. */
export interface StoredArray {
  readonly shape: readonly number[];
  /** Fills `target`, of exactly the box, in C order, little-endian. */
  readRegion(region: Region, target: PixelArray, signal: AbortSignal): Promise<void>;
  /** The blocks of a box of one plane of the two last axes: see `ImageReader.storedBlocks`. */
  storedBlocks?(region: Region, signal: AbortSignal): Promise<StoredBlock[] | null>;
}

/** A level of a scene that is made of arrays: one for each place on the scene's first axes. */
export type ArrayLevel = {
  /** Of the scene, at this level. */
  shape: readonly number[];
  /** How many of the first axes count arrays. */
  outer: number;
  /** Which axis of an array each of the others is. Arrays may be longer than the level (padded) or shorter (the rest is 0). */
  order: readonly number[];
  /** The array at a place; null where there is none, which is 0. */
  open(place: readonly number[], signal: AbortSignal): Promise<StoredArray | null>;
};

/** Arrays that are read at a time: each may wait for its index first. */
const ARRAYS_AT_ONCE = 4;

/** A box that is wanted of a level of such values. */
export type LevelRequest = { level: ArrayLevel; dtype: DataType; region: Region; signal: AbortSignal };

/** Fills `target` with a box of a level. */
export async function readLevel({ level, dtype, region, signal }: LevelRequest, target: PixelArray): Promise<void> {
  const { outer, order } = level;
  const first = region.start.slice(0, outer);
  const last = first.map((start, axis) => start + region.shape[axis]! - 1);
  const inner: Region = { start: region.start.slice(outer), shape: region.shape.slice(outer) };
  const size = sizeOfShape(inner.shape) * lanes(dtype);
  const read = async ([number, place]: [number, number[]]): Promise<void> => {
    const part = target.subarray(number * size, (number + 1) * size);
    const array = await level.open(place, signal);
    if (array === null) bytesOfPixels(part).fill(0);
    else await readPart(array, { order, dtype, region: inner, signal }, part);
  };
  await forEachAtOnce(numbered(indicesBetween(first, last)), read, { atOnce: ARRAYS_AT_ONCE, signal });
}

function* numbered<Item>(items: Iterable<Item>): Generator<[number, Item]> {
  let number = 0;
  for (const item of items) yield [number++, item];
}

/** Reads what of a box is in an array, and puts its axes in the scene's order. */
async function readPart(
  array: StoredArray,
  { order, dtype, region, signal }: Omit<LevelRequest, "level"> & Pick<ArrayLevel, "order">,
  target: PixelArray,
): Promise<void> {
  const lengths = order.map((from, axis) =>
    Math.min(region.shape[axis]!, Math.max(0, array.shape[from]! - region.start[axis]!)),
  );
  const isWhole = lengths.every((length, axis) => length === region.shape[axis]);
  const isOrdered = order.every((from, axis) => from === axis);
  if (isWhole && isOrdered && order.length === array.shape.length) {
    await array.readRegion(region, target, signal);
    return;
  }
  if (!isWhole) bytesOfPixels(target).fill(0);
  if (lengths.includes(0)) return;
  // Axes of an array that the scene leaves out have one place.
  const box = { start: array.shape.map(() => 0), shape: array.shape.map(() => 1) };
  for (const [axis, from] of order.entries()) {
    box.start[from] = region.start[axis]!;
    box.shape[from] = lengths[axis]!;
  }
  const read = allocatePixels(dtype, sizeOfShape(box.shape));
  await array.readRegion(box, read, signal);
  const strides = stridesOfShape(box.shape);
  const source = { pixels: read, offset: 0, strides: order.map((from) => strides[from]!) };
  const placed = { pixels: target, offset: 0, strides: stridesOfShape(region.shape) };
  copyBlock(source, placed, lengths, lanes(dtype));
}

/** The blocks of a box of one plane of a level; null where they cannot be had. */
export async function levelBlocks(
  { outer, order, open }: ArrayLevel,
  region: Region,
  signal: AbortSignal,
): Promise<StoredBlock[] | null> {
  if (order.some((from, axis) => from !== axis) || order.length < 2) return null;
  const array = await open(region.start.slice(0, outer), signal);
  if (array?.storedBlocks === undefined || array.shape.length !== order.length) return null;
  const inner = { start: region.start.slice(outer), shape: region.shape.slice(outer) };
  const isInside = inner.start.every((start, axis) => start + inner.shape[axis]! <= array.shape[axis]!);
  return isInside ? array.storedBlocks(inner, signal) : null;
}
