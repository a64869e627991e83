import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { viewerChunkShape } from "./chunkShapes.ts";
import { checkShardShape, factoredShardShape, viewerShardShape } from "./shardShapes.ts";

const MIB = 2 ** 20;
const TCZYX = ["t", "c", "z", "y", "x"];

describe("shards for viewers", () => {
  test.each([
    [[1, 2, 64, 2048, 2048], 2, [1, 1, 2, 2048, 2048]],
    [[1, 2, 64, 512, 512], 2, [1, 1, 32, 512, 512]],
    [[5000, 1, 1, 128, 128], 1, [64, 1, 1, 128, 128]],
    [[1, 1, 1, 500, 500], 1, null],
    [[1, 3, 1, 800, 800], 1, [1, 1, 1, 800, 800]],
  ])("%j × %i bytes: %j", (shape, itemBytes, expected) => {
    const chunk = viewerChunkShape(shape, TCZYX, itemBytes);
    const shard = viewerShardShape({ shape, chunk }, TCZYX, itemBytes);
    expect(shard ?? (expected === null ? null : chunk)).toEqual(expected);
  });

  test.each([
    [2 ** 32, [1, 1, 2, 2048, 2048]],
    [8 * MIB, [1, 1, 1, 2048, 2048]],
    [4 * MIB, [1, 1, 1, 1024, 2048]],
    [1, null],
  ])("at most %i bytes, where that is said: %j", (limit, expected) => {
    const shape = [1, 2, 64, 2048, 2048];
    const chunk = viewerChunkShape(shape, TCZYX, 2);
    expect(viewerShardShape({ shape, chunk }, TCZYX, 2, { limit })).toEqual(expected);
  });

  test("whole chunks, not more than covers the level, 1 to 64 MiB where the level has that much", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60000 }), { minLength: 5, maxLength: 5 }),
        fc.constantFrom(1, 2, 4, 8),
        (shape, itemBytes) => {
          const chunk = viewerChunkShape(shape, TCZYX, itemBytes);
          const shard = viewerShardShape({ shape, chunk }, TCZYX, itemBytes) ?? chunk;
          shard.forEach((size, axis) => {
            expect(size % chunk[axis]!).toBe(0);
            expect(size - shape[axis]!).toBeLessThan(chunk[axis]!);
          });
          const bytes = shard.reduce((product, size) => product * size, itemBytes);
          expect(bytes).toBeLessThanOrEqual(64 * MIB);
          const coversLevel = shard.every((size, axis) => size >= shape[axis]!);
          // Growing along an axis stops at whole chunks: half of the least size is always reached.
          if (!coversLevel) expect(bytes).toBeGreaterThanOrEqual(MIB / 2);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test("shards of smaller levels end with every fourth of level 0 at the latest, along axes that no level resamples", () => {
  fc.assert(
    fc.property(
      fc.record({
        z: fc.integer({ min: 1, max: 400 }),
        t: fc.integer({ min: 1, max: 400 }),
        y: fc.integer({ min: 600, max: 9000 }),
        x: fc.integer({ min: 600, max: 9000 }),
        itemBytes: fc.constantFrom(1, 2, 4, 8),
      }),
      ({ z, t, y, x, itemBytes }) => {
        const shapes = [0, 1, 2].map((level) => [t, 1, z, Math.ceil(y / 2 ** level), Math.ceil(x / 2 ** level)]);
        const chunks = shapes.map((shape) => viewerChunkShape(shape, TCZYX, itemBytes));
        const outer = chunks[0]!;
        const first = viewerShardShape({ shape: shapes[0]!, chunk: outer }, TCZYX, itemBytes) ?? outer;
        for (const [level, chunk] of chunks.entries()) {
          const base = { shape: shapes[0]!, outer: first };
          const shard = viewerShardShape({ shape: shapes[level]!, chunk }, TCZYX, itemBytes, { base }) ?? chunk;
          for (const axis of [0, 2]) {
            const isWhole = shard[axis]! >= shapes[0]![axis]!;
            const most = Math.max(4 * first[axis]!, chunk[axis]!);
            expect(shard[axis]).toBeLessThanOrEqual(most);
            if (!isWhole) expect(Math.log2(shard[axis]!) % 1).toBe(0);
          }
        }
      },
    ),
  );
});

describe("shard factor", () => {
  test("counts from the last axis", () => {
    expect(factoredShardShape([1, 1, 16, 256, 256], [4, 2, 2])).toEqual([1, 1, 64, 512, 512]);
  });

  test("has at most as many numbers as axes", () => {
    expect(() => factoredShardShape([16, 16], [1, 2, 2])).toThrow("shard_factor length 3 != ndim 2");
  });
});

describe("explicit shards (R3.3)", () => {
  test("must be whole chunks", () => {
    expect(() => checkShardShape([1, 1, 3, 32, 33], [1, 1, 1, 16, 16], 0)).toThrow(
      "shard_shape[0][4] (= 33) must be a multiple of chunk_dim 16",
    );
    expect(() => checkShardShape([1, 1, 3, 64, 16], [1, 1, 1, 16, 16], 0)).not.toThrow();
  });
});
