import { Blosc, GZip, LZ4, Zlib, Zstd } from "numcodecs";
import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import type { BloscShuffle, CompressorConfiguration } from "../model/compressor.ts";
import { loadCompressor } from "./compressors.ts";
import { loadDecompressor } from "./decompressors.ts";

const SIZES = [0, 1, 2, 15, 127, 128, 129, 1000, 32_768, 65_537, 262_144, 3 * 2 ** 20 + 5];
const SHUFFLES: BloscShuffle[] = ["noshuffle", "shuffle", "bitshuffle"];
const BLOSC = (["lz4", "lz4hc", "zstd", "zlib", "blosclz"] as const).flatMap((cname) =>
  SHUFFLES.map((shuffle) => ({ id: "blosc" as const, cname, clevel: 3, shuffle, typesize: null, blocksize: 0 })),
);
const OTHERS: CompressorConfiguration[] = [
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

/** The same codec in numcodecs.js, for reading what we wrote. */
async function foreignDecode(configuration: CompressorConfiguration, bytes: Uint8Array): Promise<Uint8Array> {
  switch (configuration.id) {
    case "blosc":
      return Blosc.fromConfig({ id: "blosc" }).decode(bytes);
    case "zstd":
      return Zstd.fromConfig({ id: "zstd" }).decode(bytes);
    case "gzip":
      return GZip.fromConfig({ id: "gzip" }).decode(bytes);
    case "zlib":
      return Zlib.fromConfig({ id: "zlib" }).decode(bytes);
    case "lz4":
      return LZ4.fromConfig({ id: "lz4" }).decode(bytes);
  }
}

describe.each([...BLOSC, ...OTHERS].map((c) => [name(c), c] as const))("%s", (_, configuration) => {
  it("gives back what it was given, whatever the size and the element", async () => {
    const decompressor = await loadDecompressor(configuration);
    for (const itemSize of [1, 2, 3, 4, 8, 16]) {
      const compressor = await loadCompressor(configuration, itemSize);
      for (const size of SIZES) {
        const data = sourceBytes("noise", size);
        const encoded = compressor.encode(data);
        expect(Buffer.compare(decompressor.decode(encoded, size), data)).toBe(0);
        expect(Buffer.compare(decompressor.decode(encoded), data)).toBe(0);
      }
    }
  });

  it("is read by numcodecs.js", async () => {
    const compressor = await loadCompressor(configuration, 2);
    for (const size of SIZES.slice(1)) {
      const data = sourceBytes("noise", size);
      expect(Buffer.compare(await foreignDecode(configuration, compressor.encode(data)), data)).toBe(0);
    }
  });
});
