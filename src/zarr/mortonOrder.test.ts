import { describe, expect, it } from "vitest";
import { gridIndex } from "./chunkGrid.ts";
import { mortonOrder } from "./mortonOrder.ts";
import { ShardBuilder } from "./shardBuilder.ts";

describe("Morton order", () => {
  // From zarr-python 3.1.5 (`morton_order_iter`).
  it.each<[number[], string]>([
    [[1], "0"],
    [[5], "0 1 2 3 4"],
    [[2, 2], "00 10 01 11"],
    [[3, 2], "00 10 01 11 20 21"],
    [[2, 3], "00 10 01 11 02 12"],
    [[1, 2, 3], "000 010 001 011 002 012"],
  ])("of %j", (counts, expected) => {
    const indices = Array.from(mortonOrder(counts), (chunk) => gridIndex(chunk, counts).join(""));
    expect(indices.join(" ")).toBe(expected);
  });

  it("has every chunk once", () => {
    for (const counts of [
      [7, 5, 3],
      [1, 1, 3, 3, 3],
      [1, 64, 1],
      [9, 1, 2, 5],
    ]) {
      const total = counts.reduce((product, count) => product * count, 1);
      expect([...mortonOrder(counts)].sort((a, b) => a - b)).toEqual(
        Array.from({ length: total }, (_, chunk) => chunk),
      );
    }
  });
});

describe("a shard in an order of its own", () => {
  it("is the same whatever comes first, with an index in C order", () => {
    const order = mortonOrder([2, 2]);
    const bytesOf = (arrival: readonly number[], takesPieces: boolean): number[] => {
      const builder = new ShardBuilder(4, order);
      const taken = arrival.flatMap((chunk) => {
        builder.add(chunk, chunk === 2 ? null : Uint8Array.of(chunk, chunk));
        return takesPieces ? builder.takeNext(1) : [];
      });
      return [...taken, ...builder.parts()!].flatMap((part) => [...part]);
    };
    const whole = bytesOf([0, 1, 2, 3], false);
    // Chunk 2 comes second in the file, and is left out.
    expect(whole.slice(0, 6)).toEqual([0, 0, 1, 1, 3, 3]);
    const offsets = [0, 1, 2, 3].map((chunk) => whole[6 + 16 * chunk]);
    expect(offsets).toEqual([0, 2, 255, 4]);
    for (const arrival of [
      [3, 2, 1, 0],
      [1, 3, 0, 2],
    ]) {
      expect(bytesOf(arrival, true)).toEqual(whole);
    }
  });

  it("holds chunks until those before them in the file have come", () => {
    const builder = new ShardBuilder(4, mortonOrder([2, 2]));
    builder.add(0, Uint8Array.of(1));
    builder.add(1, Uint8Array.of(2));
    expect(builder.takeNext(1)).toEqual([Uint8Array.of(1)]);
    expect([builder.has(0), builder.has(1), builder.has(2)]).toEqual([true, true, false]);
    expect(builder.takeNext(1)).toEqual([]);
    builder.add(2, Uint8Array.of(3));
    expect(builder.takeNext(1)).toEqual([Uint8Array.of(3), Uint8Array.of(2)]);
  });

  it("looks at each place once, however small the chunks are and however often it is asked", () => {
    const chunks = 1000;
    let looks = 0;
    const order = new Proxy<ArrayLike<number>>(mortonOrder([chunks]), {
      get: (target, place) => (looks++, Reflect.get(target, place) as number),
    });
    const builder = new ShardBuilder(chunks, order);
    for (let chunk = 0; chunk < chunks; chunk++) {
      builder.add(chunk, null);
      expect(builder.takeNext(1)).toEqual([]);
    }
    expect(looks).toBeLessThan(3 * chunks);
  });
});
