import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { pictureFile, pictureVectors } from "../../../fixtures/pictureVectors.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { openImage } from "../registry.ts";

const signal = new AbortController().signal;

function openFile(name: string) {
  return openImage(memoryFiles({ [name]: pictureFile(name) }, name), signal);
}

// One of every format and of every kind of axes; small, so that thousands of mutants are quick.
const FILES = {
  "png-rgb-alpha-8-interlaced.png": { axes: "yxs", dtype: "uint8" },
  "png-gray-16.png": { axes: "yx", dtype: "uint16" },
  "png-gray-1.png": { axes: "yx", dtype: "bool" },
  "png-palette-4.png": { axes: "yxs", dtype: "uint8" },
  "apng-rgba-previous-over.png": { axes: "tyxs", dtype: "uint8" },
  "jpeg-rgb-420.jpg": { axes: "yxs", dtype: "uint8" },
  "jpeg-gray-progressive.jpg": { axes: "yx", dtype: "uint8" },
  "gif-disposal-2-some.gif": { axes: "tyxs", dtype: "uint8" },
  "gif-gray.gif": { axes: "yx", dtype: "uint8" },
  "bmp-rgb.bmp": { axes: "yxs", dtype: "uint8" },
  "bmp-black-white.bmp": { axes: "yx", dtype: "bool" },
  "bmp-rle8.bmp": { axes: "yxs", dtype: "uint8" },
  "webp-lossless-4.webp": { axes: "yxs", dtype: "uint8" },
  "webp-animated-rgba.webp": { axes: "tyxs", dtype: "uint8" },
  "jpegxr-bgr.jxr": { axes: "yxs", dtype: "uint8" },
  "jpegxr-float-1.jxr": { axes: "yx", dtype: "float32" },
  "jpeg2000-lossless-j2k-8-2.j2k": { axes: "yxs", dtype: "uint8" },
};

/** Where a picture is not what its codec stores: hashes of Pillow's CMYK and imagecodecs' RGB. */
const AS_PICTURES: Record<string, string> = {
  "jpeg-cmyk.jpg": "6362c87c38898a530d98093682245b9e7de268051a53d6df665bc65b33fdb242",
  "jpegxr-bgr.jxr": "65bbf28254bb31d77e3888e87b68bfc104eee12175b777b8a75ff4c433a039ff",
};

describe("picture files", () => {
  it.each(Object.entries(FILES))("%s has the axes and type of imageio", async (name, { axes, dtype }) => {
    const { description } = await openFile(name);
    expect(description.scenes[0]!.axes.join("")).toBe(axes);
    expect(description.scenes[0]!.dtype).toBe(dtype);
    expect(description.scenes[0]!.reference).toMatchObject({ sceneId: "Image:0", axes: [...axes] });
  });

  const whole = (["png", "apng", "gif", "bmp", "webp", "jpeg", "jpeg2000", "jpegxr"] as const).flatMap((codec) =>
    // Vectors with other options are about containers that say more than the file itself.
    pictureVectors(codec).filter(({ options, tables }) => {
      return tables === undefined && Object.values(options).every((value) => value === "auto");
    }),
  );

  it.each(whole)("$file has the foreign decoder's pixels", async (vector) => {
    const reader = await openFile(vector.file);
    const [scene] = reader.description.scenes;
    const pixels = await read(reader, 0, 0, wholeRegion(scene!.shape), signal);
    const decoded = scene!.dtype === "bool" ? Uint8Array.from(pixels as Uint8Array, (value) => value * 255) : pixels;
    const found = createHash("sha256").update(bytesOfPixels(decoded)).digest("hex");
    expect(found).toBe(AS_PICTURES[vector.file] ?? vector.sha256);
  });

  it("turns the luminance and chroma of a JPEG 2000 file into colours", async () => {
    const bytes = pictureFile("jpeg2000-lossless-jp2-8-3.j2k").slice();
    // The enumerated colour space (ISO 15444-1, table I.10): 16 is sRGB, 18 sYCC.
    bytes[Buffer.from(bytes).indexOf("colr") + 10] = 18;
    const reader = await openImage(memoryFiles({ "a.jp2": bytes }, "a.jp2"), signal);
    const pixels = await read(reader, 0, 0, wholeRegion(reader.description.scenes[0]!.shape), signal);
    const found = createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
    // imagecodecs 2026.1.14 of the same bytes.
    expect(found).toBe("2dbf99a6a697d90cdec3cb2280261fcdfbb0a9c980e39011e75f1393c7146c68");
  });

  it("gives even frame times as the step of t", async () => {
    const { description } = await openFile("gif-disposal-0-none.gif");
    const [vector] = pictureVectors("gif").filter(({ file }) => file === "gif-disposal-0-none.gif");
    const even = vector!.durations!.every((duration) => duration === vector!.durations![0]);
    expect(description.scenes[0]!.scale[0]).toBe(even ? vector!.durations![0] : null);
  });
});

for (const name of Object.keys(FILES)) {
  describeReader(name, async (recorder) =>
    openImage(recorder.watch(memoryFiles({ [name]: pictureFile(name) }, name)), signal),
  );
}

for (const name of Object.keys(FILES)) {
  fuzzReader({
    name,
    bytes: pictureFile(name),
    open: (opened) => openImage(opened, signal),
    seed: 11,
  });
}
