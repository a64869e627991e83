import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  codecVectors,
  expectedBytes,
  LARGE_BYTES,
  largeCodecVectors,
  sourceBytes,
} from "../../fixtures/codecVectors.ts";
import { loadCompressor, loadDecompressor } from "./compressors.ts";

// numcodecs, imagecodecs and zstandard wrote these (fixtures/make_codec_vectors.py).
describe.each(codecVectors().map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
  const encoded = Buffer.from(vector.encoded, "base64");

  it("decodes to the original", async () => {
    const decompressor = await loadDecompressor(vector.decoder, vector.filters);
    const wanted = expectedBytes(vector);
    const changesSize = vector.filters.some((filter) => filter.id === "unpack-bits");
    const size = changesSize ? encoded.length : wanted.length;
    expect(Buffer.compare(decompressor.decode(encoded, size), wanted)).toBe(0);
    if (vector.decoder.id !== "lz4-block") expect(Buffer.compare(decompressor.decode(encoded), wanted)).toBe(0);
  });

  it.runIf(vector.encoder !== null)("is what our encoder writes, byte for byte", async () => {
    const compressor = await loadCompressor(vector.encoder!, vector.itemSize);
    expect(Buffer.compare(compressor.encode(expectedBytes(vector)), encoded)).toBe(0);
  });
});

describe("large input", () => {
  const data = sourceBytes("noise", LARGE_BYTES);

  it.each(largeCodecVectors().map((vector) => [Object.values(vector.encoder).join(" "), vector] as const))(
    "%s: our encoder writes what numcodecs writes",
    async (_, { encoder, sha256 }) => {
      const encoded = (await loadCompressor(encoder, 2)).encode(data);
      expect(createHash("sha256").update(encoded).digest("hex")).toBe(sha256);
    },
  );
});
