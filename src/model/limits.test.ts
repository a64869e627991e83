import { describe, expect, it } from "vitest";
import { largestHonestBlock, LIMITS } from "./limits.ts";

const MB = 1e6;

describe("what a file may ask for follows from its size", () => {
  it.each([
    ["a deflate strip of 900 MB", 0.87 * MB, 900 * MB],
    ["an LZMA strip of 900 MB", 0.13 * MB, 900 * MB],
    ["a Zstandard strip of 900 MB", 0.03 * MB, 900 * MB],
    ["a PNG of 20,000² zeros", 0.39 * MB, 400 * MB],
  ])("%s is refused", (_, file, block) => {
    expect(largestHonestBlock(file)).toBeLessThan(block);
  });

  it.each([
    ["a real tile of 300 MB, 20 times smaller", 15 * MB, 300 * MB],
    ["a mask of 300 MB with many regions, 200 times smaller", 1.5 * MB, 300 * MB],
    ["a blank tile of 8192² pixels", 0.07 * MB, 8192 ** 2],
    ["a blank plane of 300 MB in a file of 100 MB", 100 * MB, 300 * MB],
  ])("%s is decoded", (_, file, block) => {
    expect(largestHonestBlock(file)).toBeGreaterThanOrEqual(block);
  });

  it("a blank chunk of Dask's automatic size is decoded", () => {
    expect(largestHonestBlock(5000, LIMITS.undoubtedChunkBytes)).toBeGreaterThanOrEqual(128 * 2 ** 20);
  });

  it("nothing is beyond what one buffer carries", () => {
    expect(largestHonestBlock(1e12)).toBe(LIMITS.decodedBlockBytes);
  });
});
