import { describe, expect, it } from "vitest";
import { wholeRegion } from "../../model/region.ts";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { identify, openImage } from "../registry.ts";
import { sldyFormat } from "./descriptor.ts";
import { npyFile, sldyFiles, sldyPixel } from "../../../testing/formats/sldyFiles.ts";

const never = new AbortController().signal;

function openSlide(files: Readonly<Record<string, Uint8Array>>) {
  return openImage(memoryFiles(files, "a.sldy"), never);
}

const TWO = sldyFiles({
  images: [
    { id: "Scan2", shape: [2, 2, 3, 4, 5] },
    { id: "Scan10", shape: [1, 1, 1, 6, 7], planesOnly: true },
  ],
});
const IMAGE = "a.dir/Scan2.imgdir";
const PIXELS = `${IMAGE}/ImageData_Ch1_TP0000001.npy`;

describe("SlideBook slides", () => {
  it("have a scene for each image folder, in the order of their names", async () => {
    const { description } = await openSlide(TWO);
    expect(description).toMatchObject({ format: "sldy", formatName: "SlideBook 7", name: "a.sldy", notes: [] });
    expect(description.scenes.map(({ id, name, axes, shape }) => [id, name, axes.join(""), shape])).toEqual([
      ["Scan10", "Stage Scan", "tczyx", [1, 1, 1, 6, 7]],
      ["Scan2", "Stage Scan", "tczyx", [2, 2, 3, 4, 5]],
    ]);
    expect(description.files).toContain(PIXELS);
    expect(description.files).toContain(`${IMAGE}/ImageRecord.yaml`);
  });

  it("have their pixels in place", async () => {
    const reader = await openSlide(TWO);
    for (const [index, { shape }] of reader.description.scenes.entries()) {
      const pixels = await read(reader, index, 0, wholeRegion(shape), never);
      const size = shape[2]! * shape[3]! * shape[4]!;
      const expected = Array.from({ length: pixels.length }, (_, at) => {
        const file = Math.floor(at / size);
        return sldyPixel(Math.floor(file / shape[1]!), file % shape[1]!, at % size);
      });
      expect(Array.from(pixels as Uint16Array)).toEqual(expected);
    }
    reader.close();
  });

  it("have their metadata in physical units", async () => {
    const { description } = await openSlide(TWO);
    const scene = description.scenes[1]!;
    expect(scene.scale).toEqual([2.5, null, 0.5, 0.25, 0.25]);
    expect(scene.units).toEqual(["second", null, "micrometer", "micrometer", "micrometer"]);
    expect(scene.origin).toEqual([null, null, 0.5, 5970.25, -3837.5]);
    expect(scene.channels).toEqual([
      { name: "ch 0", color: "00FF00", window: { start: 48, end: 4000 }, emissionWavelengthNanometre: 20 },
      { name: "ch 1", color: "FFFFFF", window: null, emissionWavelengthNanometre: 120 },
    ]);
    expect(scene).toMatchObject({
      significantBits: 12,
      acquisitionDate: "2022-01-27T16:12:15",
      blockShape: [1, 1, 1, 1, 5],
      facts: {
        Objective: "40x Nikon",
        Magnification: "40",
        "Numerical aperture": "0.8",
        Optovar: "2.0 x",
        Information: "a scan (XY = 0.44um)",
        "Exposure times": "100, 101 ms",
      },
      reference: {
        sceneId: "Scan2",
        axes: ["t", "c", "z", "y", "x"],
        scale: [null, null, null, 0.25, 0.25],
        channelNames: ["0", "1"],
        daskChunks: [1, 1, 3, 4, 5],
      },
    });
  });

  it("leave missing files black and say so", async () => {
    const { [PIXELS]: _, ...rest } = TWO;
    const reader = await openSlide(rest);
    expect(reader.description.notes).toEqual(["1 of 4 pixel files of Scan2 are missing; their place is left black."]);
    const pixels = await read(reader, 1, 0, { start: [1, 1, 0, 0, 0], shape: [1, 1, 3, 4, 5] }, never);
    expect((pixels as Uint16Array).every((value) => value === 0)).toBe(true);
    reader.close();
  });

  it("say when time points or channels are not there", async () => {
    const short = Object.fromEntries(
      Object.entries(TWO).filter(([path]) => !/Scan2.*_TP0000001|Scan2.*_Ch1/.test(path)),
    );
    const { description } = await openSlide(short);
    expect(description.scenes[1]!.shape).toEqual([1, 1, 3, 4, 5]);
    expect(description.notes).toEqual([
      "Scan2 should have 2 time points, but there are pixels of 1.",
      "Scan2 should have 2 channels, but there are pixels of 1.",
    ]);
  });

  it("can be read without records", async () => {
    const bare = Object.fromEntries(Object.entries(TWO).filter(([path]) => !path.endsWith(".yaml")));
    const { description } = await openSlide(bare);
    expect(description.scenes[1]).toMatchObject({ name: "Scan2", scale: [null, null, null, null, null], facts: {} });
  });

  it("may hold big-endian numbers of other types", async () => {
    const bytes = new Uint8Array(new Float32Array(60).map((_, at) => at + 0.5).buffer);
    for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
    const files = { ...TWO };
    for (const path of Object.keys(files))
      if (/Scan2.*ImageData/.test(path)) files[path] = npyFile([3, 4, 5], bytes, "f4", ">");
    const reader = await openSlide(files);
    expect(reader.description.scenes[1]!.dtype).toBe("float32");
    const pixels = await read(reader, 1, 0, { start: [1, 0, 1, 0, 3], shape: [1, 1, 1, 1, 2] }, never);
    expect(Array.from(pixels as Float32Array)).toEqual([23.5, 24.5]);
    reader.close();
  });

  it("are known by their content; copies in the folder are none", async () => {
    const certainty = async (main: string, files: Record<string, Uint8Array> = TWO) =>
      (await identify(memoryFiles(files, main), never, [sldyFormat])).map((each) => each.certainty);
    expect(await certainty("a.sldy")).toEqual([2]);
    expect(await certainty("a.dir/SLD1.tmp.copy")).toEqual([]);
    expect(await certainty(`${IMAGE}/ImageRecord.yaml`)).toEqual([]);
    expect(await certainty("b.sldy", { "b.sldy": TWO["a.sldy"]! })).toEqual([2]);
  });

  const without = (pattern: RegExp) => Object.fromEntries(Object.entries(TWO).filter(([path]) => !pattern.test(path)));
  const bad: [string, Record<string, Uint8Array>, object][] = [
    ["without its folder", { "a.sldy": TWO["a.sldy"]! }, { kind: "companion-missing", details: { files: ["a.dir"] } }],
    ["without pixels", without(/ImageData/), { kind: "companion-missing" }],
    [
      "with compressed pixels",
      { ...without(/ImageData/), [`${IMAGE}/ImageData_Ch0_TP0000000.npyz`]: new Uint8Array(9) },
      { kind: "unsupported-feature" },
    ],
    [
      "whose last file is cut off",
      { ...TWO, [PIXELS]: TWO[PIXELS]!.subarray(0, 150) },
      { kind: "corrupt", details: { file: "ImageData_Ch1_TP0000001.npy" } },
    ],
    [
      "with files of two shapes",
      { ...TWO, [PIXELS]: npyFile([3, 4, 4], new Uint8Array(96)) },
      { kind: "unsupported-feature" },
    ],
    [
      "with an array of four axes",
      { ...TWO, [PIXELS]: npyFile([1, 3, 4, 5], new Uint8Array(120)) },
      { kind: "unsupported-feature" },
    ],
    [
      "with an array of objects",
      { ...TWO, [PIXELS]: npyFile([3, 4, 5], new Uint8Array(120), "c8") },
      { kind: "unsupported-feature" },
    ],
    ["with something else for pixels", { ...TWO, [PIXELS]: new Uint8Array(200) }, { kind: "corrupt" }],
    ["with two files for one place", { ...TWO, [`${IMAGE}/ImageData_Ch1_TP1.npy`]: TWO[PIXELS]! }, { kind: "corrupt" }],
    [
      "with an open list in its record",
      { ...TWO, [`${IMAGE}/ImageRecord.yaml`]: TWO[`${IMAGE}/ImageRecord.yaml`]!.subarray(0, 500) },
      { kind: "corrupt" },
    ],
  ];
  it.each(bad)("%s are refused", async (_, files, error) => {
    await expect(openSlide(files)).rejects.toMatchObject(error);
  });

  it("refuse a file of another shape when it is met", async () => {
    const path = `${IMAGE}/ImageData_Ch1_TP0000000.npy`;
    const reader = await openSlide({ ...TWO, [path]: npyFile([4, 4, 5], new Uint8Array(160)) });
    await expect(read(reader, 1, 0, wholeRegion([2, 2, 3, 4, 5]), never)).rejects.toMatchObject({
      kind: "unsupported-feature",
      details: { file: "ImageData_Ch1_TP0000000.npy" },
    });
    reader.close();
  });
});

describeReader("a SlideBook slide", async (recorder) => openImage(recorder.watch(memoryFiles(TWO, "a.sldy")), never));
