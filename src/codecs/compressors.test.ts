import { Blosc, GZip, LZ4, Zlib, Zstd } from "numcodecs";
import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import type { BloscShuffle, CompressorConfiguration } from "../model/compressor.ts";
import { loadByteDecompressor, loadCompressor } from "./compressors.ts";
import { loadKernel } from "./kernel.ts";

const SIZES = [0, 1, 2, 15, 127, 128, 129, 1000, 32_768, 65_537];
const LARGE_SIZES = [262_144, 2 ** 20 + 5];
/** 300 is more than Blosc's header can state. */
const ITEM_SIZES = [1, 2, 3, 4, 8, 16, 300];
const SHUFFLES: BloscShuffle[] = ["noshuffle", "shuffle", "bitshuffle"];
const BLOSC = (["lz4", "lz4hc", "zstd", "zlib", "blosclz"] as const).flatMap((cname) =>
  SHUFFLES.map((shuffle) => ({ id: "blosc" as const, cname, clevel: 3, shuffle, typesize: null, blocksize: 0 })),
);
type Foreign = Exclude<CompressorConfiguration, { id: "bz2" | "lzma" }>;
const OTHERS: Foreign[] = [
  { id: "zstd", level: 0, checksum: false },
  { id: "zstd", level: 5, checksum: true },
  { id: "zstd", level: -3, checksum: true },
  { id: "gzip", level: 1 },
  { id: "gzip", level: 9 },
  { id: "zlib", level: 6 },
  { id: "lz4", acceleration: 1 },
  { id: "lz4", acceleration: 10 },
];

function name(configuration: CompressorConfiguration): string {
  return Object.values(configuration).join(" ");
}

/** The same codec in numcodecs.js. */
function foreign(configuration: Foreign): { encode: Recode; decode: Recode } {
  switch (configuration.id) {
    case "blosc": {
      const { shuffle, ...rest } = configuration;
      // numcodecs.js declares its shuffles as an enum of the same numbers, which it does not export.
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment
      return Blosc.fromConfig({ ...rest, shuffle: SHUFFLES.indexOf(shuffle) });
    }
    case "zstd":
      return Zstd.fromConfig({ id: "zstd", level: Math.max(1, configuration.level) });
    case "gzip":
      return GZip.fromConfig(configuration);
    case "zlib":
      return Zlib.fromConfig(configuration);
    case "lz4":
      return LZ4.fromConfig(configuration);
  }
}

type Recode = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

describe.each([...BLOSC, ...OTHERS].map((c) => [name(c), c] as const))("%s", (_, configuration) => {
  it("gives back what it was given, whatever the size and the element", async () => {
    const decompressor = await loadByteDecompressor(configuration);
    for (const itemSize of configuration.id === "blosc" ? ITEM_SIZES : [1]) {
      const compressor = await loadCompressor(configuration, itemSize);
      for (const size of itemSize < 3 ? [...SIZES, ...LARGE_SIZES] : SIZES) {
        const data = sourceBytes("noise", size);
        const encoded = compressor.encode(data);
        expect(Buffer.compare(decompressor.decode(encoded, size), data)).toBe(0);
        expect(Buffer.compare(decompressor.decode(encoded), data)).toBe(0);
      }
    }
  });

  it("is read by numcodecs.js", async () => {
    const compressor = await loadCompressor(configuration, 2);
    for (const size of [...SIZES.slice(1), ...LARGE_SIZES]) {
      const data = sourceBytes("noise", size);
      expect(Buffer.compare(await foreign(configuration).decode(compressor.encode(data)), data)).toBe(0);
    }
  });

  it("reads what numcodecs.js writes", async () => {
    const decompressor = await loadByteDecompressor(configuration);
    for (const size of [1, 128, 65_537]) {
      const data = sourceBytes("noise", size);
      const encoded = await foreign(configuration).encode(data);
      expect(Buffer.compare(decompressor.decode(encoded, size), data)).toBe(0);
    }
  });

  it("gives the same bytes whatever was encoded before", async () => {
    const compressor = await loadCompressor(configuration, 2);
    const data = sourceBytes("noise", 200_000);
    const first = compressor.encode(data);
    compressor.encode(sourceBytes("ramp", 300_000));
    (await loadCompressor({ id: "gzip", level: 12 }, 1)).encode(data);
    expect(Buffer.compare(compressor.encode(data), first)).toBe(0);
  });
});

describe("loadCompressor", () => {
  it("puts element size, shuffle and block size into Blosc's header as configured", async () => {
    const base = { id: "blosc", cname: "lz4", clevel: 5, shuffle: "bitshuffle", typesize: null, blocksize: 0 } as const;
    const header = async (configuration: CompressorConfiguration, itemSize: number): Promise<object> => {
      const frame = (await loadCompressor(configuration, itemSize)).encode(sourceBytes("noise", 100_000));
      const view = new DataView(frame.buffer);
      const flags = view.getUint8(2);
      return {
        typesize: view.getUint8(3),
        shuffle: flags & 5,
        blocksize: view.getInt32(8, true),
        rest: view.getInt32(4, true),
      };
    };
    expect(await header(base, 2)).toEqual({ typesize: 2, shuffle: 4, blocksize: 100_000, rest: 100_000 });
    expect(await header({ ...base, typesize: 8, shuffle: "shuffle" }, 2)).toMatchObject({ typesize: 8, shuffle: 1 });
    expect(await header({ ...base, shuffle: "noshuffle", blocksize: 8192, cname: "zstd" }, 4)).toMatchObject({
      typesize: 4,
      shuffle: 0,
      blocksize: 8192,
    });
  });

  it("writes gzip without a time", async () => {
    const encoded = (await loadCompressor({ id: "gzip", level: 5 }, 1)).encode(Uint8Array.of(1));
    expect([...encoded.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  });

  it("leaves the input alone and accepts a view of a larger buffer", async () => {
    const whole = sourceBytes("noise", 1003);
    const before = whole.slice();
    const view = whole.subarray(3);
    const encoded = (await loadCompressor({ id: "zlib", level: 1 }, 1)).encode(view);
    expect(whole).toEqual(before);
    expect((await loadByteDecompressor({ id: "zlib" })).decode(encoded)).toEqual(view.slice());
    expect(encoded.buffer.byteLength).toBe(encoded.length);
  });

  it("refuses Snappy", async () => {
    const snappy = {
      id: "blosc",
      cname: "snappy",
      clevel: 5,
      shuffle: "shuffle",
      typesize: null,
      blocksize: 0,
    } as const;
    await expect(loadCompressor(snappy, 2)).rejects.toMatchObject({ kind: "setting" });
  });

  it("takes no more memory over thousands of calls", async () => {
    const kernel = await loadKernel();
    const data = sourceBytes("noise", 60_000);
    const pairs = await Promise.all(
      [...BLOSC.slice(0, 9), ...OTHERS.slice(3)].map(async (configuration) => ({
        compressor: await loadCompressor(configuration, 2),
        decompressor: await loadByteDecompressor(configuration),
      })),
    );
    const round = (): void => {
      for (const [index, { compressor, decompressor }] of pairs.entries()) {
        for (let i = 0; i < 15; i++)
          decompressor.decode(compressor.encode(data.subarray(0, (i * 7919 * (index + 1)) % 60_000)));
      }
    };
    round();
    const before = kernel.memoryBytes;
    for (let i = 0; i < 8; i++) round();
    expect(kernel.memoryBytes - before).toBeLessThan(2 ** 20);
  });
});

it("puts what was decoded into the room that is lent, if it is large enough", async () => {
  const source = sourceBytes("noise", 5000);
  const encoded = (await loadCompressor({ id: "zstd", level: 1, checksum: false }, 1)).encode(source);
  const { decode } = await loadByteDecompressor({ id: "zstd" });
  const room = new Uint8Array(6000).fill(7);
  const inRoom = decode(encoded, 5000, room);
  expect(inRoom).toEqual(source);
  expect(inRoom.buffer).toBe(room.buffer);
  expect(room.subarray(5000).every((byte) => byte === 7)).toBe(true);
  expect(decode(encoded, 5000, room.subarray(0, 4999)).buffer).not.toBe(room.buffer);
});
