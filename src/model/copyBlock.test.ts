import { expect, it } from "vitest";
import { clearBlock, copyBlock, denseBytes, fillBlock } from "./copyBlock.ts";

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

it("clears a box and nothing else", () => {
  const target = new BigUint64Array(12).fill(7n);
  clearBlock({ pixels: target, offset: 5, strides: [4, 1] }, [2, 2], 1);
  expect([...target].map(Number)).toEqual([7, 7, 7, 7, 7, 0, 0, 7, 7, 0, 0, 7]);
  const planar = new Float32Array(8).fill(7);
  clearBlock({ pixels: planar, offset: 1, strides: [2] }, [2], 2);
  expect([...planar]).toEqual([7, 7, 0, 0, 7, 7, 0, 0]);
  clearBlock({ pixels: planar, offset: 0, strides: [1] }, [1], 1);
  expect(planar[0]).toBe(0);
});

it("fills a box, complex numbers part by part", () => {
  const target = new Int16Array(12);
  fillBlock({ pixels: target, offset: 1, strides: [4, 1] }, [2, 3], [-3]);
  expect([...target]).toEqual([0, -3, -3, -3, 0, -3, -3, -3, 0, 0, 0, 0]);
  const spread = new BigInt64Array(6);
  fillBlock({ pixels: spread, offset: 0, strides: [3] }, [2], [5n]);
  expect([...spread].map(Number)).toEqual([5, 0, 0, 5, 0, 0]);
  const complex = new Float32Array(8);
  fillBlock({ pixels: complex, offset: 1, strides: [2, 1] }, [1, 2], [1, NaN]);
  expect([...complex]).toEqual([0, 0, 1, NaN, 1, NaN, 0, 0]);
});

it("knows boxes without gaps", () => {
  const pixels = new Uint16Array(24);
  expect(denseBytes({ pixels, offset: 8, strides: [8, 4, 1] }, [2, 2, 4], 1)).toMatchObject({
    byteOffset: 16,
    length: 32,
  });
  expect(denseBytes({ pixels, offset: 8, strides: [99, 4, 1] }, [1, 2, 4], 1)).toMatchObject({
    byteOffset: 16,
    length: 16,
  });
  expect(denseBytes({ pixels, offset: 0, strides: [8, 4, 1] }, [2, 1, 4], 1)).toBeUndefined();
  expect(denseBytes({ pixels, offset: 0, strides: [4, 1] }, [2, 3], 1)).toBeUndefined();
  expect(denseBytes({ pixels, offset: 3, strides: [4, 99] }, [1, 1], 2)).toMatchObject({ byteOffset: 12, length: 4 });
});
