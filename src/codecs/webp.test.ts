import { describe, expect, it } from "vitest";
import { expectAnimation, expectVector, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { loadWebpAnimations, loadWebpDecoder, readWebpHeader } from "./webp.ts";

const vectors = pictureVectors("webp");
const still = vectors.filter((vector) => vector.frames === undefined);
const animated = vectors.filter((vector) => vector.frames !== undefined);
const decode = await loadWebpDecoder();
const open = await loadWebpAnimations();

describe("WebP", () => {
  it.each(still)("decodes $file as libwebp does", (vector) => {
    expectVector(decode(pictureFile(vector.file), vector.options), vector);
  });

  it.each(still)("opens $file as one frame", (vector) => {
    expectVector(open(pictureFile(vector.file), vector.options).frame(0), vector);
  });

  it.each(animated)("composes the frames of $file", (vector) => {
    expectAnimation(open(pictureFile(vector.file)), vector);
  });

  it.each(vectors)("reads the header of $file", (vector) => {
    const header = readWebpHeader(pictureFile(vector.file));
    const { width, height, dtype, bits } = vector;
    expect(header).toMatchObject({ width, height, dtype, bits, frames: vector.frames ?? 1 });
    expect(header.samples).toBe(vector.options["samples"] === 4 ? 3 : vector.samples);
  });

  it("refuses an animation where one picture is wanted, a frame that is not there, and a picture above the cap", () => {
    const bytes = pictureFile(animated[0]!.file);
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ kind: "unsupported-feature" }));
    expect(() => open(bytes).frame(99)).toThrow(expect.objectContaining({ kind: "internal" }));
    expect(() => open(bytes, { maximumBytes: 100 })).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => decode(pictureFile(still[0]!.file), { maximumBytes: 100 })).toThrow(
      expect.objectContaining({ kind: "limit" }),
    );
  });
});
