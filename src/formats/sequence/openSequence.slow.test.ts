import { describe, expect, it } from "vitest";
import { grayFields, tiffBytes } from "../../../fixtures/tiffBytes.ts";
import { allocatePixels, bytesOfPixels, type DataType, lanes } from "../../model/dtype.ts";
import { copyBox } from "../../model/copyBox.ts";
import type { ImageDescription } from "../../model/image.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import { proposePattern } from "../../sequence/proposePattern.ts";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { FakeReader, fakeScene } from "../../../testing/contract/fakeReader.ts";
import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { guardReader } from "../guardedReader.ts";
import type { ImageReader } from "../reader.ts";
import { openImage } from "../registry.ts";
import { openSequence } from "./openSequence.ts";

const never = new AbortController().signal;

/** A TIFF of 8-bit pages of 6 × 4 pixels, counting up from `first`. */
function stack(first: number, pages = 1, width = 6): Uint8Array {
  const size = width * 4;
  const directories = (at: number) =>
    Array.from({ length: pages }, (_, page) => grayFields(width, 4, 8, at + page * size));
  const head = tiffBytes(directories(0));
  const bytes = new Uint8Array(head.length + pages * size);
  bytes.set(tiffBytes(directories(head.length)));
  for (let index = 0; index < pages * size; index++) bytes[head.length + index] = first + index;
  return bytes;
}

function openFiles(files: Record<string, Uint8Array>, template: string, watch = memoryFiles): Promise<ImageReader> {
  const { directory } = watch(files, "");
  return openSequence(directory, { template }, (file, signal) => openImage(file, signal), never).then(guardReader);
}

async function pixelsOf(reader: ImageReader, scene = 0): Promise<number[]> {
  const { shape } = reader.description.scenes[scene]!;
  return Array.from((await read(reader, scene, 0, wholeRegion(shape), never)) as Uint8Array);
}

const counting = (first: number, count: number) => Array.from({ length: count }, (_, index) => (first + index) & 0xff);

describe("sequences of TIFF files", () => {
  const files = {
    "a_t2_c1.tif": stack(72),
    "a_t1_c2.tif": stack(24),
    "a_t1_c1.tif": stack(0),
    "a_t2_c2.tif": stack(96),
    "notes.txt": new Uint8Array(3),
  };

  it("are one image with the axes of the names", async () => {
    const reader = await openFiles(files, "a_t{t}_c{c}.tif");
    const { description } = reader;
    expect(description).toMatchObject({
      format: "sequence",
      formatName: "TIFF sequence",
      name: "a",
      files: ["a_t1_c1.tif", "a_t1_c2.tif", "a_t2_c1.tif", "a_t2_c2.tif"],
      notes: [
        "By the names of the files: t1, t2 are time points; c1, c2 are channels.",
        "One other file is no part of the sequence (notes.txt).",
      ],
    });
    expect(description.scenes[0]).toMatchObject({
      id: "Image:0",
      axes: ["t", "c", "y", "x"],
      shape: [2, 2, 4, 6],
      dtype: "uint8",
      blockShape: [1, 1, 1, 6],
      reference: {
        axes: ["t", "c", "z", "y", "x"],
        daskChunks: [1, 1, 1, 4, 6],
        channelNames: ["Channel:0:0", "Channel:0:1"],
      },
    });
    expect(await pixelsOf(reader)).toEqual([...counting(0, 48), ...counting(72, 48)]);
    reader.close();
  });

  it("leave missing files black and say so", async () => {
    const { "a_t2_c1.tif": _, ...rest } = files;
    const reader = await openFiles(rest, "a_t{t}_c{c}.tif");
    expect(reader.description.notes[1]).toMatch(/One file of 4 is missing \(the first: t 2, c 1\)/);
    const pixels = await pixelsOf(reader);
    expect(pixels.slice(48, 72)).toEqual(Array.from({ length: 24 }, () => 0));
    expect(pixels.slice(72)).toEqual(counting(96, 24));
    // A box across the hole that is not one piece of the target.
    const part = await read(reader, 0, 0, { start: [0, 0, 1, 2], shape: [2, 2, 2, 3] }, never);
    const region = { start: [0, 0, 1, 2], shape: [2, 2, 2, 3] };
    const expected = new Uint8Array(24);
    copyBox(Uint8Array.from(pixels), wholeRegion([2, 2, 4, 6]), expected, region, region);
    expect(part).toEqual(expected);
    reader.close();
  });

  it("make scenes of positions, each of its own size", async () => {
    const reader = await openFiles(
      { "w1_z1.tif": stack(0), "w1_z2.tif": stack(30), "w2_z1.tif": stack(60, 1, 9) },
      "w{p}_z{z}.tif",
    );
    expect(reader.description.scenes.map(({ id, name, shape }) => [id, name, shape])).toEqual([
      ["Image:0", "w1", [2, 4, 6]],
      ["Image:1", "w2", [1, 4, 9]],
    ]);
    expect(await pixelsOf(reader, 1)).toEqual(counting(60, 36));
    reader.close();
  });

  it("put stacks one after the other along an axis that the names have as well", async () => {
    const reader = await openFiles({ "z1.tif": stack(0, 3), "z2.tif": stack(72, 3) }, "z{z}.tif");
    expect(reader.description.scenes[0]).toMatchObject({ axes: ["z", "y", "x"], shape: [6, 4, 6] });
    expect(await pixelsOf(reader)).toEqual(counting(0, 144));
    const across = await read(reader, 0, 0, { start: [2, 0, 0], shape: [2, 4, 6] }, never);
    expect(Array.from(across as Uint8Array)).toEqual(counting(48, 48));
    reader.close();
  });

  it("name channels by words, and by numbers that do not just count", async () => {
    const names = async (...paths: string[]) => {
      const template = proposePattern(paths)!.template;
      const reader = await openFiles(Object.fromEntries(paths.map((file) => [file, stack(0)])), template);
      reader.close();
      return reader.description.scenes[0]!.channels.map(({ name }) => name);
    };
    expect(await names("a_w1DAPI.tif", "a_w2Cy5.tif")).toEqual(["DAPI", "Cy5"]);
    expect(await names("a_405.tif", "a_488.tif")).toEqual(["405", "488"]);
    expect(await names("a_ch00.tif", "a_ch01.tif")).toEqual([null, null]);
    expect(await names("a_ch01.tif", "a_ch03.tif")).toEqual(["01", "03"]);
    expect(await names("a_w1491_s1.tif", "a_w2561_s1.tif")).toEqual(["491", "561"]);
    expect(await names("a_Cy3.tif", "a_Cy5.tif")).toEqual(["Cy3", "Cy5"]);
    expect(await names("a_1_GFP.tif", "a_2_GFP.tif")).toEqual(["GFP"]);
  });

  it("have the interval that the names tell, and channels that the first position lacks", async () => {
    const paths = ["A1_0min_GFP.tif", "A1_5min_GFP.tif", "A2_0min_DAPI.tif", "A2_5min_DAPI.tif"];
    const reader = await openFiles(
      Object.fromEntries(paths.map((file, index) => [file, stack(index * 24)])),
      "{p:*}_{t}min_{c:*}.tif",
    );
    for (const scene of reader.description.scenes) {
      expect(scene).toMatchObject({
        axes: ["t", "c", "y", "x"],
        shape: [2, 2, 4, 6],
        scale: [5, null, null, null],
        units: ["minute", null, null, null],
        channels: [{ name: "DAPI" }, { name: "GFP" }],
      });
    }
    expect((await pixelsOf(reader, 1)).slice(0, 48)).toEqual([
      ...counting(48, 24),
      ...Array.from({ length: 24 }, () => 0),
    ]);
    reader.close();
  });

  it("refuse a file of another shape by its name, when it is met", async () => {
    const odd = { "z1.tif": stack(0), "z2.tif": stack(0, 1, 7), "z3.tif": stack(0) };
    const reader = await openFiles(odd, "z{z}.tif");
    await expect(pixelsOf(reader)).rejects.toMatchObject({
      kind: "unsupported-feature",
      message: "z2.tif does not fit into the sequence: it is 4 × 7 (y, x) uint8, but z1.tif is 4 × 6 (y, x) uint8.",
    });
    reader.close();
    await expect(openFiles({ "c1.tif": stack(0), "c2.tif": stack(0, 2) }, "c{c}.tif")).rejects.toMatchObject({
      details: { files: ["c2.tif"] },
    });
  });

  it("refuse two files in one place, patterns without files, and files that cannot be read", async () => {
    await expect(openFiles(files, "a_t{t}_c{*}.tif")).rejects.toMatchObject({
      kind: "setting",
      details: { setting: "sequence" },
    });
    await expect(openFiles(files, "b{z}.tif")).rejects.toMatchObject({ kind: "setting" });
    await expect(openFiles({ "z1.tif": new Uint8Array(9) }, "z{z}.tif")).rejects.toMatchObject({
      details: { file: "z1.tif" },
    });
    const reader = await openFiles({ "z1.tif": stack(0), "z2.tif": stack(0).subarray(0, 20) }, "z{z}.tif");
    await expect(pixelsOf(reader)).rejects.toMatchObject({ kind: "corrupt", details: { file: "z2.tif" } });
    reader.close();
  });

  it("are opened by a reference", async () => {
    const dropped = Object.entries(files).map(([path, bytes]) => ({
      path,
      file: new File([new Uint8Array(bytes)], path),
    }));
    const reader = await openImage(
      {
        kind: "sequence",
        source: { kind: "files", files: dropped, main: "" },
        pattern: { template: "a_t{t}_c{c}.tif" },
      },
      never,
    );
    expect(await pixelsOf(reader)).toEqual([...counting(0, 48), ...counting(72, 48)]);
    reader.close();
  });
});

/** Readers over made-up pixels, one for each file; counts how many are open. */
class Shelf {
  open = 0;
  most = 0;
  opened = 0;

  async openFile(path: string, description: Partial<ImageDescription>): Promise<ImageReader> {
    await Promise.resolve();
    this.opened++;
    this.most = Math.max(this.most, ++this.open);
    const fake = new FakeReader({ ...description, name: path });
    const scene = fake.description.scenes[0]!;
    const seed = [...path].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0) & 0x3ff;
    return {
      description: fake.description,
      async readRegion(request, target) {
        const whole = allocatePixels(scene.dtype, sizeOfShape(scene.shape));
        for (let index = 0; index < whole.length; index++) whole[index] = index + seed;
        await new Promise((resolve) => setTimeout(resolve, 1));
        copyBox(whole, wholeRegion(scene.shape), target, request.region, request.region, lanes(scene.dtype));
      },
      close: () => void this.open--,
    };
  }
}

function openShelf(
  shelf: Shelf,
  names: string[],
  template: string,
  axes: string,
  shape: number[],
  dtype: DataType = "uint16",
) {
  const { directory } = memoryFiles(Object.fromEntries(names.map((name) => [name, new Uint8Array(1)])), "");
  const scenes = [fakeScene({ axes: [...axes], shape, levels: [{ shape }], dtype, blockShape: shape })];
  return openSequence(directory, { template }, (file) => shelf.openFile(file.main, { scenes }), never);
}

describe("files of any axes", () => {
  it.each([
    ["yxs", [3, 4, 3], ["t", "z", "y", "x", "s"]],
    ["zcyx", [2, 3, 2, 4], ["t", "c", "z", "y", "x"]],
    ["tczyx", [2, 1, 2, 3, 4], ["t", "c", "z", "y", "x"]],
    ["hyx", [2, 3, 4], ["t", "z", "h", "y", "x"]],
  ])("%s", async (axes, fileShape, expected) => {
    const names = ["1", "2"].flatMap((t) => ["1", "2"].map((z) => `t${t}_z${z}`));
    const shelf = new Shelf();
    const reader = await openShelf(shelf, names, "t{t}_z{z}", axes, fileShape);
    const scene = reader.description.scenes[0]!;
    expect(scene.axes).toEqual(expected);
    const whole = (await read(reader, 0, 0, wholeRegion(scene.shape), never)) as Uint16Array;
    // Each value of the whole is the file's at the place that the indices say.
    const fileLength = (letter: string) => fileShape[axes.indexOf(letter)] ?? 1;
    for (let flat = 0; flat < whole.length; flat++) {
      const index: Record<string, number> = {};
      let rest = flat;
      for (const [position, letter] of [...scene.axes.entries()].toReversed()) {
        index[letter] = rest % scene.shape[position]!;
        rest = Math.floor(rest / scene.shape[position]!);
      }
      const file = `t${Math.floor(index["t"]! / fileLength("t")) + 1}_z${Math.floor(index["z"]! / fileLength("z")) + 1}`;
      const seed = [...file].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0) & 0x3ff;
      const inFile = [...axes].reduce((sum, letter, position) => {
        return sum * fileShape[position]! + (index[letter]! % fileShape[position]!);
      }, 0);
      expect(whole[flat]).toBe((inFile + seed) & 0xffff);
    }
    reader.close();
  });

  it("keep only a few open", async () => {
    const shelf = new Shelf();
    const names = Array.from({ length: 60 }, (_, index) => `z${index}`);
    const reader = guardReader(await openShelf(shelf, names, "z{z}", "yx", [2, 3], "complex64"));
    const { shape } = reader.description.scenes[0]!;
    const [first, second] = await Promise.all([0, 1].map(() => read(reader, 0, 0, wholeRegion(shape), never)));
    expect(bytesOfPixels(first!)).toEqual(bytesOfPixels(second!));
    expect(shelf.most).toBeLessThanOrEqual(5);
    reader.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(shelf.open).toBe(0);
  });

  it("let others go on when one is stopped", async () => {
    const shelf = new Shelf();
    const names = Array.from({ length: 40 }, (_, index) => `z${index}`);
    const reader = guardReader(await openShelf(shelf, names, "z{z}", "yx", [2, 3]));
    const region = wholeRegion(reader.description.scenes[0]!.shape);
    const stopped = Array.from({ length: 6 }, async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 3);
      await expect(read(reader, 0, 0, region, controller.signal)).rejects.toMatchObject({ kind: "cancelled" });
    });
    const lasting = read(reader, 0, 0, region, never);
    await Promise.all(stopped);
    expect((await lasting).length).toBe(240);
    reader.close();
  });
});

const FILES = Object.fromEntries(
  ["1", "2"].flatMap((t) => ["1", "2", "3"].map((z) => [`a_t${t}_z${z}.tif`, stack(Number(t) * 80 + Number(z) * 9)])),
);
const TEMPLATE = { template: "a_t{t}_z{z}.tif" };

describeReader("a sequence", async (recorder) => {
  const directory = recorder.watchDirectory(memoryFiles(FILES, "").directory);
  return openSequence(directory, TEMPLATE, (file, signal) => openImage(file, signal), never);
});

const { "a_t1_z1.tif": MUTATED, ...COMPANIONS } = FILES;
fuzzReader({
  name: "a file of a sequence",
  bytes: MUTATED!,
  file: "a_t1_z1.tif",
  companions: COMPANIONS,
  open: ({ directory }) => openSequence(directory, TEMPLATE, (file, signal) => openImage(file, signal), never),
  seed: 77,
});
