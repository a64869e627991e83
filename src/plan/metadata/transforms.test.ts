import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelScale, levelTranslation } from "./transforms.ts";

describe("scale", () => {
  test("as the reference computes it, to the bit (R7.4)", () => {
    expect(levelScale([0.11, 0.108], [16, 24], [33, 47])).toEqual([0.226875, 0.21150000000000002]);
    expect(levelScale([1, 0.5], [3, 16], [3, 33])).toEqual([1, 1.03125]);
  });
});

describe("translation", () => {
  test("the centre of the first pixel", () => {
    expect(levelTranslation([1, 0.5, 0.5], [3, 8, 8], [3, 16, 16])).toEqual([0, 0.25, 0.25]);
    expect(levelTranslation([1, 0.5, 0.5], [3, 16, 16], [3, 16, 16])).toBeNull();
  });

  test("every level covers the same extent as level 0", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.integer({ min: 1, max: 100000 }),
        fc.integer({ min: 1, max: 100000 }),
        (base, full, size) => {
          const [scale] = levelScale([base], [size], [full]);
          const [shift] = levelTranslation([base], [size], [full]) ?? [0];
          const from = shift! - scale! / 2;
          const to = shift! + (size - 0.5) * scale!;
          expect(from).toBeCloseTo(-base / 2, 6 - Math.ceil(Math.log10(base * full)));
          expect(to / ((full - 0.5) * base)).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});
