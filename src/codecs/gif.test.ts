import { describe, expect, it } from "vitest";
import { expectAnimation, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { openGif } from "./gif.ts";

const vectors = pictureVectors("gif");

describe("GIF", () => {
  it.each(vectors)("composes the frames of $file as Pillow does", (vector) => {
    expectAnimation(openGif(pictureFile(vector.file)), vector);
  });

  it("keeps nothing of the caller's buffer", () => {
    const bytes = pictureFile("gif-palette.gif");
    const opened = openGif(bytes);
    bytes.fill(0);
    expect(opened.frame(0)).toEqual(openGif(pictureFile("gif-palette.gif")).frame(0));
  });

  it("refuses a canvas above the cap and a frame that is not there", () => {
    const bytes = pictureFile("gif-palette.gif");
    expect(() => openGif(bytes, { maximumBytes: 10 })).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => openGif(bytes).frame(1)).toThrow(expect.objectContaining({ kind: "internal" }));
  });

  it("reads the whole frames of a file that ends too early, and fails at the others", () => {
    const bytes = pictureFile("gif-disposal-1-none.gif");
    const whole = openGif(bytes);
    const cut = openGif(bytes.subarray(0, bytes.length - 20));
    expect(cut.frames).toBe(4);
    expect(cut.frame(2)).toEqual(whole.frame(2));
    expect(() => cut.frame(3)).toThrow(expect.objectContaining({ kind: "corrupt" }));
    expect(cut.frame(2)).toEqual(whole.frame(2));
  });
});
