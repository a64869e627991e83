import { forEachAtOnce } from "../../bytes/atOnce.ts";
import type { ImageReader } from "../../formats/reader.ts";
import { allocatePixels, itemSize, lanes, type PixelArray } from "../../model/dtype.ts";
import { indicesBetween, type Region, sizeOfShape, stridesOfShape } from "../../model/region.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { createPixelCaster } from "./castPixels.ts";
import { createReaderSource } from "./readerSource.ts";
import type { RegionSource } from "./regionSource.ts";

/** Blocks that are looked at in any case: they also say how long one takes. */
const FEW_BLOCKS = 16;
/** Milliseconds that a rough picture may take for each MiB of a plane, and at most: a part of what reading it all takes. */
const PATIENCE_PER_MIB = 1;
const MOST_PATIENCE = 900;
/** More blocks are only read when that makes the picture this much finer. */
const WORTHWHILE = 2;

/** A rough picture. */
export type Rough = {
  pixels: PixelArray;
  /** Part of the blocks that was read. */
  share: number;
};

/** How the pixels of a picture lie along one axis: in which of the blocks that are read, and where in the source. */
type AxisSampling = {
  /** Pixels of the picture, each with its place in the source, for one block after the other. */
  blocks: { first: number; places: number[] }[];
  /** Blocks that the axis has. */
  count: number;
};

/** A box of level 0 in data coordinates, and the pixels per axis in which it is wanted: at most as many as the box has. */
export type RoughBox = { region: Region; shape: readonly number[] };

/**
 * A box of an output made small, at once: from the file's own coarser levels or from some of its blocks, spread evenly. Every pixel is one of the
 * source's pixels, though not always one of the place that it stands for. To be shown until the level itself was computed.
 */
export class RoughReader {
  readonly #output: OutputPlan;
  readonly #reader: ImageReader;
  /** Level 0, in the output's axes. */
  readonly #full: RegionSource;
  readonly #now: () => number;
  readonly #patience: number;

  /** `now`: milliseconds of a clock; `patience`: those that a picture may take at most. */
  constructor(
    reader: ImageReader,
    output: OutputPlan,
    { now = () => performance.now(), patience }: { now?: () => number; patience?: number } = {},
  ) {
    this.#output = output;
    this.#reader = reader;
    this.#full = createReaderSource(reader, output);
    this.#now = now;
    this.#patience = patience ?? usualPatience(this.#full);
  }

  /**
   * The box in C order over its `shape` and the output's type.
   * @throws those of the reader; `cancelled`
   */
  async read(box: RoughBox, signal: AbortSignal): Promise<Rough> {
    const { sourceDtype, dtype, cast } = this.#output;
    const { pixels, share } = await this.#sampleInTime(box, signal);
    return { pixels: cast === "none" ? pixels : createPixelCaster(sourceDtype, dtype, cast).cast(pixels), share };
  }

  /** Few blocks first; then as many as can be read in the time that is left. */
  async #sampleInTime(box: RoughBox, signal: AbortSignal): Promise<Rough> {
    const source = this.#sourceFor(box);
    const end = this.#now() + this.#patience;
    let most = FEW_BLOCKS;
    for (;;) {
      const begun = this.#now();
      const axes = sampleAxes(source, this.#full.shape, box, most);
      const blocks = axes.reduce((product, axis) => product * axis.blocks.length, 1);
      const all = axes.reduce((product, axis) => product * axis.count, 1);
      const pixels = await this.#sample(source, axes, box.shape, signal);
      const now = this.#now();
      const next = Math.floor((blocks * (end - now)) / Math.max(1, now - begun));
      if (blocks === all || next < WORTHWHILE * blocks) return { pixels, share: blocks / all };
      most = next;
    }
  }

  /** The coarsest of the file's own levels that has a pixel for each that is wanted. */
  #sourceFor({ region, shape }: RoughBox): RegionSource {
    const { levels } = this.#reader.description.scenes[this.#output.scene]!;
    for (let level = levels.length - 1; level > 0; level--) {
      const source = createReaderSource(this.#reader, this.#output, level);
      const isFine = source.shape.every(
        (length, axis) => length * region.shape[axis]! >= shape[axis]! * this.#full.shape[axis]!,
      );
      if (isFine) return source;
    }
    return this.#full;
  }

  async #sample(
    source: RegionSource,
    axes: readonly AxisSampling[],
    shape: readonly number[],
    signal: AbortSignal,
  ): Promise<PixelArray> {
    const { dtype } = source;
    const target = allocatePixels(dtype, sizeOfShape(shape));
    const last = axes.map(({ blocks }) => blocks.length - 1);
    const indices = indicesBetween(
      axes.map(() => 0),
      last,
    );
    const readBlock = async (index: readonly number[]): Promise<void> => {
      const chosen = index.map((at, axis) => axes[axis]!.blocks[at]!);
      const start = chosen.map(({ places }) => places[0]!);
      const box = { start, shape: chosen.map(({ places }, axis) => places.at(-1)! - start[axis]! + 1) };
      const pixels = allocatePixels(dtype, sizeOfShape(box.shape));
      await source.read(box, pixels, signal);
      pick({ pixels, box, chosen, target, shape, perValue: lanes(dtype) });
    };
    await forEachAtOnce(indices, readBlock, { atOnce: 8, signal });
    return target;
  }
}

function usualPatience({ shape, dtype }: RegionSource): number {
  const mebibytes = (sizeOfShape(shape.slice(-2)) * itemSize(dtype)) / 2 ** 20;
  return Math.min(MOST_PATIENCE, mebibytes * PATIENCE_PER_MIB);
}

/** Which blocks stand for a box of a level, at most `most` of them: whole numbers of neighbours along each axis are seen by the one in their middle. */
function sampleAxes(
  source: RegionSource,
  full: readonly number[],
  { region, shape }: RoughBox,
  most: number,
): AxisSampling[] {
  const touched = region.start.map((start, axis) => {
    const step = region.shape[axis]! / shape[axis]!;
    const scale = source.shape[axis]! / full[axis]!;
    const places = Array.from({ length: shape[axis]! }, (_, at) => Math.floor((start + (at + 0.5) * step) * scale));
    const blockLength = source.blockShape[axis]!;
    return { places, blockLength, blocks: [...new Set(places.map((place) => Math.floor(place / blockLength)))] };
  });
  const counts = touched.map(({ blocks }) => blocks.length);
  const steps = counts.map(() => 1);
  const read = (): number[] => counts.map((count, axis) => Math.ceil(count / steps[axis]!));
  // Where most blocks are still read, the next step is the cheapest for the picture.
  while (read().reduce((product, count) => product * count, 1) > Math.max(1, most)) {
    const numbers = read();
    steps[numbers.indexOf(Math.max(...numbers))]! += 1;
  }
  return touched.map(({ places, blockLength, blocks }, axis) => {
    const step = steps[axis]!;
    const order = new Map(blocks.map((block, at) => [block, at]));
    const chosen: AxisSampling["blocks"] = [];
    places.forEach((place, at) => {
      const cell = Math.floor(order.get(Math.floor(place / blockLength))! / step);
      const block = blocks[Math.min(blocks.length - 1, cell * step + Math.floor(step / 2))]!;
      const first = block * blockLength;
      const nearest = Math.min(Math.max(place, first), Math.min(source.shape[axis]!, first + blockLength) - 1);
      if (chosen.length === cell) chosen.push({ first: at, places: [] });
      chosen[cell]!.places.push(nearest);
    });
    return { blocks: chosen, count: counts[axis]! };
  });
}

/** Copies the pixels of one block to their places in the picture. */
function pick(part: {
  pixels: PixelArray;
  box: Region;
  chosen: readonly { first: number; places: readonly number[] }[];
  target: PixelArray;
  shape: readonly number[];
  perValue: number;
}): void {
  const { pixels, box, chosen, target, shape, perValue } = part;
  const from = stridesOfShape(box.shape);
  const to = stridesOfShape(shape);
  const copyAxis = (axis: number, source: number, place: number): void => {
    if (axis === chosen.length) {
      for (let lane = 0; lane < perValue; lane++) target[place * perValue + lane] = pixels[source * perValue + lane]!;
      return;
    }
    const { first, places } = chosen[axis]!;
    for (let at = 0; at < places.length; at++) {
      copyAxis(axis + 1, source + (places[at]! - box.start[axis]!) * from[axis]!, place + (first + at) * to[axis]!);
    }
  };
  copyAxis(0, 0, 0);
}
