import type { DataType } from "../model/dtype.ts";
import { stridesOfShape, type Region } from "../model/region.ts";
import { is64BitInteger, type NumberArray } from "./numberArray.ts";

/**
 * The plain 2 × 2 and 2 × 2 × 2 mean: the case that most pyramids are made of, in loops without tables. Same results as the
 * area-weighted mean (`weightedMean.ts`), whose special case it is.
 */
export type Halving = { /** Axes other than the last that are halved, one or two of them. */ axes: number[] };

/** Whether this step is an exact halving of the last and one or two other axes; null if not, or if numbers cannot hold the type. */
export function planHalving(
  dtype: DataType,
  inputShape: readonly number[],
  outputShape: readonly number[],
): Halving | null {
  if (is64BitInteger(dtype)) return null;
  const axes: number[] = [];
  for (let axis = 0; axis < inputShape.length; axis++) {
    if (inputShape[axis] === 2 * outputShape[axis]!) axes.push(axis);
    else if (inputShape[axis] !== outputShape[axis]) return null;
  }
  if (axes.pop() !== inputShape.length - 1) return null;
  return axes.length === 1 || axes.length === 2 ? { axes } : null;
}

/** A row of `length` outputs at `t` from two rows at `a` and `b`, or from four at `a`, `b`, `c` and `d`. */
type RowKernels = {
  two(input: NumberArray, a: number, b: number, target: NumberArray, t: number, length: number): void;
  four(
    input: NumberArray,
    a: number,
    b: number,
    c: number,
    d: number,
    target: NumberArray,
    t: number,
    length: number,
  ): void;
};

/** Integers up to 16 bits and bool: sums fit 32-bit arithmetic, whose shift rounds down for negative sums as well. */
const smallIntegers: RowKernels = {
  two(input, a, b, target, t, length) {
    for (let k = 0, i = a, j = b; k < length; k++, i += 2, j += 2) {
      target[t + k] = (input[i]! + input[i + 1]! + input[j]! + input[j + 1]! + 2) >> 2;
    }
  },
  four(input, a, b, c, d, target, t, length) {
    for (let k = 0, i = 0; k < length; k++, i += 2) {
      const upper = input[a + i]! + input[a + i + 1]! + input[b + i]! + input[b + i + 1]!;
      const lower = input[c + i]! + input[c + i + 1]! + input[d + i]! + input[d + i + 1]!;
      target[t + k] = (upper + lower + 4) >> 3;
    }
  },
};

/** 32-bit integers: sums are exact in doubles. */
const wideIntegers: RowKernels = {
  two(input, a, b, target, t, length) {
    for (let k = 0, i = a, j = b; k < length; k++, i += 2, j += 2) {
      target[t + k] = Math.floor((input[i]! + input[i + 1]! + input[j]! + input[j + 1]! + 2) * 0.25);
    }
  },
  four(input, a, b, c, d, target, t, length) {
    for (let k = 0, i = 0; k < length; k++, i += 2) {
      const upper = input[a + i]! + input[a + i + 1]! + input[b + i]! + input[b + i + 1]!;
      const lower = input[c + i]! + input[c + i + 1]! + input[d + i]! + input[d + i + 1]!;
      target[t + k] = Math.floor((upper + lower + 4) * 0.125);
    }
  },
};

/** Floats: the sum in doubles, rows first, then along the row, as the general mean adds. NaN spreads. */
const floats: RowKernels = {
  two(input, a, b, target, t, length) {
    for (let k = 0, i = a, j = b; k < length; k++, i += 2, j += 2) {
      target[t + k] = (input[i]! + input[j]! + (input[i + 1]! + input[j + 1]!)) * 0.25;
    }
  },
  four(input, a, b, c, d, target, t, length) {
    for (let k = 0, i = 0; k < length; k++, i += 2) {
      const even = input[a + i]! + input[b + i]! + input[c + i]! + input[d + i]!;
      const odd = input[a + i + 1]! + input[b + i + 1]! + input[c + i + 1]! + input[d + i + 1]!;
      target[t + k] = (even + odd) * 0.125;
    }
  },
};

function kernelsFor(dtype: DataType): RowKernels {
  if (dtype === "float32" || dtype === "float64" || dtype === "float16") return floats;
  return dtype === "uint32" || dtype === "int32" ? wideIntegers : smallIntegers;
}

/** Makes the function that halves a box; `input` holds exactly or more than twice the extent of `output`. */
export function createHalving(
  dtype: DataType,
  plan: Halving,
): (input: NumberArray, inputRegion: Region, target: NumberArray, output: Region) => void {
  const kernels = kernelsFor(dtype);
  return (input, inputRegion, target, output) => {
    const strides = stridesOfShape(inputRegion.shape);
    const last = output.shape.length - 1;
    const length = output.shape[last]!;
    const step = strides[plan.axes.at(-1)!]!;
    const outerStep = plan.axes.length === 2 ? strides[plan.axes[0]!]! : 0;
    let t = 0;
    const descend = (axis: number, offset: number): void => {
      const factor = axis === last || plan.axes.includes(axis) ? 2 : 1;
      const base = offset + (output.start[axis]! * factor - inputRegion.start[axis]!) * strides[axis]!;
      if (axis < last) {
        for (let k = 0; k < output.shape[axis]!; k++) descend(axis + 1, base + k * factor * strides[axis]!);
        return;
      }
      if (outerStep === 0) kernels.two(input, base, base + step, target, t, length);
      else kernels.four(input, base, base + step, base + outerStep, base + outerStep + step, target, t, length);
      t += length;
    };
    descend(0, 0);
  };
}
