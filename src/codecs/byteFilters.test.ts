import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { ByteFilter } from "./byteFilters.ts";
import { loadDecompressor } from "./compressors.ts";

async function undo(filters: ByteFilter[], bytes: Uint8Array): Promise<Uint8Array | string> {
  const decompressor = await loadDecompressor({ id: "none" }, filters);
  try {
    return decompressor.decode(bytes);
  } catch (thrown) {
    if (thrown instanceof ZarrdropError) return thrown.kind;
    throw thrown;
  }
}

// Right results: vectors.test.ts. Here: what files may state wrongly.
describe("byte filters", () => {
  it("sums over a short last row, and leaves a part of an item alone", async () => {
    const filter: ByteFilter = {
      id: "horizontal-predictor",
      itemBytes: 2,
      rowItems: 3,
      samples: 1,
      littleEndian: true,
    };
    const bytes = Uint8Array.of(1, 0, 1, 0, 1, 0, 5, 0, 1, 0, 9);
    expect(await undo([filter], bytes)).toEqual(Uint8Array.of(1, 0, 2, 0, 3, 0, 5, 0, 6, 0, 9));
  });

  it("runs one after another", async () => {
    const filters: ByteFilter[] = [
      { id: "unshuffle", itemBytes: 2 },
      { id: "swap-bytes", itemBytes: 2 },
    ];
    expect(await undo(filters, Uint8Array.of(1, 2, 3, 4))).toEqual(Uint8Array.of(3, 1, 4, 2));
  });

  it("puts bits back where they were, whatever the size of the values", async () => {
    for (const itemBytes of [1, 2, 3, 4, 8, 12, 16, 256]) {
      const bytes = sourceBytes("noise", 8 * itemBytes * 5);
      const shuffled = new Uint8Array(bytes.length);
      const items = bytes.length / itemBytes;
      for (let bit = 0, to = 0; bit < 8 * itemBytes; bit++) {
        for (let item = 0; item < items; item++, to++) {
          const value = (bytes[item * itemBytes + (bit >> 3)]! >> (bit & 7)) & 1;
          shuffled[to >> 3]! |= value << (to & 7);
        }
      }
      expect(await undo([{ id: "bit-unshuffle", itemBytes }], shuffled), `${itemBytes}`).toEqual(bytes);
    }
  });

  it("drops a last row of packed bits that is not whole", async () => {
    expect(await undo([{ id: "unpack-bits", bits: 4, rowItems: 3 }], Uint8Array.of(0x12, 0x30, 0x45))).toEqual(
      Uint8Array.of(1, 2, 3),
    );
  });

  it.each<[string, ByteFilter, string]>([
    [
      "rows without items",
      { id: "horizontal-predictor", itemBytes: 2, rowItems: 0, samples: 1, littleEndian: true },
      "corrupt",
    ],
    ["rows beyond any block", { id: "floating-predictor", itemBytes: 4, rowItems: 2 ** 31, samples: 1 }, "limit"],
    ["items without bytes", { id: "unshuffle", itemBytes: 0 }, "corrupt"],
    ["bits of no whole number of values", { id: "bit-unshuffle", itemBytes: 3 }, "corrupt"],
    ["values without bits", { id: "unpack-bits", bits: 0, rowItems: 5 }, "corrupt"],
    ["values of too many bits", { id: "unpack-bits", bits: 33, rowItems: 5 }, "corrupt"],
    ["PNG rows of another length", { id: "png-rows", passes: [{ rows: 9, rowBytes: 110 }], pixelBytes: 1 }, "corrupt"],
    ["unknown PNG filters", { id: "png-rows", passes: [{ rows: 100, rowBytes: 9 }], pixelBytes: 3 }, "corrupt"],
  ])("%s end in a tagged error", async (_, filter, kind) => {
    expect(await undo([filter], sourceBytes("noise", 1000))).toBe(kind);
  });

  it("undoes PNG's filters pass by pass, and drops the filter bytes", async () => {
    const passes = [
      { rows: 2, rowBytes: 3 },
      { rows: 3, rowBytes: 2 },
    ];
    // Left, left; then above, average and nearest, the first row of a pass having zeros above it.
    const stored = [1, 5, 1, 1, 1, 10, 1, 1, 2, 7, 8, 3, 2, 2, 4, 1, 1];
    const rows = await undo([{ id: "png-rows", passes, pixelBytes: 1 }], Uint8Array.from(stored));
    expect(rows).toEqual(Uint8Array.of(5, 6, 7, 10, 11, 12, 7, 8, 5, 8, 6, 9));
  });

  it("takes any number of samples without leaving its bytes", async () => {
    const bytes = sourceBytes("noise", 1001);
    for (const samples of [0, 1, 5, 7, 8, 1000, 2 ** 31 - 1]) {
      for (const itemBytes of [2, 4, 8] as const) {
        const horizontal: ByteFilter = {
          id: "horizontal-predictor",
          itemBytes,
          rowItems: 7,
          samples,
          littleEndian: false,
        };
        expect(await undo([horizontal], bytes)).toHaveLength(1001);
        expect(await undo([{ id: "floating-predictor", itemBytes, rowItems: 7, samples }], bytes)).toHaveLength(1001);
      }
    }
  });
});
