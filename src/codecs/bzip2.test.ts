import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import { byteRow, expectVector, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { loadBzip2Compressor, loadBzip2Decompressor } from "./bzip2.ts";

const vectors = pictureVectors("bzip2");
const { decode } = await loadBzip2Decompressor();

describe("bzip2", () => {
  it.each(vectors)("decodes $file, with its size known and unknown", (vector) => {
    expectVector(byteRow(decode(pictureFile(vector.file), vector.width)), vector);
    expectVector(byteRow(decode(pictureFile(vector.file))), vector);
  });

  it.each([
    ["bzip2-photo.bz2", 9],
    ["bzip2-zeros.bz2", 9],
    ["bzip2-blocks.bz2", 1],
    ["bzip2-byte.bz2", 9],
  ])("encodes %s to Python's bytes", async (file, level) => {
    const { encode } = await loadBzip2Compressor(level);
    expect(Buffer.compare(encode(decode(pictureFile(file))), pictureFile(file))).toBe(0);
  });

  it("gives back what it was given", async () => {
    for (const level of [1, 9]) {
      const { encode } = await loadBzip2Compressor(level);
      for (const size of [0, 1, 1000, 1_000_003]) {
        const data = sourceBytes("noise", size);
        const encoded = encode(data);
        expect(Buffer.compare(decode(encoded, size), data)).toBe(0);
        expect(Buffer.compare(decode(encoded), data)).toBe(0);
      }
    }
  });

  it("refuses another size than the container's, and data that end too early", () => {
    const bytes = pictureFile("bzip2-photo.bz2");
    const corrupt = expect.objectContaining({ kind: "corrupt" });
    expect(() => decode(bytes, 13 * 15 * 3 - 1)).toThrow(corrupt);
    expect(() => decode(bytes, 13 * 15 * 3 + 1)).toThrow(corrupt);
    expect(() => decode(bytes.subarray(0, -1))).toThrow(corrupt);
    expect(() => decode(new Uint8Array(0))).toThrow(corrupt);
    // Far more than is wanted: stopped soon after that.
    expect(() => decode(pictureFile("bzip2-zeros.bz2"), 100_000)).toThrow(corrupt);
  });
});
