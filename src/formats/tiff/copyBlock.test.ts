import { expect, it } from "vitest";
import { copyBlock } from "./copyBlock.ts";

it("moves planar samples beside each other", () => {
  const source = Uint8Array.from([1, 2, 3, 4, 5, 6]);
  const target = new Uint8Array(6);
  copyBlock({ pixels: source, offset: 0, strides: [3, 1] }, { pixels: target, offset: 0, strides: [1, 2] }, [2, 3], 1);
  expect([...target]).toEqual([1, 4, 2, 5, 3, 6]);
});

it("copies a box into a box", () => {
  const source = Uint16Array.from({ length: 12 }, (_, index) => index);
  const target = new Uint16Array(20);
  copyBlock({ pixels: source, offset: 5, strides: [4, 1] }, { pixels: target, offset: 6, strides: [5, 1] }, [2, 2], 1);
  expect([...target]).toEqual([0, 0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 9, 10, 0, 0, 0, 0, 0, 0, 0]);
});

it("keeps the two parts of complex numbers together", () => {
  const source = Float32Array.from([1, -1, 2, -2, 3, -3, 4, -4]);
  const target = new Float32Array(8);
  copyBlock({ pixels: source, offset: 0, strides: [2, 1] }, { pixels: target, offset: 0, strides: [1, 2] }, [2, 2], 2);
  expect([...target]).toEqual([1, -1, 3, -3, 2, -2, 4, -4]);
});

it("copies a single value", () => {
  const target = new Uint8Array(2);
  copyBlock(
    { pixels: Uint8Array.of(7), offset: 0, strides: [1, 1] },
    { pixels: target, offset: 1, strides: [1, 1] },
    [1, 1],
    1,
  );
  expect([...target]).toEqual([0, 7]);
});
