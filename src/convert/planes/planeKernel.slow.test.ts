import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { crc32c } from "../../codecs/crc32c.ts";
import { type Kernel, loadKernel } from "../../codecs/kernel.ts";
import { PLANE_TYPES } from "../../codecs/kernelExports.ts";
import type { KernelWorkspace } from "../../codecs/kernelWorkspace.ts";
import { allocatePixels, bytesOfPixels, itemSize, type PixelArray } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { createResampler } from "../../pyramid/createResampler.ts";
import { emptyHistogram, gatherValues, packHistogram } from "../worker/valueHistogram.ts";
import { createLevelStep } from "./levelStep.ts";
import { PlaneStatistics } from "./planeStatistics.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await loadKernel();
});

type Dtype = (typeof PLANE_TYPES)[number];

/** Values of the whole range of a type, floats with some that are no numbers. */
function valuesOf(dtype: Dtype, count: number, seed: number): PixelArray {
  const pixels = allocatePixels(dtype, count);
  let state = seed >>> 0;
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const isOdd = dtype.startsWith("float") && state % 11 === 0;
    pixels[at] = isOdd ? [Number.NaN, Number.POSITIVE_INFINITY, -0, 0][state % 4]! : (state - 2 ** 31) / 3;
  }
  return pixels;
}

/** Puts pixels into the memory; where. */
function put(workspace: KernelWorkspace, pixels: PixelArray): number {
  const bytes = bytesOfPixels(pixels);
  const address = workspace.reserve(bytes.length);
  workspace.view({ address, length: bytes.length }).set(bytes);
  return address;
}

const planes = fc.record({
  dtype: fc.constantFrom(...PLANE_TYPES),
  rows: fc.integer({ min: 1, max: 40 }),
  columns: fc.integer({ min: 1, max: 70 }),
  seed: fc.nat(),
});

describe("planes in the kernel are what the general road makes of them", () => {
  it("levels, by mean, gaussian and nearest, exact halves and any other size", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 70 }));
    fc.assert(
      fc.property(
        planes,
        sizes,
        fc.boolean(),
        fc.constantFrom("mean" as const, "nearest" as const, "gaussian" as const),
        (plane, other, halves, method) => {
          const { dtype, seed } = plane;
          // Sums of them would not be exact in doubles.
          fc.pre(method !== "gaussian" || !/int32/.test(dtype));
          const to = halves ? plane : { rows: other[0], columns: other[1] };
          const from = halves ? { rows: plane.rows * 2, columns: plane.columns * 2 } : plane;
          const pixels = valuesOf(dtype, from.rows * from.columns, seed);
          const [inputShape, outputShape] = [
            [from.rows, from.columns],
            [to.rows, to.columns],
          ];
          const expected = allocatePixels(dtype, to.rows * to.columns);
          const resampler = createResampler({ method, dtype, inputShape, outputShape, blockShape: null });
          resampler.resample(pixels, wholeRegion(inputShape), expected, wholeRegion(outputShape));

          const workspace = kernel.workspace();
          const itemBytes = itemSize(dtype);
          const step = createLevelStep(workspace, { method, type: PLANE_TYPES.indexOf(dtype), itemBytes, from, to });
          const source = put(workspace, pixels);
          const target = put(workspace, allocatePixels(dtype, expected.length));
          step(source, target);
          expect(workspace.view({ address: target, length: expected.byteLength })).toEqual(bytesOfPixels(expected));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("ranges and samples of values, of a part of a plane", () => {
    fc.assert(
      fc.property(planes, fc.nat(20), fc.nat(20), ({ dtype, rows, columns, seed }, left, right) => {
        const width = left + columns + right;
        const whole = valuesOf(dtype, rows * width, seed);
        const part = allocatePixels(dtype, rows * columns);
        for (let row = 0; row < rows; row++) {
          for (let x = 0; x < columns; x++) part[row * columns + x] = whole[row * width + left + x]!;
        }
        const expected = emptyHistogram(dtype);
        gatherValues(expected, part);

        const workspace = kernel.workspace();
        const item = itemSize(dtype);
        const statistics = new PlaneStatistics(workspace, PLANE_TYPES.indexOf(dtype));
        const found = emptyHistogram(dtype);
        const address = put(workspace, whole) + left * item;
        statistics.gather(found, [{ address, stride: width * item, rows, columns }]);
        statistics.flush();
        // As it lies in the journal, where both zeros are one.
        expect(JSON.stringify(packHistogram(found))).toBe(JSON.stringify(packHistogram(expected)));
      }),
      { numRuns: 100 },
    );
  });

  it("checksums", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const workspace = kernel.workspace();
        expect(workspace.exports.crc32c_of(put(workspace, bytes), bytes.length) >>> 0).toBe(crc32c(bytes));
      }),
    );
  });
});
