import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { budgetChunkShape, viewerChunkShape } from "./chunkShapes.ts";

const MIB = 2 ** 20;

describe("the reference's rule", () => {
  // R3.1
  test.each([
    [[1, 2, 64, 2048, 2048], 2, 16 * MIB, [1, 1, 2, 2048, 2048]],
    [[1, 2, 64, 2048, 2048], 2, 1 * MIB, [1, 1, 1, 256, 2048]],
    [[1, 2, 64, 2048, 2048], 2, 64 * MIB, [1, 1, 8, 2048, 2048]],
    [[1, 1, 1, 512, 512], 1, 16 * MIB, [1, 1, 1, 512, 512]],
    [[1, 3, 50, 512, 512], 2, 16 * MIB, [1, 1, 32, 512, 512]],
    [[10, 3, 50, 512, 512], 2, 16 * MIB, [1, 1, 32, 512, 512]],
    [[5000, 6000], 1, 16 * MIB, [2796, 6000]],
    [[40000, 30000], 2, 16 * MIB, [279, 30000]],
    [[100, 100000], 8, 16 * MIB, [20, 100000]],
    [[2, 3, 20, 4096, 4096], 4, 32 * MIB, [1, 1, 1, 2048, 4096]],
    [[1, 1, 5000, 128, 128], 1, 16 * MIB, [1, 1, 1024, 128, 128]],
    [[3, 2, 3, 33, 47], 2, 4096, [1, 1, 1, 33, 47]],
    [[3, 2, 3, 33, 47], 2, 2, [1, 1, 1, 1, 1]],
    [[3, 2, 3, 33, 47], 2, 3, [1, 1, 1, 1, 1]],
    [[3, 2, 3, 33, 47], 2, 16 * MIB, [3, 2, 3, 33, 47]],
    [[7, 31, 45], 4, 1000, [1, 5, 45]],
    [[31, 45, 3], 1, 16 * MIB, [31, 45, 3]],
    [[2, 2, 4, 35, 51], 2, 7000, [1, 1, 1, 35, 51]],
  ])("%j × %i bytes in %i: %j", (shape, itemBytes, target, expected) => {
    expect(budgetChunkShape(shape, itemBytes, target)).toEqual(expected);
  });

  test.each([0, -1, 1.5])("a target of %d bytes is less than a value", (target) => {
    expect(() => budgetChunkShape([33, 47], 2, target)).toThrow(`memory_target ${target} < dtype size 2`);
  });

  test("never more than the target, never empty", () => {
    fc.assert(
      fc.property(shapes, itemBytes, fc.integer({ min: 16, max: 2 ** 28 }), (shape, bytes, target) => {
        const chunk = budgetChunkShape(shape, bytes, target);
        const used = chunk.reduce((product, size) => product * size, bytes);
        return used <= target && chunk.every((size, axis) => size >= 1 && size <= shape[axis]!);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("chunks for viewers", () => {
  test.each([
    ["tczyx", [1, 2, 64, 2048, 2048], 2, [1, 1, 1, 1024, 1024]],
    ["tczyx", [1, 2, 64, 256, 256], 2, [1, 1, 8, 256, 256]],
    ["zyx", [5000, 128, 128], 1, [64, 128, 128]],
    ["yx", [40000, 30000], 8, [512, 1024]],
    ["yx", [40000, 30000], 16, [256, 1024]],
    ["cyx", [3, 31, 45], 1, [1, 31, 45]],
    ["czyx", [2, 3, 1, 100000], 2, [1, 3, 1, 1024]],
    ["tcyx", [5000, 1, 16, 16], 2, [1, 1, 16, 16]],
  ])("%s %j × %i bytes: %j", (letters, shape, itemBytes, expected) => {
    expect(viewerChunkShape(shape, letters.split(""), itemBytes)).toEqual(expected);
  });

  test("at most 4 MiB, one time point, one channel", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60000 }), { minLength: 5, maxLength: 5 }),
        itemBytes,
        (shape, bytes) => {
          const chunk = viewerChunkShape(shape, ["t", "c", "z", "y", "x"], bytes);
          expect(chunk.reduce((product, size) => product * size, bytes)).toBeLessThanOrEqual(4 * MIB);
          expect(chunk.slice(0, 2)).toEqual([1, 1]);
          chunk.forEach((size, axis) => expect(size).toBeLessThanOrEqual(shape[axis]!));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const itemBytes = fc.constantFrom(1, 2, 4, 8, 16);
const shapes = fc.array(fc.integer({ min: 1, max: 60000 }), { minLength: 2, maxLength: 5 });
