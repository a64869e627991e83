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

  it.each([
    Uint8Array,
    Int8Array,
    Uint16Array,
    Int16Array,
    Uint32Array,
    Int32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ])("moves every bit of %p", (Type) => {
    const bytes = Type.BYTES_PER_ELEMENT;
    // Among them signaling NaNs and negative zeros.
    const source = Uint8Array.from({ length: 24 * bytes }, (_, index) => [0xff, 0x80, 0x7f, 0xa0, 1, 0][index % 6]!);
    const target = new Uint8Array(8 * bytes);
    copyStrided(new Type(source.buffer), 1, [12, 3], new Type(target.buffer), 7, [-1, -2], [2, 4]);
    const expected = new Uint8Array(8 * bytes);
    for (let y = 0; y < 2; y++) {
      for (let x = 0; x < 4; x++) {
        const from = (1 + y * 12 + x * 3) * bytes;
        expected.set(source.subarray(from, from + bytes), (7 - y - x * 2) * bytes);
      }
    }
    expect(target).toEqual(expected);
  });

  it("copies a single element where there is no axis", () => {
    const target = new Float64Array(2);
    copyStrided(Float64Array.of(1, 2, 3), 2, [], target, 1, [], []);
    expect([...target]).toEqual([0, 3]);
  });
});

function box(start: number[], shape: number[]): Region {
  return { start, shape };
}
