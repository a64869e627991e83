import { isInteger } from "../../model/dtype.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { Region } from "../../model/region.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Size } from "./camera.ts";

/** An output as the viewer sees it: planes of x and y at levels, stacked along z, t and channels. */
export type ViewedImage = {
  output: OutputPlan;
  /** Full size in pixels. */
  size: Size;
  levels: ViewedLevel[];
  channelCount: number;
  sizeZ: number;
  sizeT: number;
  /** Changes whenever any pixel could: tiles of two images with the same key are the same. */
  pixelKey: string;
  /** Pixels are numbers of objects. */
  isLabels: boolean;
};

/** One level of a pyramid, in its own pixels. */
export type ViewedLevel = Size & {
  sizeZ: number;
  /** Pixels of level 0 per pixel of this level. */
  factorX: number;
  factorY: number;
};

/** One plane of one channel. */
export type PlaneIndex = { channel: number; z: number; t: number };

type AxisPlaces = { x: number; y: number; z: number; t: number; channel: number };

/** How an output of an image is laid out for viewing. */
export function viewOutput(description: ImageDescription, output: OutputPlan): ViewedImage {
  return viewImage(output, description.scenes[output.scene]?.isLabelImage === true && isInteger(output.dtype));
}

/** How an output is laid out for viewing. */
export function viewImage(output: OutputPlan, isLabels = false): ViewedImage {
  const axes = axisPlaces(output);
  const sizes = output.levels.map((level) => ({
    width: lengthAt(level.shape, axes.x),
    height: lengthAt(level.shape, axes.y),
    sizeZ: lengthAt(level.shape, axes.z),
  }));
  const [full] = sizes;
  const size = { width: full?.width ?? 1, height: full?.height ?? 1 };
  const base = output.levels[0]?.shape ?? [];
  return {
    output,
    size,
    levels: sizes.map((level) => ({
      ...level,
      factorX: size.width / level.width,
      factorY: size.height / level.height,
    })),
    channelCount: lengthAt(base, axes.channel),
    sizeZ: lengthAt(base, axes.z),
    // Time points outside the range that is converted hold nothing.
    sizeT: axes.t < 0 ? 1 : output.time.count,
    isLabels,
    pixelKey: JSON.stringify([
      output.scene,
      output.view,
      output.levels.map((level) => level.shape),
      output.resampling,
      output.dtype,
      output.cast,
      output.time,
    ]),
  };
}

/** The box of a level's array that holds a rectangle of one plane, or of several channels from that on. `z` counts in slices of level 0. */
export function regionOf(
  image: ViewedImage,
  level: number,
  plane: PlaneIndex,
  box: { x: number; y: number; width: number; height: number },
  channels = 1,
): Region {
  const axes = axisPlaces(image.output);
  const rank = image.output.axes.length;
  const start = new Array<number>(rank).fill(0);
  const shape = new Array<number>(rank).fill(1);
  const put = (axis: number, from: number, length: number): void => {
    if (axis < 0) return;
    start[axis] = from;
    shape[axis] = length;
  };
  put(axes.x, box.x, box.width);
  put(axes.y, box.y, box.height);
  put(axes.z, sliceAtLevel(image, level, plane.z), 1);
  put(axes.t, plane.t, 1);
  put(axes.channel, plane.channel, channels);
  return { start, shape };
}

/** The slice of a level that holds a slice of level 0: they differ where z is made smaller too. */
export function sliceAtLevel(image: ViewedImage, level: number, z: number): number {
  const depth = image.levels[level]?.sizeZ ?? 1;
  return Math.min(depth - 1, Math.floor((z * depth) / image.sizeZ));
}

/**
 * The coarsest level that still has a pixel for every device pixel, within a tolerance: between two levels the finer one would
 * be drawn with gaps.
 */
export function levelForZoom(image: ViewedImage, devicePixelsPerPixel: number): number {
  let best = 0;
  image.levels.forEach((level, index) => {
    if (Math.min(level.factorX, level.factorY) * devicePixelsPerPixel <= 1.25) best = index;
  });
  return best;
}

/** Width and height of the chunks of a level, or of its shards, in pixels of that level; null where there are no shards. */
export function cellSize({ output }: ViewedImage, level: number, kind: "chunk" | "shard"): Size | null {
  const { chunkShape, shardShape } = output.levels[level]!;
  const shape = kind === "chunk" ? chunkShape : shardShape;
  if (shape === null) return null;
  const { x, y } = axisPlaces(output);
  return { width: shape[x]!, height: shape[y]! };
}

/** Where an axis of this name (in lower case) stands; −1: there is none. */
export function axisAt({ axes }: Pick<OutputPlan, "axes">, name: string): number {
  return axes.findIndex((axis) => axis.name.toLowerCase() === name);
}

/** Where the axes of an output stand; −1: there is none, which x and y are never. Samples of a pixel (`s`) are channels where the reference keeps them as an axis. */
export function axisPlaces(output: OutputPlan): AxisPlaces {
  const at = (name: string): number => axisAt(output, name);
  const rank = output.axes.length;
  const x = at("x");
  const y = at("y");
  const channel = at("c");
  return {
    x: x < 0 ? rank - 1 : x,
    y: y < 0 ? rank - 2 : y,
    z: at("z"),
    t: at("t"),
    channel: channel < 0 ? at("s") : channel,
  };
}

function lengthAt(shape: readonly number[], axis: number): number {
  return axis < 0 ? 1 : (shape[axis] ?? 1);
}
