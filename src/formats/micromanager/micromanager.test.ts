import { describe, expect, it } from "vitest";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { micromanagerFiles, micromanagerPath, micromanagerPlane } from "../../../testing/formats/micromanagerFiles.ts";
import { PLANE, planeTiff, planeValue, textFile } from "../../../testing/formats/plateFiles.ts";
import { LIMITS } from "../../model/limits.ts";
import { wholeRegion } from "../../model/region.ts";
import { identify, openImage } from "../registry.ts";
import { eachEntry } from "./eachEntry.ts";

const never = new AbortController().signal;
const open = (files: Readonly<Record<string, Uint8Array>>, main = "") => openImage(memoryFiles(files, main), never);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe.each(["1.4", "2.0"] as const)("a folder of Micro-Manager %s", (layout) => {
  const files = micromanagerFiles(layout);

  it("has a scene for each position, with all that its lists say", async () => {
    const { description } = await open(files);
    expect(description).toMatchObject({ format: "micromanager", name: "cells_1", notes: [] });
    expect(description).not.toHaveProperty("plate");
    expect(description.files).toHaveLength(26);
    expect(description.scenes.map(({ id, name }) => [id, name])).toEqual([
      ["Image:0", "left"],
      ["Image:1", "right"],
    ]);
    expect(description.scenes[1]).toMatchObject({
      shape: [2, 2, 3, PLANE.height, PLANE.width],
      scale: [5, null, 2.5, 0.65, 0.65],
      units: ["second", null, "micrometer", "micrometer", "micrometer"],
      origin: [null, null, 7, -32, 100],
      channels: [
        { name: "Cy5", color: "FF0000" },
        { name: "DAPI", color: "00FF00" },
      ],
      significantBits: 12,
      acquisitionDate: "2016-02-11T09:00:16-08:00",
      facts: { Objective: "Nikon 10X S Fluor", Binning: "2", "Micro-Manager version": "1.4.23-20160209" },
    });
    expect(description.scenes[1]).not.toHaveProperty("absentPlanes");
  });

  it("has each plane in its place", async () => {
    const reader = await open(files);
    for (const scene of [0, 1]) {
      const pixels = await read(reader, scene, 0, wholeRegion(reader.description.scenes[scene]!.shape), never);
      const expected = [0, 1].flatMap((time) =>
        [0, 1].flatMap((channel) =>
          [0, 1, 2].flatMap((section) =>
            Array.from({ length: PLANE.width * PLANE.height }, (_, pixel) =>
              planeValue(micromanagerPlane(scene, time, channel, section), pixel),
            ),
          ),
        ),
      );
      expect(Array.from(pixels as Uint16Array)).toEqual(expected);
    }
    reader.close();
  });

  it("is one position by its metadata.txt", async () => {
    const { description } = await open(files, "Pos1/metadata.txt");
    expect(description.scenes.map(({ name }) => name)).toEqual(["right"]);
    expect(description.files).toHaveLength(13);
  });

  it("tells planes that are gone from those that were not recorded", async () => {
    const gone = micromanagerPath(layout, { position: 1, time: 1, channel: 0, section: 2 });
    const { [gone]: _, ...others } = files;
    expect((await open(others)).description.scenes[1]).toMatchObject({
      absentPlanes: [{ reason: "missing", count: 1, examples: [gone] }],
    });
  });

  it("is read as far as its list goes where the acquisition was stopped", async () => {
    const list = textOf(files["Pos0/metadata.txt"]!);
    // Within the last plane's entry.
    const cut = list.slice(0, list.lastIndexOf('"FileName"'));
    const { description } = await open({ ...files, "Pos0/metadata.txt": textFile(cut) });
    const count = layout === "1.4" ? 11 : 12;
    expect(description.notes[0]).toContain(`Pos0/metadata.txt ends early`);
    expect(description.notes[0]).toContain(`the ${count} images`);
    expect(description.scenes[0]!.absentPlanes ?? []).toEqual(
      layout === "1.4" ? [{ reason: "not-recorded", count: 1, examples: ["time 1, channel 1, section 2"] }] : [],
    );
    if (layout === "1.4") expect(description.notes[1]).toContain("1 images of the folder are in no metadata.txt");
  });

  it("says how many time points are lacking", async () => {
    const list = textOf(files["Pos0/metadata.txt"]!).replace('"Frames": 2', '"Frames": 20');
    const { description } = await open({ ...files, "Pos0/metadata.txt": textFile(list) });
    expect(description.notes).toEqual(["The acquisition was to have 20 time points; 2 were recorded."]);
  });

  it("is a plate where the positions have the names of wells", async () => {
    const named = Object.fromEntries(
      Object.entries(files).map(([path, bytes]) => {
        if (!path.endsWith("metadata.txt")) return [path, bytes];
        const list = textOf(bytes).replaceAll('"left"', '"B3-Site_0"').replaceAll('"right"', '"B3-Site_1"');
        return [path, textFile(list)];
      }),
    );
    const { description } = await open(named);
    expect(description.plate).toMatchObject({
      rows: ["A", "B"],
      fields: [
        { row: 1, column: 2, field: 0 },
        { row: 1, column: 2, field: 1 },
      ],
    });
  });

  it("is known by a list, or by a folder with one", async () => {
    const formats = async (main: string) =>
      (await identify(memoryFiles(files, main), never)).map(({ format, certainty }) => [format.id, certainty]);
    expect(await formats("Pos0/metadata.txt")).toEqual([["micromanager", 2]]);
    expect(await formats("")).toEqual([["micromanager", 2]]);
  });
});

it("a folder of one position has its list at the top; positions are in the order of their numbers", async () => {
  const list = (position: number) =>
    textFile(JSON.stringify({ "FrameKey-0-0-0": { FileName: `C:\\old\\img_0.tif`, XPositionUm: position } }));
  const flat = { "metadata.txt": list(1), "img_0.tif": planeTiff([1]) };
  expect((await open(flat)).description.scenes).toMatchObject([{ id: "Image:0", origin: [null, null, null, null, 1] }]);
  const many = Object.fromEntries(
    [2, 10, 1].flatMap((position) => [
      [`Pos${position}/metadata.txt`, list(position)],
      [`Pos${position}/img_0.tif`, planeTiff([position])],
    ]),
  );
  expect((await open(many)).description.scenes.map(({ name }) => name)).toEqual(["Pos1", "Pos2", "Pos10"]);
});

it("a list without images, folders of several acquisitions and other texts are refused", async () => {
  const plane = planeTiff([1]);
  await expect(open({ "metadata.txt": textFile('{"Summary": {}}') }, "metadata.txt")).rejects.toMatchObject({
    kind: "corrupt",
  });
  const list = textFile('{"FrameKey-0-0-0": {"FileName": "img_0.tif"}}');
  const two = { "a/p/metadata.txt": list, "a/p/img_0.tif": plane, "b/p/metadata.txt": list, "b/p/img_0.tif": plane };
  await expect(open(two)).rejects.toMatchObject({ kind: "unsupported-feature" });
  await expect(open({ "metadata.txt": textFile("Summary: none") }, "metadata.txt")).rejects.toMatchObject({
    kind: "unsupported-format",
  });
});

it("entries that nest without end, or are damaged, end the reading", () => {
  const keys: string[] = [];
  const readAll = (text: string) => eachEntry(textFile(text), "metadata.txt", (key) => keys.push(key));
  expect(readAll('{"a": {}, "b": {"c": tru}, "d": {}}')).toBe(false);
  expect(keys).toEqual(["a"]);
  const deep = `{"a": ${'{"b":'.repeat(LIMITS.jsonDepth + 1)}0${"}".repeat(LIMITS.jsonDepth + 1)}}`;
  expect(() => readAll(deep)).toThrow(expect.objectContaining({ kind: "limit" }));
});

describeReader("Micro-Manager 1.4 folder", (recorder) =>
  openImage(recorder.watch(memoryFiles(micromanagerFiles("1.4"), "")), never),
);
describeReader("Micro-Manager 2.0 folder", (recorder) =>
  openImage(recorder.watch(memoryFiles(micromanagerFiles("2.0"), "Pos0/metadata.txt")), never),
);
