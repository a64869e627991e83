import { describe, expect, it } from "vitest";
import { copyBox, copyStrided } from "./copyBox.ts";
import { sizeOfShape, stridesOfShape, type Region } from "./region.ts";

const at = (region: Region, index: number[]): number => {
  const strides = stridesOfShape(region.shape);
  return index.reduce((sum, value, axis) => sum + (value - region.start[axis]!) * strides[axis]!, 0);
};

describe("copyBox", () => {
  const cases: [string, Region, Region, Region][] = [
    ["whole", box([0, 0], [3, 4]), box([0, 0], [3, 4]), box([0, 0], [3, 4])],
    ["inner part", box([1, 2, 3], [4, 5, 6]), box([2, 3, 4], [3, 3, 3]), box([2, 3, 4], [2, 3, 3])],
    ["trailing axes whole", box([0, 0, 0], [4, 5, 6]), box([1, 0, 0], [2, 5, 6]), box([1, 0, 0], [2, 5, 6])],
    ["one value", box([5], [1]), box([0], [9]), box([5], [1])],
  ];
  for (const [name, sourceRegion, targetRegion, part] of cases) {
    it(`moves exactly the box: ${name}`, () => {
      const source = Uint16Array.from({ length: sizeOfShape(sourceRegion.shape) }, (_, index) => index + 1);
      const target = new Uint16Array(sizeOfShape(targetRegion.shape));
      copyBox(source, sourceRegion, target, targetRegion, part);
      const expected = new Uint16Array(target.length);
      const walk = (axis: number, index: number[]): void => {
        if (axis === part.shape.length) expected[at(targetRegion, index)] = source[at(sourceRegion, index)]!;
        else for (let step = 0; step < part.shape[axis]!; step++) walk(axis + 1, [...index, part.start[axis]! + step]);
      };
      walk(0, []);
      expect(target).toEqual(expected);
    });
  }

  it("moves both lanes of complex values", () => {
    const target = new Float32Array(4);
    copyBox(Float32Array.of(1, 2, 3, 4, 5, 6), box([0], [3]), target, box([1], [2]), box([1], [2]), 2);
    expect([...target]).toEqual([3, 4, 5, 6]);
  });
});

describe("copyStrided", () => {
  it("de-interleaves samples", () => {
    const target = new Uint8Array(4);
    copyStrided(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 1, [6, 3], target, 0, [2, 1], [2, 2]);
    expect([...target]).toEqual([2, 5, 8, 11]);
  });
});

function box(start: number[], shape: number[]): Region {
  return { start, shape };
}
