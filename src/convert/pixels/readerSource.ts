import type { ImageReader } from "../../formats/reader.ts";
import type { StoredBlock } from "../../formats/shared/storedBlock.ts";
import { copyStrided } from "../../model/copyBox.ts";
import { lanes, type PixelArray } from "../../model/dtype.ts";
import type { Region } from "../../model/region.ts";
import { sizeOfShape, stridesOfShape } from "../../model/region.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { blockInView, isInSceneOrder, shapeInView } from "../../plan/layout/viewOrder.ts";
import { borrowPixels, returnPixels } from "./borrowedPixels.ts";
import type { RegionSource } from "./regionSource.ts";

/**
 * A scene of a reader seen in the axes of an output: permuted, with new singleton axes, samples merged into channels
 * (index = c · samples + s), and time starting at the first time point that is taken. `level` is one of the file's own.
 */
export function createReaderSource(reader: ImageReader, output: OutputPlan, level = 0): RegionSource {
  const described = reader.description.scenes[output.scene]!;
  const scene = { ...described, shape: described.levels[level]?.shape ?? described.shape };
  const sceneAxes = scene.axes.length;
  const { sources } = output.view;
  const perValue = lanes(scene.dtype);

  const shape = shapeInView(output, scene.shape);
  const blockShape = blockInView(output.view, scene, shape);

  /** The scene's box that holds everything an output box needs. */
  const sceneRegion = (region: Region): Region => {
    const start = new Array<number>(sceneAxes).fill(0);
    const extent = new Array<number>(sceneAxes).fill(1);
    for (const { axis, index } of output.view.fixed ?? []) start[axis] = index;
    sources.forEach((source, axis) => {
      if (source === null) return;
      const from = region.start[axis]!;
      const length = region.shape[axis]!;
      if (typeof source === "object") {
        const samples = scene.shape[source.sample]!;
        const firstChannel = Math.floor(from / samples);
        const lastChannel = Math.floor((from + length - 1) / samples);
        if (source.channel !== null) {
          start[source.channel] = firstChannel;
          extent[source.channel] = lastChannel - firstChannel + 1;
        }
        const oneChannel = firstChannel === lastChannel;
        start[source.sample] = oneChannel ? from % samples : 0;
        extent[source.sample] = oneChannel ? length : samples;
      } else {
        start[source] = from + (axis === output.time.axis ? output.time.sourceStart : 0);
        extent[source] = length;
      }
    });
    return { start, shape: extent };
  };

  const isStraight = isInSceneOrder(output.view, scene.shape);

  const read = async (region: Region, target: PixelArray, signal: AbortSignal): Promise<void> => {
    const wanted = sceneRegion(region);
    const request = { scene: output.scene, level, region: wanted, signal };
    if (isStraight) {
      await reader.readRegion(request, target);
      return;
    }
    const pixels = borrowPixels(scene.dtype, sizeOfShape(wanted.shape));
    await reader.readRegion(request, pixels);
    arrange(pixels, wanted, region, target);
    returnPixels(pixels);
  };

  const arrange = (pixels: PixelArray, wanted: Region, region: Region, target: PixelArray): void => {
    const sceneStrides = stridesOfShape(wanted.shape).map((stride) => stride * perValue);
    const targetStrides = stridesOfShape(region.shape).map((stride) => stride * perValue);
    const mergedAxis = sources.findIndex((source) => typeof source === "object" && source !== null);
    const merged = mergedAxis >= 0 ? sources[mergedAxis] : null;
    const boxStrides = sources.map((source) => (typeof source === "number" ? sceneStrides[source]! : 0));
    const copy = (sourceOffset: number, targetOffset: number, length: number): void => {
      const boxShape = region.shape.map((whole, axis) => (axis === mergedAxis ? length : whole));
      copyStrided(
        pixels,
        sourceOffset,
        perValue === 1 ? boxStrides : [...boxStrides, 1],
        target,
        targetOffset,
        perValue === 1 ? targetStrides : [...targetStrides, 1],
        perValue === 1 ? boxShape : [...boxShape, perValue],
      );
    };
    if (typeof merged !== "object" || merged === null) {
      copy(0, 0, 1);
      return;
    }
    const samples = scene.shape[merged.sample]!;
    boxStrides[mergedAxis] = sceneStrides[merged.sample]!;
    const end = region.start[mergedAxis]! + region.shape[mergedAxis]!;
    // Samples of one channel at a time: they lie in one box.
    for (let value = region.start[mergedAxis]!; value < end;) {
      const channel = Math.floor(value / samples);
      const length = Math.min(end, (channel + 1) * samples) - value;
      const channelOffset =
        merged.channel === null ? 0 : (channel - wanted.start[merged.channel]!) * sceneStrides[merged.channel]!;
      const sampleOffset = ((value % samples) - wanted.start[merged.sample]!) * sceneStrides[merged.sample]!;
      copy(channelOffset + sampleOffset, (value - region.start[mergedAxis]!) * targetStrides[mergedAxis]!, length);
      value += length;
    }
  };

  const storedBlocks = async (region: Region, signal: AbortSignal): Promise<StoredBlock[] | null> => {
    if (!isStraight || reader.storedBlocks === undefined) return null;
    return reader.storedBlocks({ scene: output.scene, level, region: sceneRegion(region), signal });
  };

  return { dtype: scene.dtype, shape, blockShape, read, storedBlocks };
}
