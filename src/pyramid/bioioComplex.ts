import { sizeOfShape, stridesOfShape, type Region } from "../model/region.ts";
import { blocksRegion, blurredSamples, forEachBlock, pickedSamples, placeBox } from "./bioio.ts";
import { pickByEnds, planBlocks, type BlockPart } from "./blockGrid.ts";
import type { FloatArray } from "./nanBits.ts";
import type { Resampler } from "./resampler.ts";

/** Real and imaginary parts, in two arrays. */
type Parts = [FloatArray, FloatArray];
type Range = { min: [number, number]; max: [number, number] };

/**
 * `createBioio` for complex values: blurred by parts, picked by `pickByEnds`, and clipped to the block's range as NumPy orders complex
 * numbers: by the real part, then by the imaginary one.
 * @param part the type of a real or imaginary part
 */
export function createComplexBioio(
  part: "float32" | "float64",
  inputShape: readonly number[],
  outputShape: readonly number[],
  blockShape: readonly number[],
): Resampler {
  const axes = planBlocks(inputShape, outputShape, blockShape);
  const shrinks = inputShape.some((length, axis) => outputShape[axis]! < length);
  const allocate = (length: number): FloatArray =>
    part === "float32" ? new Float32Array(length) : new Float64Array(length);
  return {
    inputRegion: (output) => blocksRegion(axes, output, shrinks, pickByEnds),
    resample(input, inputRegion, target, output) {
      const values = separated(input as FloatArray, allocate);
      const results: Parts = [allocate(target.length / 2), allocate(target.length / 2)];
      forEachBlock(axes, output, pickByEnds, (parts) => {
        const samples = values.map((each) => blockSamples(part, each, inputRegion, parts)) as Parts;
        if (parts.some(({ samples: count, length }) => count < length)) {
          clip(samples, rangeOfBlock(values, inputRegion, parts));
        }
        samples.forEach((each, index) => placeBox(each, parts, results[index]!, output));
      });
      for (let i = 0; i < results[0].length; i++) {
        target[2 * i] = results[0][i]!;
        target[2 * i + 1] = results[1][i]!;
      }
    },
  };
}

/** Complex pixels are a float array of pairs. */
function separated(pairs: FloatArray, allocate: (length: number) => FloatArray): Parts {
  const parts: Parts = [allocate(pairs.length / 2), allocate(pairs.length / 2)];
  for (let i = 0; i < parts[0].length; i++) {
    parts[0][i] = pairs[2 * i]!;
    parts[1][i] = pairs[2 * i + 1]!;
  }
  return parts;
}

function blockSamples(
  part: "float32" | "float64",
  values: FloatArray,
  inputRegion: Region,
  parts: BlockPart[],
): FloatArray {
  const shrinks = parts.some(({ samples, length }) => samples < length);
  const samples = shrinks
    ? blurredSamples(values, inputRegion, parts)
    : (pickedSamples(part, values, inputRegion, parts) as FloatArray);
  // scipy adds each picked value to a zero.
  if (parts.some(({ samples: count, length }) => count !== length)) {
    for (let i = 0; i < samples.length; i++) samples[i]! += 0;
  }
  return samples;
}

/** Smallest and largest value of a whole block, those with NaN left out; null if there is none. */
function rangeOfBlock([reals, imaginaries]: Parts, inputRegion: Region, parts: BlockPart[]): Range | null {
  const strides = stridesOfShape(inputRegion.shape);
  const lengths = parts.map(({ length }) => length);
  let range: Range | null = null;
  for (let count = sizeOfShape(lengths), index = 0; index < count; index++) {
    let rest = index;
    let at = 0;
    for (let axis = parts.length - 1; axis >= 0; axis--) {
      at += (parts[axis]!.from - inputRegion.start[axis]! + (rest % lengths[axis]!)) * strides[axis]!;
      rest = Math.floor(rest / lengths[axis]!);
    }
    const value: [number, number] = [reals[at]!, imaginaries[at]!];
    if (value.some(Number.isNaN)) continue;
    if (range === null) range = { min: value, max: value };
    else if (isLess(value, range.min)) range.min = value;
    else if (isLess(range.max, value)) range.max = value;
  }
  return range;
}

function clip(samples: Parts, range: Range | null): void {
  if (range === null) return;
  for (let i = 0; i < samples[0].length; i++) {
    const value: [number, number] = [samples[0][i]!, samples[1][i]!];
    if (value.some(Number.isNaN)) continue;
    const bound = isLess(value, range.min) ? range.min : isLess(range.max, value) ? range.max : null;
    if (bound !== null) [samples[0][i], samples[1][i]] = bound;
  }
}

function isLess(a: [number, number], b: [number, number]): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}
