import { describe, expect, it } from "vitest";
import { expectAnimation, pictureFile, pictureVectors } from "../../fixtures/pictureVectors.ts";
import { crc32 } from "../model/crc32.ts";
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

  it("has the frames that it states, and the still picture before them", () => {
    const stating = (frames: number): Uint8Array => {
      const bytes = pictureFile("apng-rgb-still-first.png").slice();
      const at = Buffer.from(bytes).indexOf("acTL");
      const view = new DataView(bytes.buffer);
      view.setUint32(at + 4, frames);
      view.setUint32(at + 12, crc32(bytes.subarray(at, at + 12)));
      return bytes;
    };
    const all = openApng(stating(3), decode)!;
    const one = openApng(stating(1), decode)!;
    expect([all.frames, one.frames]).toEqual([4, 2]);
    expect([0, 1].map((index) => one.frame(index))).toEqual([0, 1].map((index) => all.frame(index)));
    // Impossible numbers: a still picture, as for Pillow.
    for (const frames of [0, 0x80000001]) expect(openApng(stating(frames), decode), String(frames)).toBeNull();
  });
});
