import { describe, expect, it } from "vitest";
import { expectVector, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { LIMITS } from "../model/limits.ts";
import { loadPngDecoder, readPngHeader } from "./png.ts";

const vectors = pictureVectors("png");
const decode = await loadPngDecoder();

describe("PNG", () => {
  it.each(vectors)("decodes $file as libpng does", (vector) => {
    expectVector(decode(pictureFile(vector.file), vector.options), vector);
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const { width, height, dtype, bits } = vector;
    const added = vector.options["transparency"] === "alpha" ? 1 : 0;
    const expected = { width, height, dtype, bits, samples: vector.samples - added, frames: 0 };
    expect(readPngHeader(pictureFile(vector.file))).toMatchObject(expected);
  });

  it("refuses missing pixels, wrong checksums and a picture above the cap", () => {
    const bytes = pictureFile("png-photo-rgb.png");
    const changed = bytes.slice();
    changed[60]! ^= 1;
    expect(() => decode(bytes.subarray(0, -30))).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(() => decode(changed)).toThrow(/checksum of IDAT/);
    expect(() => decode(bytes, { maximumBytes: 100 })).toThrow(expect.objectContaining({ kind: "limit" }));
  });

  it("refuses pieces without number before they are put together", () => {
    const bytes = pictureFile("png-photo-rgb.png");
    const empty = Uint8Array.of(0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54, 0x35, 0xaf, 0x06, 0x1e);
    const many = new Uint8Array(33 + empty.length * (LIMITS.pngChunks + 1) + bytes.length - 33);
    many.set(bytes.subarray(0, 33));
    for (let index = 0; index <= LIMITS.pngChunks; index++) many.set(empty, 33 + index * empty.length);
    many.set(bytes.subarray(33), many.length - bytes.length + 33);
    expect(() => decode(many)).toThrow(expect.objectContaining({ kind: "limit" }));
  });
});
