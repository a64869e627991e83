import { describe, expect, it } from "vitest";
import type { ByteSource } from "../../bytes/source.ts";
import { MemorySource } from "../../bytes/memorySource.ts";
import { copyBox } from "../../model/copyBox.ts";
import { allocatePixels, bytesOfPixels, type DataType, itemSize, lanes, type PixelArray } from "../../model/dtype.ts";
import { type Region, sizeOfShape, wholeRegion } from "../../model/region.ts";
import { SeededRandom } from "../../../testing/contract/random.ts";
import { checkRawArray, type RawArray, rawBlockShape, readRawArray } from "./rawArray.ts";

const never = new AbortController().signal;

/** An array of bytes that count up, at an odd offset in a file, and the pixels that it holds. */
function countingArray(
  shape: number[],
  dtype: DataType,
  littleEndian: boolean,
): { array: RawArray; pixels: PixelArray } {
  const pixels = allocatePixels(dtype, sizeOfShape(shape));
  const bytes = bytesOfPixels(pixels);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 7 + (at >> 8)) & 0xff;
  const stored = bytes.slice();
  const unit = itemSize(dtype) / lanes(dtype);
  if (!littleEndian) for (let at = 0; at < stored.length; at += unit) stored.subarray(at, at + unit).reverse();
  const file = new Uint8Array(13 + stored.length + 5);
  file.set(stored, 13);
  return { array: { source: new MemorySource("raw", file), offset: 13, shape, dtype, littleEndian }, pixels };
}

async function readBox({ array, pixels }: ReturnType<typeof countingArray>, region: Region) {
  const found = allocatePixels(array.dtype, sizeOfShape(region.shape));
  await readRawArray(array, region, found, never);
  const expected = allocatePixels(array.dtype, sizeOfShape(region.shape));
  copyBox(pixels, wholeRegion(array.shape), expected, region, region, lanes(array.dtype));
  return { found: bytesOfPixels(found), expected: bytesOfPixels(expected) };
}

describe("raw arrays", () => {
  const types: DataType[] = ["uint8", "int16", "uint32", "float64", "complex64", "complex128"];
  it.each(types.flatMap((dtype) => [[dtype, true] as const, [dtype, false] as const]))(
    "%s, little-endian %s: any box",
    async (dtype, littleEndian) => {
      const random = new SeededRandom(11);
      const made = countingArray([3, 1, 4, 5, 7], dtype, littleEndian);
      for (let turn = 0; turn < 60; turn++) {
        const start = made.array.shape.map((length) => random.pick([0, random.below(length)]));
        const shape = made.array.shape.map((length, axis) => {
          return random.pick([1, length - start[axis]!, 1 + random.below(length - start[axis]!)]);
        });
        const { found, expected } = await readBox(made, { start, shape });
        expect(found).toEqual(expected);
      }
    },
  );

  it("swaps 16-bit numbers wherever the target begins", async () => {
    const { array, pixels } = countingArray([11], "uint16", false);
    for (const [offset, length] of [
      [0, 11],
      [1, 1],
      [1, 2],
      [1, 10],
      [2, 3],
    ] as const) {
      const target = new Uint16Array(16).subarray(offset, offset + length);
      await readRawArray(array, { start: [0], shape: [length] }, target, never);
      expect(Array.from(target)).toEqual(Array.from((pixels as Uint16Array).subarray(0, length)));
    }
  });

  it("reads only what is wanted, in pieces", async () => {
    const reads: number[] = [];
    const source: ByteSource = {
      name: "large",
      size: 2 ** 40,
      async read(_, length) {
        reads.push(length);
        return new Uint8Array(length);
      },
    };
    const array: RawArray = {
      source,
      offset: 2 ** 33,
      shape: [2, 300_000, 400_000],
      dtype: "uint16",
      littleEndian: true,
    };
    const columns = { start: [1, 1000, 5], shape: [1, 20, 30] };
    await readRawArray(array, columns, new Uint16Array(600), never);
    expect(reads).toEqual(Array.from({ length: 20 }, () => 60));
    reads.length = 0;
    const rows = { start: [0, 1000, 0], shape: [1, 20, 400_000] };
    await readRawArray(array, rows, new Uint16Array(8_000_000), never);
    expect(Math.max(...reads)).toBeLessThanOrEqual(8 * 2 ** 20);
    expect(reads.reduce((sum, length) => sum + length, 0)).toBe(16_000_000);
  });

  it("must lie in its file, and is reported in rows", () => {
    const { array } = countingArray([2, 3, 4], "uint16", true);
    expect(() => checkRawArray(array)).not.toThrow();
    expect(() => checkRawArray({ ...array, shape: [3, 3, 4] })).toThrow(/ends too early/);
    expect(rawBlockShape([2, 3, 4])).toEqual([1, 1, 4]);
  });
});
