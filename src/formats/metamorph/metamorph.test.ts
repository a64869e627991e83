import { describe, expect, it } from "vitest";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { metamorphFiles, metamorphPlane, ND } from "../../../testing/formats/metamorphFiles.ts";
import { PLANE, planeTiff, planeValue, textFile } from "../../../testing/formats/plateFiles.ts";
import { wholeRegion } from "../../model/region.ts";
import { identify, openImage } from "../registry.ts";
import { parseNd } from "./parseNd.ts";

const never = new AbortController().signal;
const FILES = metamorphFiles();
const open = (files: Readonly<Record<string, Uint8Array>>, main = "exp.nd") =>
  openImage(memoryFiles(files, main), never);

describe("a MetaMorph acquisition", () => {
  it("has a scene for each position of the stage, with all that its index says", async () => {
    const { description } = await open(FILES);
    expect(description).toMatchObject({ format: "metamorph", name: "exp.nd", notes: [] });
    expect(description).not.toHaveProperty("plate");
    expect(description.scenes.map(({ id, name }) => [id, name])).toEqual([
      ["Image:1", "edge, left"],
      ["Image:2", "Image:2"],
    ]);
    expect(description.scenes[0]).toMatchObject({
      shape: [2, 2, 3, PLANE.height, PLANE.width],
      scale: [null, null, 0.5, null, null],
      units: [null, null, "micrometer", null, null],
      acquisitionDate: "2026-01-01T10:00:00",
      channels: [{ name: "Conf 488/GFP" }, { name: "DIC" }],
      absentPlanes: [{ reason: "not-acquired", count: 4 }],
    });
    expect(description.files).toHaveLength(9);
  });

  it.each([
    ["pages", "TIF", "exp.nd"],
    ["stacks", "stk", "exp.nd"],
    ["a folder", "TIF", ""],
  ] as const)("has each plane in its place, from %s", async (_, ending, main) => {
    const reader = await open(metamorphFiles(ending), main);
    for (const scene of [0, 1]) {
      const pixels = await read(reader, scene, 0, wholeRegion(reader.description.scenes[scene]!.shape), never);
      const expected = [1, 2].flatMap((time) =>
        [1, 2].flatMap((wave) =>
          [1, 2, 3].flatMap((section) =>
            Array.from({ length: PLANE.width * PLANE.height }, (__, pixel) =>
              wave === 2 && section > 1 ? 0 : planeValue(metamorphPlane(scene + 1, time, wave, section), pixel),
            ),
          ),
        ),
      );
      expect(Array.from(pixels as Uint16Array)).toEqual(expected);
    }
    reader.close();
  });

  it("says which files are gone", async () => {
    const gone = "exp_w2DIC_s2_t2.TIF";
    const files = Object.fromEntries(Object.entries(FILES).filter(([path]) => path !== gone));
    const { description } = await open(files);
    expect(description.scenes[1]!.absentPlanes).toContainEqual({ reason: "missing", count: 1, examples: [gone] });
  });

  it("has the pixel size of its files' descriptions", async () => {
    const text = `<MetaData><PlaneInfo><prop id="spatial-calibration-state" value="on"/><prop id="spatial-calibration-x" value="0.1"/><prop id="spatial-calibration-y" value="0.2"/><prop id="spatial-calibration-units" value="um"/></PlaneInfo></MetaData>`;
    const file = planeTiff([1], { ...PLANE, description: text });
    const nd = '"NDInfoFile", Version 1.0\r\n"DoWave", FALSE\r\n"DoStage", FALSE\r\n"DoTimelapse", FALSE\r\n';
    const { description } = await open({ "exp.nd": textFile(nd), "exp.tif": file });
    expect(description.scenes[0]).toMatchObject({ shape: [1, 1, 1, 5, 6], scale: [null, null, null, 0.2, 0.1] });
  });

  it("is known by its index, or by a folder with one", async () => {
    const formats = async (main: string) =>
      (await identify(memoryFiles(FILES, main), never)).map(({ format, certainty }) => [format.id, certainty]);
    expect(await formats("exp.nd")).toEqual([["metamorph", 2]]);
    expect(await formats("")).toEqual([["metamorph", 1]]);
  });

  it("is refused without its files, with too many, or of a folder with several", async () => {
    await expect(open({ "exp.nd": FILES["exp.nd"]! })).rejects.toMatchObject({ kind: "companion-missing" });
    const many = ND.replace('"NTimePoints", 2', '"NTimePoints", 99999').replace('"NZSteps", 3', '"NZSteps", 99999');
    await expect(open({ ...FILES, "exp.nd": textFile(many) })).rejects.toMatchObject({ kind: "limit" });
    await expect(open({ ...FILES, "two.nd": FILES["exp.nd"]! }, "")).rejects.toMatchObject({
      kind: "unsupported-feature",
    });
  });
});

it("an index that says nothing is one plane", () => {
  expect(parseNd("")).toEqual({ times: null, stages: null, waves: null, sections: 1, sectionStep: null, date: null });
});

describeReader("MetaMorph ND", (recorder) => openImage(recorder.watch(memoryFiles(FILES, "exp.nd")), never));
describeReader("MetaMorph ND of stacks", (recorder) =>
  openImage(recorder.watch(memoryFiles(metamorphFiles("stk"), "exp.nd")), never),
);
