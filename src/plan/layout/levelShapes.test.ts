import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { automaticLevelCount, checkLevelShapes, halvedLevelShapes, roundHalfEven } from "./levelShapes.ts";

/** Sizes of one axis over the levels. */
function sizes(size: number, count: number): number[] {
  return halvedLevelShapes([size], [true], count).map(([length]) => length!);
}

describe("halving (R2.2)", () => {
  test.each([
    [5, [5, 2, 1, 1]],
    [7, [7, 4, 2, 1]],
    [33, [33, 16, 8, 4, 2]],
    [47, [47, 24, 12, 6, 3]],
    [101, [101, 50, 25, 13, 6, 3, 2, 1]],
    [2049, [2049, 1024, 512]],
    [1, [1, 1, 1]],
  ])("%i", (size, expected) => {
    expect(sizes(size, expected.length)).toEqual(expected);
  });

  test("other axes stay", () => {
    expect(halvedLevelShapes([3, 2, 3, 33, 47], [false, false, true, true, true], 3)).toEqual([
      [3, 2, 3, 33, 47],
      [3, 2, 2, 16, 24],
      [3, 2, 1, 8, 12],
    ]);
  });

  test.each([0, -3, 1])("%i levels are level 0 alone", (count) => {
    expect(halvedLevelShapes([31, 45], [true, true], count)).toEqual([[31, 45]]);
  });

  test("halves go to the even number", () => {
    expect([0.5, 1.5, 2.5, 3.5, 2.4, 2.6, 16.5, 23.5].map(roundHalfEven)).toEqual([0, 2, 2, 4, 2, 3, 16, 24]);
  });

  test("a level is within half a pixel of its exact size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 40 }), (size, level) => {
        const length = sizes(size, level + 1)[level]!;
        return length === 1 || Math.abs(length - size / 2 ** level) <= 0.5;
      }),
      { numRuns: 2000 },
    );
  });
});

describe("automatic number of levels", () => {
  test.each([
    [[512, 512], 1],
    [[513, 512], 2],
    [[515, 512], 2],
    [[2048, 2049], 3],
    [[1, 1], 1],
    [[40000, 30000], 8],
    [[2 ** 31 - 1, 1], 23],
  ])("%j: %i", (plane, count) => {
    expect(automaticLevelCount(plane)).toBe(count);
  });
});

describe("explicit shapes (R2.3)", () => {
  test.each([
    [[], "level_shapes cannot be empty"],
    [[[33, 47], [16]], "level_shapes[1] length 1 != ndim 2"],
    [[[32, 47]], "input shape does not match level-0 shape. Got (33, 47) vs expected (32, 47)."],
  ])("%j is refused", (levels, message) => {
    expect(() => checkLevelShapes(levels, [33, 47], null)).toThrow(message);
  });

  test("the time axis may differ", () => {
    expect(() => checkLevelShapes([[5, 33, 47]], [3, 33, 47], 0)).not.toThrow();
    expect(() => checkLevelShapes([[5, 33, 47]], [3, 33, 47], null)).toThrow("level_shapes");
  });

  test("any factor will do, up-sampling too", () => {
    expect(() =>
      checkLevelShapes(
        [
          [2, 7, 9],
          [2, 14, 18],
          [1, 3, 4],
        ],
        [2, 7, 9],
        null,
      ),
    ).not.toThrow();
  });
});
