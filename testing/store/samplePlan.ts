import { allocatePixels, bytesOfPixels, type DataType, type PixelArray } from "../../src/model/dtype.ts";
import { sizeOfShape } from "../../src/model/region.ts";
import type { LevelPlan, OutputPlan } from "../../src/plan/plan.ts";

/** A level with what matters here; scale 1. */
export function sampleLevel(
  path: string,
  shape: number[],
  chunkShape: number[],
  shardShape: number[] | null = null,
): LevelPlan {
  return { path, shape, chunkShape, shardShape, scale: shape.map(() => 1), translation: null };
}

/** A plan for tests of this room: axes are the last of t, c, z, y, x. */
export function samplePlan(dtype: DataType, levels: LevelPlan[], changes: Partial<OutputPlan> = {}): OutputPlan {
  const ndim = levels[0]!.shape.length;
  const names = ["t", "c", "z", "y", "x"].slice(5 - ndim);
  return {
    scene: 0,
    storeName: "sample.ome.zarr",
    zarrFormat: 3,
    ngffVersion: changes.zarrFormat === 2 ? "0.4" : "0.5",
    view: { sources: names.map((_, axis) => axis) },
    axes: names.map((name) => ({
      name,
      type: name === "t" ? "time" : name === "c" ? "channel" : "space",
      unit: name === "t" ? "second" : name === "c" ? null : "micrometer",
    })),
    sourceDtype: dtype,
    dtype,
    cast: "none",
    levels,
    compressor: { id: "blosc", cname: "zstd", clevel: 3, shuffle: "bitshuffle", typesize: null, blocksize: 0 },
    resampling: { method: "mean", blockShape: null },
    time: {
      axis: names[0] === "t" ? 0 : null,
      sourceStart: 0,
      destinationStart: 0,
      count: names[0] === "t" ? levels[0]!.shape[0]! : 1,
      append: false,
    },
    channels: [],
    imageName: "sample",
    metadata: { style: "zarrdrop", omero: false, rdefs: null, creator: null, rootTransform: null, omeXml: null },
    notes: [],
    ...changes,
  };
}

/** Reproducible pixels; for `bool` only zeros and ones, for floats no NaN. `seed` shifts them. */
export function samplePixels(dtype: DataType, shape: readonly number[], seed = 1): PixelArray {
  const pixels = allocatePixels(dtype, sizeOfShape(shape));
  let state = seed * 2_654_435_761;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
  if (dtype === "bool") return (pixels as Uint8Array).map(() => next() & 1);
  if (dtype === "float16") {
    // Any bit pattern below 0x7c00 is a finite number.
    return (pixels as Uint16Array).map(() => (next() << 6) & 0x7bff);
  }
  if (pixels instanceof BigInt64Array || pixels instanceof BigUint64Array) {
    for (let at = 0; at < pixels.length; at++) pixels[at] = BigInt(next()) * 72_057_594_037_927n;
    return pixels;
  }
  const bytes = bytesOfPixels(pixels);
  if (dtype.startsWith("float") || dtype.startsWith("complex")) {
    for (let at = 0; at < pixels.length; at++) (pixels as Float64Array)[at] = (next() - 128) / 8;
  } else {
    for (let at = 0; at < bytes.length; at++) bytes[at] = next();
  }
  return pixels;
}
