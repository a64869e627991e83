import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import { byteRow, expectVector, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { loadLzmaCompressor, loadLzmaDecompressor } from "./lzma.ts";

const vectors = pictureVectors("lzma");
const { decode } = await loadLzmaDecompressor();

describe("LZMA", () => {
  it.each(vectors)("decodes $file, with its size known and unknown", (vector) => {
    expectVector(byteRow(decode(pictureFile(vector.file), vector.width)), vector);
    expectVector(byteRow(decode(pictureFile(vector.file))), vector);
  });

  it.each([
    { format: 1, check: -1, preset: null },
    { format: 1, check: 0, preset: 0 },
    { format: 1, check: 1, preset: 3 },
    { format: 1, check: 10, preset: 9 },
    { format: 2, check: -1, preset: null },
    { format: 2, check: -1, preset: 2 ** 31 + 1 },
  ] as const)("gives back what it was given (%j)", async (configuration) => {
    const { encode } = await loadLzmaCompressor(configuration);
    for (const size of [0, 1, 1000, 200_003]) {
      const data = sourceBytes("noise", size);
      const encoded = encode(data);
      expect(Buffer.compare(decode(encoded), data)).toBe(0);
      if (size > 0) expect(Buffer.compare(decode(encoded, size), data)).toBe(0);
      const magic = configuration.format === 1 ? [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] : [0x5d, 0];
      expect([...encoded.subarray(0, magic.length)]).toEqual(magic);
    }
  });

  it("ignores what follows the stream", () => {
    const [vector] = vectors;
    const bytes = new Uint8Array([...pictureFile(vector!.file), 1, 2, 3]);
    expectVector(byteRow(decode(bytes, vector!.width)), vector!);
  });

  it("refuses another size than the container's, and data that end too early", () => {
    const bytes = pictureFile("lzma-crc64.xz");
    expect(() => decode(bytes, 13 * 15 * 3 - 1)).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decode(bytes, 13 * 15 * 3 + 1)).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decode(bytes.subarray(0, -1))).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decode(new Uint8Array(0))).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });
});
