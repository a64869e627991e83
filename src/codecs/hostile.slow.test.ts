import { describe, expect, it } from "vitest";
import { gzipZeros, xzZeros, zlibZeros, zstdZeros } from "../../fixtures/bombs/streams.ts";
import { codecVectors, expectedBytes } from "../../fixtures/codecVectors.ts";
import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import type { AtMost, Decompressor } from "./codec.ts";
import { loadCompressor, loadDecompressor } from "./compressors.ts";
import { loadKernel } from "./kernel.ts";
import { loadLzmaDecompressor } from "./lzma.ts";

const MUTATIONS_A_VECTOR = 40;
const LARGEST_MEMORY = 64 * 2 ** 20;

/** Deterministic numbers below `n`. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

function mutate(bytes: Uint8Array, roll: (n: number) => number): Uint8Array {
  const copy = new Uint8Array(bytes);
  switch (roll(5)) {
    case 0:
      return copy.subarray(0, roll(copy.length + 1));
    case 1: {
      const longer = new Uint8Array(copy.length + 1 + roll(40)).fill(roll(256));
      longer.set(copy);
      return longer;
    }
    case 2: // a header field
      if (copy.length > 0) copy[roll(Math.min(20, copy.length))] = [0, 1, 127, 128, 255][roll(5)]!;
      return copy;
    case 3: // a 32-bit length
      if (copy.length >= 20)
        new DataView(copy.buffer).setUint32(roll(16), [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1][roll(5)]!, true);
      return copy;
    default:
      for (let flips = 1 + roll(4); flips > 0 && copy.length > 0; flips--) copy[roll(copy.length)]! ^= 1 << roll(8);
      return copy;
  }
}

/** Bytes, or the kind of the tagged error. */
function outcome(decompressor: Decompressor, input: Uint8Array, size?: number | AtMost): Uint8Array | string {
  try {
    return decompressor.decode(input, size);
  } catch (thrown) {
    if (thrown instanceof ZarrdropError) return thrown.kind;
    throw thrown;
  }
}

describe("bad input", () => {
  it("ends in a tagged error or in bytes of the wanted length, and takes no memory for good", async () => {
    const kernel = await loadKernel();
    const roll = dice(20);
    const kinds = new Set<string>();
    for (const vector of codecVectors().filter(({ mask }) => mask === undefined)) {
      const decompressor = await loadDecompressor(vector.decoder, vector.filters);
      const encoded = Buffer.from(vector.encoded, "base64");
      const size = vector.bytes;
      for (let i = 0; i < MUTATIONS_A_VECTOR; i++) {
        const bad = mutate(encoded, roll);
        const known = outcome(decompressor, bad, size);
        if (typeof known === "string") kinds.add(known);
        else expect(known.length).toBe(size);
        if (vector.decoder.id !== "lz4-block") outcome(decompressor, bad);
        expect(kernel.memoryBytes).toBeLessThan(LARGEST_MEMORY);
      }
      // The kernel is still whole.
      expect(Buffer.compare(decompressor.decode(encoded, size), expectedBytes(vector))).toBe(0);
    }
    expect([...kinds].toSorted()).toEqual(["corrupt", "limit", "unsupported-feature"]);
  });

  it.each(["blosc", "zstd", "gzip", "zlib", "deflate", "lz4", "lzw", "packbits"] as const)(
    "%s: random bytes end in a tagged error or in bytes",
    async (id) => {
      const decompressor = await loadDecompressor({ id });
      const roll = dice(7);
      for (let i = 0; i < 500; i++) {
        const bytes = Uint8Array.from({ length: roll(200) }, () => roll(256));
        outcome(decompressor, bytes);
        outcome(decompressor, bytes, 1000);
      }
    },
  );

  it.each(["blosc", "zstd", "gzip", "zlib", "deflate", "lz4"] as const)("%s: every cut is noticed", async (id) => {
    const vector = codecVectors().find(({ decoder, bytes }) => decoder.id === id && bytes > 300)!;
    const decompressor = await loadDecompressor(vector.decoder);
    const encoded = Buffer.from(vector.encoded, "base64");
    for (let length = 0; length < encoded.length; length++) {
      expect(outcome(decompressor, encoded.subarray(0, length), vector.bytes)).toBe("corrupt");
    }
  });

  it.each(["lzw", "packbits"] as const)("%s: too little is corrupt, too much is dropped", async (id) => {
    const vector = codecVectors().find(({ decoder, bytes }) => decoder.id === id && bytes > 300)!;
    const decompressor = await loadDecompressor(vector.decoder);
    const encoded = Buffer.from(vector.encoded, "base64");
    expect(outcome(decompressor, encoded, vector.bytes + 1)).toBe("corrupt");
    const shorter = decompressor.decode(encoded, vector.bytes - 100);
    expect(Buffer.compare(shorter, expectedBytes(vector).subarray(0, -100))).toBe(0);
  });

  it("states sizes beyond the limits without taking the memory", async () => {
    const kernel = await loadKernel();
    const compressor = await loadCompressor(
      { id: "blosc", cname: "zstd", clevel: 1, shuffle: "noshuffle", typesize: 1, blocksize: 0 },
      1,
    );
    const frame = compressor.encode(new Uint8Array(100_000));
    new DataView(frame.buffer).setInt32(4, LIMITS.decodedBlockBytes + 1, true);
    const decompressor = await loadDecompressor({ id: "blosc" });
    expect(outcome(decompressor, frame)).toBe("limit");
    expect(outcome(decompressor, frame, 100_000)).toBe("corrupt");
    const zeros = await loadDecompressor({ id: "zlib" });
    expect(outcome(zeros, new Uint8Array(10), LIMITS.decodedBlockBytes + 1)).toBe("limit");
    expect(kernel.memoryBytes).toBeLessThan(LARGEST_MEMORY);
  });

  it("gives no more than was allowed where the size is not known", async () => {
    const kernel = await loadKernel();
    const bombs = { zlib: zlibZeros(10_000_000), gzip: gzipZeros(10_000_000), zstd: zstdZeros(10_000_000) } as const;
    for (const [id, bytes] of Object.entries(bombs) as [keyof typeof bombs, Uint8Array][]) {
      const decompressor = await loadDecompressor({ id });
      expect(decompressor.decode(bytes, { atMost: 10_000_000 }).length).toBe(10_000_000);
      expect(outcome(decompressor, bytes, { atMost: 9_999_999 })).toBe("limit");
    }
    const lzma = await loadLzmaDecompressor();
    const { bytes, length } = await xzZeros(10_000_000);
    expect(lzma.decode(bytes, { atMost: length }).length).toBe(length);
    expect(outcome(lzma, bytes, { atMost: length - 1 })).toBe("limit");
    // Without a bound it follows from the data: 0.5 GB of zeros are far more than half a megabyte stands for.
    const zeros = await loadDecompressor({ id: "zstd" });
    expect(outcome(zeros, zstdZeros(500_000_000))).toBe("limit");
    expect(kernel.memoryBytes).toBeLessThan(LARGEST_MEMORY);
  });

  it("does not read the wrong length out of a good stream", async () => {
    for (const id of ["gzip", "zlib", "deflate"] as const) {
      const vector = codecVectors().find(({ decoder, bytes }) => decoder.id === id && bytes > 300)!;
      const decompressor = await loadDecompressor({ id });
      const encoded = Buffer.from(vector.encoded, "base64");
      expect(outcome(decompressor, encoded, vector.bytes - 1)).toBe("corrupt");
      expect(outcome(decompressor, encoded, vector.bytes + 1)).toBe("corrupt");
    }
  });
});
