import { isComplex, lanes, type DataType } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { gaussianWeights, nearestIndex, overlapWeights, type AxisWeights } from "./axisWeights.ts";
import { onParts } from "./dtypeAdapters.ts";
import { createBioio } from "./bioio.ts";
import { createComplexBioio } from "./bioioComplex.ts";
import { createExtremum } from "./extremum.ts";
import { createMode } from "./mode.ts";
import { createHalving, planHalving } from "./halve.ts";
import { isBigIntArray } from "./numberArray.ts";
import { gather, pickedRegion, tabulatePicks } from "./pick.ts";
import type { Resampler } from "./resampler.ts";
import { windowRegion } from "./rows.ts";
import { createWeightedMean } from "./weightedMean.ts";

/** The names are those of `ResamplingMethod` in the plan. */
export type ResamplerMethod = "mean" | "nearest" | "gaussian" | "mode" | "min" | "max" | "bioio";

/** One step of a pyramid: from an array of the one shape to one of the other, axis by axis. */
export type ResamplerOptions = {
  method: ResamplerMethod;
  dtype: DataType;
  inputShape: readonly number[];
  outputShape: readonly number[];
  /**
   * `bioio` only: largest dask block per axis at level 0, at most the length that the axis has had in any level so far; here it is
   * limited by the input's shape. Null: the whole array.
   */
  blockShape: readonly number[] | null;
};

/**
 * Makes the resampler of one pyramid step. Any axis may change by any ratio, up or down. What a method does is said
 * where its kernel is.
 * @throws `setting` for a method that needs an order on complex values, `limit` for steps too large to be exact,
 *   `internal`
 */
export function createResampler(options: ResamplerOptions): Resampler {
  const { method, dtype, inputShape, outputShape } = options;
  const isLength = (length: number): boolean => Number.isInteger(length) && length >= 1;
  if (
    inputShape.length !== outputShape.length ||
    inputShape.length === 0 ||
    ![...inputShape, ...outputShape].every(isLength)
  ) {
    throw new ZarrdropError("internal", `Cannot resample an array of [${inputShape}] to [${outputShape}].`);
  }
  switch (method) {
    case "nearest":
      return createNearest(options);
    case "mean":
      return onParts(dtype, "float64", (plain) => createMean({ ...options, dtype: plain }));
    case "gaussian":
      return onParts(dtype, "float64", (plain) => createGaussian({ ...options, dtype: plain }));
    case "mode":
    case "min":
    case "max":
      if (isComplex(dtype)) throw unordered(method);
      return onParts(dtype, "float32", () => createByValue(method, options));
    case "bioio": {
      const blockShape = options.blockShape ?? inputShape;
      if (isComplex(dtype)) {
        return createComplexBioio(dtype === "complex64" ? "float32" : "float64", inputShape, outputShape, blockShape);
      }
      return onParts(dtype, "float32", (plain) => createBioio(plain, inputShape, outputShape, blockShape));
    }
  }
}

/** Copies the element in which the output element's centre lies: of two halves the second, of three thirds the middle one. */
function createNearest({ dtype, inputShape, outputShape }: ResamplerOptions): Resampler {
  const pick = (axis: number, index: number): number => nearestIndex(index, inputShape[axis]!, outputShape[axis]!);
  return {
    inputRegion: (output) => pickedRegion(tabulatePicks(output, pick)),
    resample: (input, inputRegion, target, output) =>
      gather(input, inputRegion, target, tabulatePicks(output, pick), lanes(dtype)),
  };
}

/** Area-weighted mean over the exact extent of the output element: `overlapWeights`, `createWeightedMean`. */
function createMean({ dtype, inputShape, outputShape }: ResamplerOptions): Resampler {
  const axes = inputShape.map((length, axis) => overlapWeights(length, outputShape[axis]!));
  const halving = planHalving(dtype, inputShape, outputShape);
  if (halving === null) return createLinear(dtype, axes);
  const halve = createHalving(dtype, halving);
  return {
    inputRegion: (output) => windowRegion(axes, output),
    resample(input, inputRegion, target, output) {
      // `planHalving` refuses 64-bit integers.
      if (isBigIntArray(input) || isBigIntArray(target)) throw new ZarrdropError("internal", "Unexpected pixel array.");
      halve(input, inputRegion, target, output);
    },
  };
}

/** Gaussian blur evaluated at the output elements' centres: `gaussianWeights`. */
function createGaussian({ dtype, inputShape, outputShape }: ResamplerOptions): Resampler {
  const shrinking = inputShape.filter((length, axis) => length > outputShape[axis]!).length;
  // All axes together get 36 bits, so that 8 and 16-bit pixels are added exactly in doubles; one axis at most 16.
  const total = 2 ** Math.min(16, Math.floor(36 / Math.max(shrinking, 1)));
  return createLinear(
    dtype,
    inputShape.map((length, axis) => {
      const shrinks = length > outputShape[axis]!;
      return gaussianWeights(length, outputShape[axis]!, shrinks ? total : 1);
    }),
  );
}

/** Methods that give one of the values that they see. */
function createByValue(method: "mode" | "min" | "max", { inputShape, outputShape }: ResamplerOptions): Resampler {
  const axes = inputShape.map((length, axis) => overlapWeights(length, outputShape[axis]!));
  return {
    inputRegion: (output) => windowRegion(axes, output),
    resample: method === "mode" ? createMode(axes) : createExtremum(method, axes),
  };
}

function unordered(method: ResamplerMethod): ZarrdropError {
  return new ZarrdropError("setting", `Complex numbers have no order: levels cannot be made with "${method}".`, {
    setting: "downsample_method",
    advice: 'Choose "mean" or "nearest".',
  });
}

function createLinear(dtype: DataType, axes: readonly AxisWeights[]): Resampler {
  return { inputRegion: (output) => windowRegion(axes, output), resample: createWeightedMean(dtype, axes) };
}
