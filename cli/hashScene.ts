import { createHash } from "node:crypto";
import type { ImageReader } from "../src/formats/reader.ts";
import { copyStrided } from "../src/model/copyBox.ts";
import { allocatePixels, bytesOfPixels, itemSize, lanes } from "../src/model/dtype.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { sizeOfShape, stridesOfShape } from "../src/model/region.ts";

/** Decoded bytes held at once. */
const SLAB_BYTES = 64 * 2 ** 20;

/**
 * SHA-256 of a scene's whole pixel array at level 0: C order, little-endian, axes in the scene's order or in `order`
 * (one letter per axis; singleton axes may be added or left out; letters that the scene does not have stand for its
 * other axes). Reads slab by slab.
 * @throws `setting` for an order that does not fit
 */
export async function hashScene(
  reader: ImageReader,
  sceneIndex: number,
  order: string | null,
  signal: AbortSignal,
): Promise<string> {
  const scene = reader.description.scenes[sceneIndex]!;
  const wanted = (order ?? scene.axes.join("")).toLowerCase();
  const unnamed = scene.axes.flatMap((axis, at) => (!wanted.includes(axis) && scene.shape[at]! > 1 ? [at] : []));
  const sources = [...wanted].flatMap((axis) => {
    const named = scene.axes.indexOf(axis);
    if (named >= 0) return [named];
    // Other software may call an axis by another letter: the first that was not named.
    const other = unnamed.shift();
    return other === undefined ? [] : [other];
  });
  if (unnamed.length > 0 || new Set(wanted).size !== wanted.length) {
    throw new ZarrdropError("setting", `--order ${order} does not fit the axes ${scene.axes.join("")}.`, {
      setting: "order",
      advice: `Name each of ${scene.axes.join("")} once; only axes of length 1 can be left out.`,
    });
  }
  const shape = sources.map((axis) => scene.shape[axis]!);
  const hash = createHash("sha256");
  const valueBytes = itemSize(scene.dtype);
  // The slab runs over whole trailing axes of the wanted order, and as much of one more axis as fits.
  let cutAxis = 0;
  while (cutAxis < shape.length - 1 && sizeOfShape(shape.slice(cutAxis + 1)) * valueBytes > SLAB_BYTES) cutAxis++;
  const rowBytes = sizeOfShape(shape.slice(cutAxis + 1)) * valueBytes;
  const rows = Math.max(1, Math.min(shape[cutAxis] ?? 1, Math.floor(SLAB_BYTES / rowBytes)));
  const lasting = sources.filter((axis) => scene.shape[axis]! > 1);
  const isInOrder = lasting.every((axis, at) => at === 0 || lasting[at - 1]! < axis);

  const readSlab = async (start: number[], extent: number[]): Promise<void> => {
    const sceneStart = scene.axes.map(() => 0);
    const sceneExtent = scene.axes.map(() => 1);
    sources.forEach((axis, at) => {
      sceneStart[axis] = start[at]!;
      sceneExtent[axis] = extent[at]!;
    });
    const pixels = allocatePixels(scene.dtype, sizeOfShape(sceneExtent));
    const region = { start: sceneStart, shape: sceneExtent };
    await reader.readRegion({ scene: sceneIndex, level: 0, region, signal }, pixels);
    if (isInOrder) {
      hash.update(bytesOfPixels(pixels));
      return;
    }
    const strides = stridesOfShape(sceneExtent);
    const ordered = allocatePixels(scene.dtype, sizeOfShape(extent));
    // A complex value is two elements: one more axis, contiguous on both sides.
    const perValue = lanes(scene.dtype);
    const lane = perValue === 1 ? { shape: [], strides: [] } : { shape: [perValue], strides: [1] };
    copyStrided(
      pixels,
      0,
      [...sources.map((axis) => strides[axis]! * perValue), ...lane.strides],
      ordered,
      0,
      [...stridesOfShape(extent).map((stride) => stride * perValue), ...lane.strides],
      [...extent, ...lane.shape],
    );
    hash.update(bytesOfPixels(ordered));
  };
  const visit = async (axis: number, start: number[]): Promise<void> => {
    if (axis < cutAxis) {
      for (let index = 0; index < shape[axis]!; index++) await visit(axis + 1, [...start, index]);
      return;
    }
    const length = shape[axis] ?? 1;
    for (let from = 0; from < length; from += rows) {
      const slabStart = [...start, from, ...shape.slice(axis + 1).map(() => 0)];
      const slabExtent = [...start.map(() => 1), Math.min(rows, length - from), ...shape.slice(axis + 1)];
      await readSlab(slabStart.slice(0, shape.length), slabExtent.slice(0, shape.length));
    }
  };
  await visit(0, []);
  return hash.digest("hex");
}
