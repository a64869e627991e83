import { forEachAtOnce } from "../../bytes/atOnce.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { copyStrided } from "../../model/copyBox.ts";
import { allocatePixels, bytesOfPixels, type DataType, itemSize, lanes, type PixelArray } from "../../model/dtype.ts";
import { indicesBetween, type Region, sizeOfShape, stridesOfShape } from "../../model/region.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { ImageReader, ReadRequest } from "../reader.ts";
import { checkRawArray, type RawArray, readRawArray } from "./rawArray.ts";

/** Where a frame begins. */
export type FramePlace = Pick<RawArray, "source" | "offset">;

/** A scene whose values lie in files as they are, in frames of one shape. Axes are those of the file, the slowest first. */
export type RawScene = {
  shape: readonly number[];
  /** How many axes, from the slowest on, count frames; the values of the others lie together. */
  frameAxes: number;
  dtype: DataType;
  littleEndian: boolean;
  /** The frame of a number, counted in C order over the frame axes; null for one that is not stored, whose values are 0. */
  frameAt(frame: number): FramePlace | null;
  /** The file's axis for each axis of the scene, where these have another order. */
  order?: readonly number[];
  /** The file's axis that runs against the scene's: rows from the lowest to the highest. */
  backwards?: number;
};

/** Fills `target` with a box of one scene. */
export type ReadPixels = (region: Region, target: PixelArray, signal: AbortSignal) => Promise<void>;

/** Frames read at the same time: they may be in files of their own. */
const FRAMES_AT_ONCE = 4;

/** A scene that is one array. */
export function wholeArray(array: RawArray, order?: readonly number[]): RawScene {
  const { source, offset, shape, dtype, littleEndian } = array;
  const frameAt = () => ({ source, offset });
  return { shape, frameAxes: 0, dtype, littleEndian, frameAt, ...(order === undefined ? {} : { order }) };
}

/** A scene of frames that follow each other at equal distances. */
export function evenFrames(
  scene: Omit<RawScene, "frameAt">,
  source: ByteSource,
  first: number,
  step: number,
): RawScene {
  return { ...scene, frameAt: (frame) => ({ source, offset: first + frame * step }) };
}

/** Lengths in the order of the scene. */
export function sceneShape({ shape, order }: Pick<RawScene, "shape" | "order">): number[] {
  return order === undefined ? [...shape] : order.map((axis) => shape[axis]!);
}

/** The block to report for a scene: a row of the file, which can be read singly. */
export function rawSceneBlock({ shape, order }: Pick<RawScene, "shape" | "order">): number[] {
  const row = shape.map((length, axis) => (axis === shape.length - 1 ? length : 1));
  return sceneShape({ shape: row, ...(order === undefined ? {} : { order }) });
}

/**
 * The reader of a scene's values: nothing but rows of the box is read.
 * @throws `corrupt` at once if a frame leaves its file
 */
export function rawPixels(scene: RawScene): ReadPixels {
  const { shape, frameAxes, order } = scene;
  const frames = sizeOfShape(shape.slice(0, frameAxes));
  // The first tells of a wrong shape, the last of a file that was cut off; those between are looked at when they are read.
  for (const frame of new Set([0, frames - 1])) {
    const place = scene.frameAt(frame);
    if (place !== null) checkRawArray(frameArray(scene, place));
  }
  const { backwards } = scene;
  if (order === undefined && backwards === undefined) {
    return (region, target, signal) => readStored(scene, region, target, signal);
  }
  const axes = order ?? shape.map((_, axis) => axis);
  return async (region, target, signal) => {
    const start = unordered(region.start, axes);
    const size = unordered(region.shape, axes);
    if (backwards !== undefined) start[backwards] = shape[backwards]! - start[backwards]! - size[backwards]!;
    const values = allocatePixels(scene.dtype, sizeOfShape(size));
    await readStored(scene, { start, shape: size }, values, signal);
    copyOrdered({ values, shape: size, axes, backwards }, target, lanes(scene.dtype));
  };
}

function frameArray({ shape, frameAxes, dtype, littleEndian }: RawScene, place: FramePlace): RawArray {
  return { ...place, shape: shape.slice(frameAxes), dtype, littleEndian };
}

/** A box in the file's own order of axes. */
async function readStored(scene: RawScene, region: Region, target: PixelArray, signal: AbortSignal): Promise<void> {
  const { frameAxes, shape, dtype } = scene;
  const first = region.start.slice(0, frameAxes);
  const last = first.map((from, axis) => from + region.shape[axis]! - 1);
  const within: Region = { start: region.start.slice(frameAxes), shape: region.shape.slice(frameAxes) };
  const steps = stridesOfShape(shape.slice(0, frameAxes));
  const size = sizeOfShape(within.shape) * lanes(dtype);
  let next = 0;
  const readFrame = async (index: readonly number[]): Promise<void> => {
    const part = target.subarray(next * size, (next + 1) * size);
    next++;
    const place = scene.frameAt(index.reduce((sum, each, axis) => sum + each * steps[axis]!, 0));
    // As bytes: `fill` wants a bigint for 64-bit integers.
    if (place === null) bytesOfPixels(part).fill(0);
    else await readRawArray(frameArray(scene, place), within, part, signal);
  };
  await forEachAtOnce(indicesBetween(first, last), readFrame, { atOnce: FRAMES_AT_ONCE, signal });
}

function unordered(values: readonly number[], order: readonly number[]): number[] {
  const result = new Array<number>(values.length);
  for (const [axis, stored] of order.entries()) result[stored] = values[axis]!;
  return result;
}

type Stored = {
  values: PixelArray;
  shape: readonly number[];
  axes: readonly number[];
  backwards: number | undefined;
};

function copyOrdered({ values, shape, axes, backwards }: Stored, target: PixelArray, perValue: number): void {
  const steps = stridesOfShape(shape).map((step) => step * perValue);
  // From the last one with a negative step.
  const first = backwards === undefined ? 0 : (shape[backwards]! - 1) * steps[backwards]!;
  if (backwards !== undefined) steps[backwards] = -steps[backwards]!;
  const wanted = axes.map((axis) => shape[axis]!);
  // A complex value is two elements, one after the other on both sides.
  const lane = perValue === 1 ? [] : [1];
  const from = [...axes.map((axis) => steps[axis]!), ...lane];
  const to = [...stridesOfShape(wanted).map((step) => step * perValue), ...lane];
  copyStrided(values, first, from, target, 0, to, [...wanted, ...lane.map(() => perValue)]);
}

/** A reader of scenes whose pixels are had this way. */
export function rawReader(description: ImageDescription, scenes: readonly ReadPixels[]): ImageReader {
  return {
    description,
    // The guard has seen that the scene is there.
    readRegion: ({ scene, region, signal }: ReadRequest, target) => scenes[scene]!(region, target, signal),
    close: () => {
      // Nothing is held: the sources belong to the caller.
    },
  };
}

/** Bytes of a scene's frame. */
export function frameBytes({ shape, frameAxes, dtype }: Pick<RawScene, "shape" | "frameAxes" | "dtype">): number {
  return sizeOfShape(shape.slice(frameAxes)) * itemSize(dtype);
}
