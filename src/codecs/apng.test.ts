import { describe, expect, it } from "vitest";
import {
  allFrames,
  expectAnimation,
  fuzzPictures,
  pictureFile,
  pictureVectors,
} from "../../fixtures/pictureVectors.ts";
import { openApng } from "./apng.ts";
import { loadPngDecoder } from "./png.ts";

const vectors = pictureVectors("apng");
const decode = await loadPngDecoder();

describe("animated PNG", () => {
  it.each(vectors)("composes the frames of $file as Pillow does", (vector) => {
    expectAnimation(openApng(pictureFile(vector.file), decode)!, vector);
  });

  it("gives frames in any order, and keeps nothing of the caller's buffer", () => {
    const bytes = pictureFile("apng-rgba-previous-over.png").slice();
    const opened = openApng(bytes, decode)!;
    const inOrder = [0, 1, 2, 3].map((index) => opened.frame(index));
    bytes.fill(0);
    expect([3, 1, 0, 2].map((index) => opened.frame(index))).toEqual([3, 1, 0, 2].map((index) => inOrder[index]));
  });

  it("is none for a still picture, and refuses a canvas above the cap", () => {
    expect(openApng(pictureFile("png-photo-rgb.png"), decode)).toBeNull();
    const bytes = pictureFile("apng-gray.png");
    expect(() => openApng(bytes, decode, { maximumBytes: 10 })).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => openApng(bytes, decode)!.frame(9)).toThrow(expect.objectContaining({ kind: "internal" }));
  });

  it("survives damaged pictures", () => {
    const stacked = vectors.map((vector) => ({ ...vector, height: vector.height * vector.frames! }));
    const outcomes = fuzzPictures(stacked, (bytes, _, cap) => {
      const opened = openApng(bytes, decode, cap);
      return opened === null ? decode(bytes, cap) : allFrames(opened);
    });
    expect(outcomes["corrupt"]).toBeGreaterThan(100);
  }, 60_000);
});
