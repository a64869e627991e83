import { createHash } from "node:crypto";
import { Blosc } from "numcodecs";
import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import { loadByteDecompressor, loadCompressor } from "./compressors.ts";

// Our own encoder of bit-shuffled Zstandard in Blosc (wasm/bit_plane_frame.c). More readers: interop/blosc_frames.py.
const KINDS = ["zeros", "random", "camera", "labels", "rgb", "floats", "frames", "padded", "sparse"] as const;
type Kind = (typeof KINDS)[number];

/** Deterministic numbers below 2 ** 16. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
}

/** Values of `itemSize` bytes, little-endian, as images have them. */
function pixels(kind: Kind, values: number, itemSize: number): Uint8Array<ArrayBuffer> {
  const random = generator(values + itemSize);
  const bytes = new Uint8Array(values * itemSize);
  const put = (at: number, value: number): void => {
    for (let k = 0; k < itemSize && k < 4; k++) bytes[at * itemSize + k] = value >>> (8 * k);
  };
  const period = Math.max(1, Math.floor(values / 8));
  let label = 0;
  for (let i = 0; i < values; i++) {
    const noise = (random() + random() + random() + random()) >> 9;
    const light = 300 + (((i >> 7) * (i & 127)) & 1023);
    if (kind === "random") {
      // A congruential generator's own bits are too regular.
      for (let k = 0; k < itemSize; k++) bytes[i * itemSize + k] = Math.imul(random() * 65_537 + k, 0x9e37_79b1) >>> 24;
    }
    if (kind === "camera") put(i, light + noise);
    else if (kind === "labels") put(i, i % 37 === 0 ? (label = random() % 90) : label);
    else if (kind === "rgb") put(i, ((i % 3) * 50 + (i >> 9) + (noise >> 6)) & 255);
    else if (kind === "floats") put(i, 0x3f80_0000 + light * 4096 + random());
    else if (kind === "frames") {
      if (i < period) put(i, random());
      else bytes.copyWithin(i * itemSize, (i - period) * itemSize, (i - period + 1) * itemSize);
    } else if (kind === "padded") put(i, i % 512 < 300 ? light + noise : 0);
    else if (kind === "sparse") put(i, random() % 50 === 0 ? noise : 0);
  }
  return bytes;
}

function bloscZstd(clevel: number, blocksize = 0) {
  return { id: "blosc", cname: "zstd", clevel, shuffle: "bitshuffle", typesize: null, blocksize } as const;
}

async function expectSame(data: Uint8Array, itemSize: number, clevel: number, blocksize = 0): Promise<void> {
  const encoded = (await loadCompressor(bloscZstd(clevel, blocksize), itemSize)).encode(data);
  const what = `${data.length} bytes, items of ${itemSize}, level ${clevel}, blocks of ${blocksize}`;
  expect(encoded.length, what).toBeLessThanOrEqual(data.length + 16);
  const decoded = (await loadByteDecompressor({ id: "blosc" })).decode(encoded, data.length);
  expect(Buffer.compare(decoded, data), `${what}: C-Blosc`).toBe(0);
  if (data.length === 0) return;
  const foreign = await Blosc.fromConfig({ id: "blosc" }).decode(encoded);
  expect(Buffer.compare(foreign, data), `${what}: numcodecs.js`).toBe(0);
}

describe.each(KINDS)("%s", (kind) => {
  it.each([1, 2, 3, 4, 8, 16])("values of %i bytes are given back, whatever their number", async (itemSize) => {
    for (const values of [0, 1, 7, 64, 1000, 8192 + 128, 8192 + 8, 65_536, 131_072 + 13]) {
      await expectSame(pixels(kind, values, itemSize), itemSize, 3);
    }
  });

  it("blocks of any size that is asked for are given back, and each level is", async () => {
    const data = pixels(kind, 70_001, 2);
    for (const blocksize of [1, 130, 16_384, 16_386, 65_536, 100_001, 2 ** 20, 2 ** 21]) {
      await expectSame(data, 2, 3, blocksize);
    }
    for (let clevel = 0; clevel <= 9; clevel++) await expectSame(data, 2, clevel);
  });
});

describe("sizes", () => {
  const encode = async (kind: Kind, values: number, itemSize: number, clevel = 3): Promise<number> =>
    (await loadCompressor(bloscZstd(clevel), itemSize)).encode(pixels(kind, values, itemSize)).length;

  it("zeros take next to nothing", async () => {
    expect(await encode("zeros", 2 ** 20, 2)).toBe(16 + 8 * (4 + 4 + 9 + 2 * 4));
  });

  it("what cannot be compressed takes 16 bytes more", async () => {
    expect(await encode("random", 2 ** 18, 2)).toBe(2 ** 19 + 16);
  });

  it("values that are no multiple of eight are shuffled all the same, but for the last few", async () => {
    const whole = await encode("camera", 2 ** 17, 2);
    expect(await encode("camera", 2 ** 17 + 3, 2)).toBeLessThan(1.01 * whole);
  });

  // What numcodecs 0.16.6 makes of the same at the same level.
  it.each([
    ["camera", 2, 359_823],
    ["padded", 2, 216_671],
    ["labels", 2, 22_354],
    ["rgb", 1, 147_400],
    ["floats", 4, 707_369],
    ["frames", 2, 263_220],
    ["sparse", 2, 35_714],
  ] as const)("%s of %i bytes: no larger than C-Blosc's", async (kind, itemSize, size) => {
    expect(await encode(kind, 2 ** 18, itemSize)).toBeLessThanOrEqual(size);
  });

  it("higher levels make camera pixels no larger, and labels from one kind of search to the next", async () => {
    for (const [kind, levels] of [
      ["camera", [1, 2, 3, 4, 5, 6, 7, 8, 9]],
      ["labels", [1, 3, 6, 9]],
    ] as const) {
      const sizes: number[] = [];
      for (const clevel of levels) sizes.push(await encode(kind, 2 ** 17, 2, clevel));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
  });
});

describe("bytes", () => {
  const hash = async (kind: Kind, itemSize: number, clevel: number): Promise<string> => {
    const frame = (await loadCompressor(bloscZstd(clevel), itemSize)).encode(pixels(kind, 150_000, itemSize));
    return createHash("sha256").update(frame).digest("hex").slice(0, 16);
  };

  // A job that goes on after an update of the page writes the rest of its store: these change with a new version only.
  it("are those of this version, on every machine", async () => {
    const found: Record<string, string> = {};
    for (const kind of KINDS) found[kind] = await hash(kind, 2, 3);
    for (const itemSize of [1, 4, 8]) found[`camera, ${itemSize} bytes`] = await hash("camera", itemSize, 3);
    for (const clevel of [1, 5, 7]) found[`camera, level ${clevel}`] = await hash("camera", 2, clevel);
    expect(found).toMatchInlineSnapshot(`
      {
        "camera": "71003596ef0e6046",
        "camera, 1 bytes": "55f028d717834749",
        "camera, 4 bytes": "abb8a314186a362c",
        "camera, 8 bytes": "79fe2ab7a10e8141",
        "camera, level 1": "71003596ef0e6046",
        "camera, level 5": "e5ee2dcf14e9983a",
        "camera, level 7": "36505bf21f92aa2d",
        "floats": "9e7c701d7aba246b",
        "frames": "1ce5c2f1e137434f",
        "labels": "519ae0c478278c08",
        "padded": "c30cf0d4b5901a18",
        "random": "1066ae5840b00576",
        "rgb": "2d916b4fc4e6b12b",
        "sparse": "bac81ec4c4f4026b",
        "zeros": "a688d0922e487c43",
      }
    `);
  });

  it("do not depend on what was encoded before", async () => {
    const alone = await hash("floats", 4, 3);
    for (const kind of KINDS) await hash(kind, 2, 1);
    (await loadCompressor({ id: "zstd", level: 12, checksum: true }, 1)).encode(sourceBytes("noise", 300_000));
    expect(await hash("floats", 4, 3)).toBe(alone);
  });
});
