import { expect, it } from "vitest";
import { movedEnd, nearerEnd, valueAt } from "./valueRange.ts";

it("finds the value at a place of the scale, on its steps and inside it", () => {
  const scale = { minimum: 10, maximum: 20, step: 1 };
  expect([-0.5, 0, 0.26, 1, 1.5].map((part) => valueAt(part, scale))).toEqual([10, 10, 13, 20, 20]);
  expect(valueAt(0.1234, { minimum: 0, maximum: 1, step: 0.001 })).toBeCloseTo(0.123, 10);
});

it("moves the end that is nearer, and of two in one place the one that can go there", () => {
  expect(nearerEnd({ start: 2, end: 8 }, 4)).toBe("start");
  expect(nearerEnd({ start: 2, end: 8 }, 6)).toBe("end");
  expect(nearerEnd({ start: 5, end: 5 }, 4)).toBe("start");
  expect(nearerEnd({ start: 5, end: 5 }, 6)).toBe("end");
});

it("keeps the ends in their order", () => {
  expect(movedEnd({ start: 2, end: 8 }, "start", 9)).toEqual({ start: 8, end: 8 });
  expect(movedEnd({ start: 2, end: 8 }, "end", 1)).toEqual({ start: 2, end: 2 });
});
