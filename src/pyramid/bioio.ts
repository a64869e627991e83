import { allocatePixels, bytesOfPixels, isFloat, type DataType, type PixelArray } from "../model/dtype.ts";
import { sizeOfShape, stridesOfShape, type Region } from "../model/region.ts";
import { blockParts, pickByCentres, planBlocks, type AxisBlocks, type BlockPart, type PickRule } from "./blockGrid.ts";
import { blurAt, blurWeights } from "./blur.ts";
import { nanCopier, type FloatArray } from "./nanBits.ts";
import { is64BitInteger, type BigIntArray } from "./numberArray.ts";
import { gather } from "./pick.ts";
import type { Resampler } from "./resampler.ts";

/**
 * The reference's resampling, to the bit (R4.1 to R4.4, and bioio-ome-zarr's `resize` over scikit-image and scipy for what they
 * leave open). Blocks as the reader's dask array had them are resampled one by one:
 * - a block whose shape stays is copied;
 * - others are picked at the nearest element; what is in no block is 0;
 * - floats that shrink are blurred before, over the whole block, and clipped to its range; -0 becomes 0;
 * - 64-bit integers go through doubles, so that large ones change; what does not fit becomes the type's overflow value; then they are
 *   clipped to the block's range.
 * float16 is made of float32 by the caller; complex values have `createComplexBioio`.
 */
export function createBioio(
  dtype: DataType,
  inputShape: readonly number[],
  outputShape: readonly number[],
  blockShape: readonly number[],
): Resampler {
  const axes = planBlocks(inputShape, outputShape, blockShape);
  const shrinks = inputShape.some((length, axis) => outputShape[axis]! < length);
  const changes = inputShape.some((length, axis) => outputShape[axis]! !== length);
  const needsWholeBlocks = (isFloat(dtype) && shrinks) || (is64BitInteger(dtype) && changes);
  return {
    inputRegion: (output) => blocksRegion(axes, output, needsWholeBlocks, pickByCentres),
    resample(input, inputRegion, target, output) {
      bytesOfPixels(target).fill(0);
      forEachBlock(axes, output, pickByCentres, (parts) => {
        const block = resampleBlock(dtype, input, inputRegion, parts);
        placeBox(block, parts, target, output);
      });
    },
  };
}

/** The box of the input that the box `output` needs: of whole blocks, or from the first to the last picked element. */
export function blocksRegion(axes: readonly AxisBlocks[], output: Region, whole: boolean, pick: PickRule): Region {
  const start: number[] = [];
  const shape: number[] = [];
  axes.forEach((axis, i) => {
    const parts = blockParts(axis, output.start[i]!, output.shape[i]!, pick);
    let from = axis.inputLength;
    let to = 0;
    for (const part of parts) {
      const low = whole ? 0 : part.picks.reduce((a, b) => Math.min(a, b));
      const high = whole ? part.length - 1 : part.picks.reduce((a, b) => Math.max(a, b));
      from = Math.min(from, part.from + low);
      to = Math.max(to, part.from + high + 1);
    }
    start.push(parts.length === 0 ? 0 : from);
    shape.push(parts.length === 0 ? 1 : to - from);
  });
  return { start, shape };
}

/** Calls `visit` with one part per axis, for every block that the box `output` needs. */
export function forEachBlock(
  axes: readonly AxisBlocks[],
  output: Region,
  pick: PickRule,
  visit: (parts: BlockPart[]) => void,
): void {
  const parts = axes.map((axis, i) => blockParts(axis, output.start[i]!, output.shape[i]!, pick));
  const chosen: BlockPart[] = [];
  const descend = (axis: number): void => {
    if (axis === axes.length) return visit(chosen);
    for (const part of parts[axis]!) {
      chosen[axis] = part;
      descend(axis + 1);
    }
  };
  descend(0);
}

/** The wanted samples of one block, in C order over the lengths of the parts' picks. */
function resampleBlock(dtype: DataType, input: PixelArray, inputRegion: Region, parts: BlockPart[]): PixelArray {
  const isCopy = parts.every((part) => part.length === part.samples);
  const shrinks = parts.some((part) => part.samples < part.length);
  if (isFloat(dtype) && !isCopy) {
    // float32 and float64 pixels are arrays of these classes.
    const source = input as FloatArray;
    const samples = shrinks
      ? clippedToBlock(blurredSamples(source, inputRegion, parts), source, inputRegion, parts)
      : (pickedSamples(dtype, source, inputRegion, parts) as FloatArray);
    // scipy adds each picked value to a zero.
    for (let i = 0; i < samples.length; i++) samples[i]! += 0;
    return samples;
  }
  const samples = pickedSamples(dtype, input, inputRegion, parts);
  if (is64BitInteger(dtype) && !isCopy) {
    return throughDoubles(samples as BigIntArray, rangeOfBlock(input as BigIntArray, inputRegion, parts));
  }
  return samples;
}

/** The picked elements of one block, in C order over the lengths of the parts' picks. */
export function pickedSamples(dtype: DataType, input: PixelArray, inputRegion: Region, parts: BlockPart[]): PixelArray {
  const samples = allocatePixels(dtype, sizeOfShape(parts.map((part) => part.picks.length)));
  const picks = parts.map((part) => part.picks.map((pick) => part.from + pick));
  gather(input, inputRegion, samples, picks, 1);
  return samples;
}

/** Blurs axis by axis. What is not wanted is left out as early as possible: each axis treats the others' elements one by one. */
export function blurredSamples(input: FloatArray, inputRegion: Region, parts: BlockPart[]): FloatArray {
  const passes = parts.map((part) => {
    const weights = blurWeights(part.length, part.samples);
    if (weights === null) return { weights, spanFrom: 0, indices: part.picks };
    const radius = weights.length - 1;
    const spanFrom = Math.max(0, part.picks.reduce((a, b) => Math.min(a, b)) - radius);
    const spanTo = Math.min(part.length, part.picks.reduce((a, b) => Math.max(a, b)) + radius + 1);
    return { weights, spanFrom, indices: Int32Array.from({ length: spanTo - spanFrom }, (_, i) => spanFrom + i) };
  });
  const shape = passes.map((pass) => pass.indices.length);
  const allocate = (): FloatArray => {
    const length = sizeOfShape(shape);
    return input instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  };
  let values = allocate();
  const indices = passes.map((pass, axis) => pass.indices.map((index) => parts[axis]!.from + index));
  gather(input, inputRegion, values, indices, 1);
  passes.forEach(({ weights, spanFrom }, axis) => {
    if (weights === null) return;
    const { length, picks } = parts[axis]!;
    const span = shape[axis]!;
    const outer = sizeOfShape(shape.slice(0, axis));
    const inner = sizeOfShape(shape.slice(axis + 1));
    shape[axis] = picks.length;
    const next = allocate();
    blurAt(values, next, { outer, inner, spanFrom, span, length, weights, picks });
    values = next;
  });
  return values;
}

type Range<Value> = { min: Value; max: Value };

/** Smallest and largest value of a whole block, NaN left out; null if there is none. */
function rangeOfBlock<Value extends number | bigint>(
  input: { readonly [index: number]: Value },
  inputRegion: Region,
  parts: BlockPart[],
): Range<Value> | null {
  const strides = stridesOfShape(inputRegion.shape);
  const last = parts.length - 1;
  let range: Range<Value> | null = null;
  const descend = (axis: number, base: number): void => {
    const { from, length } = parts[axis]!;
    const offset = base + (from - inputRegion.start[axis]!) * strides[axis]!;
    if (axis < last) {
      for (let k = 0; k < length; k++) descend(axis + 1, offset + k * strides[axis]!);
      return;
    }
    for (let i = offset; i < offset + length; i++) {
      const value = input[i]!;
      if (value !== value) continue;
      if (range === null) range = { min: value, max: value };
      else if (value < range.min) range.min = value;
      else if (value > range.max) range.max = value;
    }
  };
  descend(0, 0);
  return range;
}

/** Clips to the block's range; a block of nothing but NaN becomes its last one. */
function clippedToBlock(samples: FloatArray, source: FloatArray, inputRegion: Region, parts: BlockPart[]): FloatArray {
  const range = rangeOfBlock(source, inputRegion, parts);
  if (range === null) {
    const strides = stridesOfShape(inputRegion.shape);
    const last = parts.reduce(
      (at, { from, length }, axis) => at + (from + length - 1 - inputRegion.start[axis]!) * strides[axis]!,
      0,
    );
    const copyNaN = nanCopier(source, samples);
    for (let i = 0; i < samples.length; i++) copyNaN(last, i);
    return samples;
  }
  for (let i = 0; i < samples.length; i++) {
    if (samples[i]! < range.min) samples[i] = range.min;
    else if (samples[i]! > range.max) samples[i] = range.max;
  }
  return samples;
}

function throughDoubles(samples: BigIntArray, range: Range<bigint> | null): BigIntArray {
  const isSigned = samples instanceof BigInt64Array;
  const limit = isSigned ? 2 ** 63 : 2 ** 64;
  // What x86 makes of a double that is too large for the type.
  const overflow = isSigned ? -(2n ** 63n) : 0n;
  for (let i = 0; i < samples.length; i++) {
    // scipy rounds by adding a half and cutting, which from 2^52 on rounds odd numbers away from zero.
    const double = Number(samples[i]!);
    const rounded = Math.trunc(double > 0 ? double + 0.5 : double - 0.5);
    let value = rounded >= limit ? overflow : BigInt(rounded);
    if (range !== null && value < range.min) value = range.min;
    if (range !== null && value > range.max) value = range.max;
    samples[i] = value;
  }
  return samples;
}

/** Puts the samples of a block where they belong in the box `output`. */
export function placeBox(block: PixelArray, parts: BlockPart[], target: PixelArray, output: Region): void {
  const shape = parts.map((part) => part.picks.length);
  const strides = stridesOfShape(output.shape);
  const last = parts.length - 1;
  const rowLength = shape[last]!;
  let row = 0;
  const descend = (axis: number, base: number): void => {
    const offset = base + (parts[axis]!.outputFrom - output.start[axis]!) * strides[axis]!;
    if (axis < last) {
      for (let k = 0; k < shape[axis]!; k++) descend(axis + 1, offset + k * strides[axis]!);
      return;
    }
    // Block and target are of the class that the data type has.
    target.set(block.subarray(row, row + rowLength) as never, offset);
    row += rowLength;
  };
  descend(0, 0);
}
