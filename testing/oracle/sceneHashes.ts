import { createHash } from "node:crypto";
import { copyStrided } from "../../src/model/copyBox.ts";
import { allocatePixels, bytesOfPixels, lanes, type PixelArray } from "../../src/model/dtype.ts";
import type { SceneDescription } from "../../src/model/image.ts";
import { sizeOfShape, stridesOfShape, wholeRegion } from "../../src/model/region.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import type { AxisOrder } from "./axisOrders.ts";

/** All pixels of a scene's level 0. */
export async function readScene(reader: ImageReader, index: number, signal: AbortSignal): Promise<PixelArray> {
  const { dtype, shape } = reader.description.scenes[index]!;
  const pixels = allocatePixels(dtype, sizeOfShape(shape));
  await reader.readRegion({ scene: index, level: 0, region: wholeRegion(shape), signal }, pixels);
  return pixels;
}

/** Level 0 of a scene, read once; hashed in as many orders of axes as are asked for. */
export class SceneHashes {
  readonly #scene: Pick<SceneDescription, "axes" | "shape" | "dtype">;
  readonly #pixels: PixelArray;
  readonly #known = new Map<string, string>();

  /** `pixels` in the scene's own order of axes. */
  constructor(scene: Pick<SceneDescription, "axes" | "shape" | "dtype">, pixels: PixelArray) {
    this.#scene = scene;
    this.#pixels = pixels;
  }

  /** SHA-256 of the pixels in the scene's own order of axes. */
  own(): string {
    return this.in({ axes: this.#scene.axes.map((_, axis) => axis), isSampleReversed: false });
  }

  /** SHA-256 of the pixels in an order of axes; axes of length 1 may be left out. */
  in({ axes, isSampleReversed }: Pick<AxisOrder, "axes" | "isSampleReversed">): string {
    const long = axes.filter((axis) => this.#scene.shape[axis]! > 1);
    const key = `${long}${isSampleReversed}`;
    let hash = this.#known.get(key);
    if (hash === undefined) {
      const isOwn = long.every((axis, at) => at === 0 || axis > long[at - 1]!) && !isSampleReversed;
      const bytes = bytesOfPixels(isOwn ? this.#pixels : this.#ordered(long, isSampleReversed));
      hash = createHash("sha256").update(bytes).digest("hex");
      this.#known.set(key, hash);
    }
    return hash;
  }

  #ordered(axes: readonly number[], isSampleReversed: boolean): PixelArray {
    const scene = this.#scene;
    const perValue = lanes(scene.dtype);
    const strides = stridesOfShape(scene.shape).map((stride) => stride * perValue);
    const shape = axes.map((axis) => scene.shape[axis]!);
    // Backwards: from the last sample with a negative step. An alpha channel stays where it is (BGRA is not ABGR).
    const backwards = isSampleReversed ? axes.findIndex((axis) => scene.axes[axis] === "s") : -1;
    const ordered = allocatePixels(scene.dtype, sizeOfShape(shape));
    const from = axes.map((axis) => strides[axis]!);
    const to = stridesOfShape(shape).map((stride) => stride * perValue);
    // A complex value is two elements, one after the other on both sides.
    const lane = perValue === 1 ? [] : [1];
    const copy = (box: readonly number[], at: number, target: number, steps: readonly number[]) =>
      copyStrided(
        this.#pixels,
        at,
        [...steps, ...lane],
        ordered,
        target,
        [...to, ...lane],
        [...box, ...lane.map(() => 2)],
      );
    if (backwards < 0) {
      copy(shape, 0, 0, from);
    } else {
      const colours = Math.min(3, shape[backwards]!);
      const step = from[backwards]!;
      copy(shape.with(backwards, colours), (colours - 1) * step, 0, from.with(backwards, -step));
      const alpha = shape[backwards]! - colours;
      if (alpha > 0) copy(shape.with(backwards, alpha), colours * step, colours * to[backwards]!, from);
    }
    return ordered;
  }
}
