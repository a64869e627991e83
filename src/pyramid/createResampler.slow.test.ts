import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocatePixels, bytesOfPixels, DATA_TYPES, isComplex, itemSize, type DataType } from "../model/dtype.ts";
import { sizeOfShape, wholeRegion, type Region } from "../model/region.ts";
import { createResampler, type ResamplerMethod } from "./createResampler.ts";
import { cutRegion, pixelsOf, randomPixels, resampleWhole } from "../../testing/pyramid/arrays.ts";

const METHODS: ResamplerMethod[] = ["mean", "nearest", "gaussian", "mode", "min", "max", "bioio"];

const NEEDS_ORDER = new Set(["mode", "min", "max"]);
const isOrdered = (dtype: DataType): boolean => !isComplex(dtype);

describe("createResampler", () => {
  it("takes the plain 2 × 2 mean, rounded half up", () => {
    const result = resampleWhole("mean", "uint8", [2, 4], [1, 2], [1, 2, 255, 255, 3, 4, 255, 254]);
    expect(result).toEqual([3, 255]);
  });

  it("weighs three pixels onto two by area", () => {
    // (2·10 + 1·20) / 3 and (1·20 + 2·31) / 3
    expect(resampleWhole("mean", "uint8", [3], [2], [10, 20, 31])).toEqual([13, 27]);
    expect(resampleWhole("mean", "float64", [3], [2], [10, 20, 31])).toEqual([40 / 3, 82 / 3]);
  });

  it("rounds half up below zero too", () => {
    expect(resampleWhole("mean", "int16", [2, 2], [1, 1], [-1, -2, -1, -2])).toEqual([-1]);
    expect(resampleWhole("mean", "int32", [2, 2], [1, 1], [-1, -2, -1, -2])).toEqual([-1]);
    expect(resampleWhole("mean", "int64", [2, 2], [1, 1], [-1n, -2n, -1n, -2n])).toEqual([-1n]);
    expect(resampleWhole("mean", "int8", [3], [1], [-1, -1, 0])).toEqual([-1]);
  });

  it("adds the largest values of every integer type without overflow", () => {
    for (const dtype of ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"] as const) {
      const bits = itemSize(dtype) * 8;
      const largest = dtype.startsWith("u") ? (1n << BigInt(bits)) - 1n : (1n << BigInt(bits - 1)) - 1n;
      const smallest = dtype.startsWith("u") ? 0n : -largest - 1n;
      for (const value of [largest, smallest]) {
        for (const shape of [
          [2, 2, 2],
          [3, 5, 7],
        ]) {
          const pixels = Array.from({ length: sizeOfShape(shape) }, () => (bits === 64 ? value : Number(value)));
          expect(resampleWhole("mean", dtype, shape, [1, 1, 1], pixels)).toEqual([bits === 64 ? value : Number(value)]);
        }
      }
    }
  });

  it("gives bool the majority, a half counts as true", () => {
    expect(resampleWhole("mean", "bool", [2, 4], [1, 2], [1, 1, 0, 0, 0, 0, 0, 1])).toEqual([1, 0]);
  });

  it("spreads NaN over the elements that see it, and only those", () => {
    expect(resampleWhole("mean", "float32", [4], [2], [NaN, 1, 2, 4])).toEqual([NaN, 3]);
  });

  it("rounds float16 once", () => {
    // 1 + 2^-10 and 1 + 2^-9 · 1.5: the mean lies between two halfs.
    expect(resampleWhole("mean", "float16", [2], [1], [0x3c01, 0x3c02])).toEqual([0x3c02]);
    expect(resampleWhole("mean", "float16", [2], [1], [0x3c00, 0x3c01])).toEqual([0x3c00]);
  });

  it("keeps real and imaginary parts apart", () => {
    expect(resampleWhole("mean", "complex64", [2], [1], [1, 10, 3, 30])).toEqual([2, 20]);
    expect(resampleWhole("nearest", "complex64", [2], [1], [1, 10, 3, 30])).toEqual([3, 30]);
  });

  it("picks the element at the centre", () => {
    expect(resampleWhole("nearest", "uint8", [5], [2], [0, 1, 2, 3, 4])).toEqual([1, 3]);
    expect(resampleWhole("nearest", "uint8", [3], [1], [0, 1, 2])).toEqual([1]);
    expect(resampleWhole("nearest", "uint8", [2], [5], [7, 9])).toEqual([7, 7, 9, 9, 9]);
  });

  it("blurs symmetrically and keeps what is constant", () => {
    expect(
      resampleWhole(
        "gaussian",
        "uint16",
        [8, 8],
        [4, 4],
        Array.from({ length: 64 }, () => 40_000),
      ),
    ).toEqual(Array.from({ length: 16 }, () => 40_000));
    const step = resampleWhole("gaussian", "uint16", [8], [4], [0, 0, 0, 0, 1000, 1000, 1000, 1000]) as number[];
    expect(step[0]! + step[3]!).toBe(1000);
    expect(step[1]! + step[2]!).toBe(1000);
  });

  it("takes the value that covers most; of equals the smallest, NaN last", () => {
    expect(resampleWhole("mode", "uint8", [2, 2], [1, 1], [9, 3, 3, 9])).toEqual([3]);
    expect(resampleWhole("mode", "uint8", [3], [2], [5, 7, 7])).toEqual([5, 7]);
    expect(resampleWhole("mode", "float32", [2], [1], [NaN, 4])).toEqual([4]);
    expect(resampleWhole("mode", "float32", [3], [1], [NaN, 4, NaN])).toEqual([NaN]);
    expect(resampleWhole("mode", "float64", [2], [1], [-0, 0])).toEqual([0]);
    expect(resampleWhole("mode", "uint64", [3], [1], [2n ** 63n + 1n, 2n ** 63n, 2n ** 63n + 1n])).toEqual([
      2n ** 63n + 1n,
    ]);
    // More than a small window.
    const many = Array.from({ length: 36 }, (_, i) => (i % 3 === 0 ? NaN : i % 3));
    expect(resampleWhole("mode", "float32", [6, 6], [1, 1], many)).toEqual([1]);
    expect(
      resampleWhole(
        "mode",
        "float32",
        [36],
        [1],
        Array.from({ length: 36 }, () => NaN),
      ),
    ).toEqual([NaN]);
  });

  it("has no order for complex numbers", () => {
    expect(() => resampleWhole("max", "complex64", [2], [1], [1, 2, 3, 4])).toThrow("Complex numbers have no order");
  });

  it("refuses shapes that are none", () => {
    const make = (inputShape: number[], outputShape: number[]) => () =>
      createResampler({ method: "mean", dtype: "uint8", inputShape, outputShape, blockShape: null });
    expect(make([4, 4], [4])).toThrow("Cannot resample");
    expect(make([4, 4], [0, 2])).toThrow("Cannot resample");
  });

  it("agrees with rational arithmetic for the mean of integers", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<DataType>("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "bool"),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.integer(),
        (dtype, sizes, seed) => {
          const inputShape = sizes.map(([input]) => input);
          const outputShape = sizes.map(([, output]) => output);
          const pixels = randomPixels(dtype, sizeOfShape(inputShape), seed);
          const exact = meanByDefinition(pixelsOf(pixels).map(BigInt), inputShape, outputShape);
          expect(resampleWhole("mean", dtype, inputShape, outputShape, pixelsOf(pixels)).map(BigInt)).toEqual(exact);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("stays exact where weighted sums pass 2^53", () => {
    // 4097 → 2049 has windows of total weight 4097 per axis.
    for (const dtype of ["uint32", "int64", "uint64"] as const) {
      const inputShape = [11, 4097];
      const outputShape = [10, 2049];
      const pixels = randomPixels(dtype, sizeOfShape(inputShape), 5);
      const exact = meanByDefinition(pixelsOf(pixels).map(BigInt), inputShape, outputShape);
      expect(resampleWhole("mean", dtype, inputShape, outputShape, pixelsOf(pixels)).map(BigInt)).toEqual(exact);
    }
  });
});

describe.each(METHODS)("%s", (method) => {
  it("gives the same however the output is cut", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DATA_TYPES.filter((dtype) => isOrdered(dtype) || !NEEDS_ORDER.has(method))),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.boolean()), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.array(fc.nat({ max: 11 }), { minLength: 12, maxLength: 12 }),
        fc.integer(),
        (dtype, sizes, cuts, seed) => {
          // Exact halvings often: they have loops of their own.
          const outputShape = sizes.map(([, output]) => output);
          const inputShape = sizes.map(([input, output, halve]) => (halve ? 2 * output : input));
          const blockShape = inputShape.map((length, axis) => 1 + (cuts[axis + 8]! % length));
          const resampler = createResampler({ method, dtype, inputShape, outputShape, blockShape });
          const image = randomPixels(dtype, sizeOfShape(inputShape), seed);
          const whole = allocatePixels(dtype, sizeOfShape(outputShape));
          resampler.resample(image, wholeRegion(inputShape), whole, wholeRegion(outputShape));

          const start = outputShape.map((length, axis) => cuts[axis]! % length);
          const output: Region = {
            start,
            shape: outputShape.map((length, axis) => 1 + (cuts[axis + 4]! % (length - start[axis]!))),
          };
          const inputRegion = resampler.inputRegion(output);
          inputRegion.start.forEach((from, axis) => {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(from + inputRegion.shape[axis]!).toBeLessThanOrEqual(inputShape[axis]!);
          });
          const part = allocatePixels(dtype, sizeOfShape(output.shape));
          resampler.resample(cutRegion(dtype, image, inputShape, inputRegion), inputRegion, part, output);
          expect(bytesOfPixels(part)).toEqual(bytesOfPixels(cutRegion(dtype, whole, outputShape, output)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("copies an array whose shape does not change", () => {
    for (const dtype of DATA_TYPES) {
      if (!isOrdered(dtype) && NEEDS_ORDER.has(method)) continue;
      const image = randomPixels(dtype, 60, 3);
      const same = allocatePixels(dtype, 60);
      createResampler({
        method,
        dtype,
        inputShape: [3, 4, 5],
        outputShape: [3, 4, 5],
        blockShape: null,
      }).resample(image, wholeRegion([3, 4, 5]), same, wholeRegion([3, 4, 5]));
      expect(pixelsOf(same)).toEqual(pixelsOf(image));
    }
  });
});

/** Overlap of every pair of cells, in rationals over bigint. */
function meanByDefinition(pixels: bigint[], inputShape: number[], outputShape: number[]): bigint[] {
  let values = pixels.map((value) => value);
  let total = 1n;
  const shape = [...inputShape];
  for (let axis = 0; axis < shape.length; axis++) {
    const n = inputShape[axis]!;
    const m = outputShape[axis]!;
    const inner = sizeOfShape(shape.slice(axis + 1));
    const outer = sizeOfShape(shape.slice(0, axis));
    const next: bigint[] = [];
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < m; k++) {
        for (let e = 0; e < inner; e++) {
          let sum = 0n;
          for (let i = 0; i < n; i++) {
            const overlap = Math.min((k + 1) * n, (i + 1) * m) - Math.max(k * n, i * m);
            if (overlap > 0) sum += BigInt(overlap) * values[(o * n + i) * inner + e]!;
          }
          next.push(sum);
        }
      }
    }
    values = next;
    shape[axis] = m;
    total *= BigInt(n);
  }
  return values.map((sum) => floorDivide(2n * sum + total, 2n * total));
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
