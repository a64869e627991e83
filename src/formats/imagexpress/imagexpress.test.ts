import { describe, expect, it } from "vitest";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { HTD, imagexpressFiles, numberOf } from "../../../testing/formats/imagexpressFiles.ts";
import { PLANE, planeValue, textFile } from "../../../testing/formats/plateFiles.ts";
import { wholeRegion } from "../../model/region.ts";
import { identify, openImage } from "../registry.ts";
import { parsePlanePath } from "./fileNames.ts";
import { parseHtd } from "./parseHtd.ts";

const never = new AbortController().signal;
const PLATE = imagexpressFiles();
const IDENTIFIED = imagexpressFiles({ identified: true });
const open = (files: Readonly<Record<string, Uint8Array>>, main = "P.HTD") =>
  openImage(memoryFiles(files, main), never);
const FIELDS = ["B02, field 1", "B02, field 2", "C11, field 1", "C11, field 2"];

describe("an ImageXpress plate", () => {
  it("has the fields and all else that its index and its files say", async () => {
    const { description } = await open(PLATE);
    expect(description).toMatchObject({ format: "imagexpress", name: "P" });
    expect(description.scenes.map(({ name }) => name)).toEqual(FIELDS);
    expect(description.plate).toMatchObject({ name: "P", rows: { length: 8 }, columns: { length: 12 } });
    expect(description.plate!.fields[2]).toEqual({ row: 2, column: 10, field: 1, acquisition: null });
    expect(description.scenes[0]).toMatchObject({
      shape: [2, 2, 2, PLANE.height, PLANE.width],
      scale: [1, null, 5, 1.3668, 1.3668],
      origin: [null, null, 9305, 41385.4, 88813.4],
      acquisitionDate: "2023-02-21T10:42:11.500",
      facts: { Objective: "20X Plan Apo" },
      channels: [
        { name: "DAPI, bright", emissionWavelengthNanometre: 536 },
        { name: "FITC", emissionWavelengthNanometre: null },
      ],
      absentPlanes: [{ reason: "not-acquired", count: 2, examples: ["time 0, channel 1, section 1"] }],
    });
    expect(description.notes).toEqual(["8 projections lie beside the stacks; they are left out."]);
  });

  it.each([
    ["with an index", PLATE, "P.HTD"],
    ["by its folder", PLATE, ""],
    ["without an index", IDENTIFIED, ""],
    [
      "in a folder",
      Object.fromEntries(Object.entries(IDENTIFIED).map(([path, file]) => [`2023/P 7/${path}`, file])),
      "",
    ],
  ])("has each plane in its place, %s", async (_, files, main) => {
    const reader = await open(files, main);
    expect(reader.description.scenes.map(({ name }) => name)).toEqual(FIELDS);
    for (const [scene, well] of ["B02_s1", "B02_s2", "C11_s1", "C11_s2"].entries()) {
      const pixels = await read(reader, scene, 0, wholeRegion(reader.description.scenes[scene]!.shape), never);
      const size = PLANE.width * PLANE.height;
      const plane = (path: string) => Array.from({ length: size }, (__, pixel) => planeValue(numberOf(path), pixel));
      const nothing = Array.from({ length: size }, () => 0);
      const expected = [1, 2].flatMap((time) => [
        ...plane(`TimePoint_${time}/ZStep_1/P_${well}_w1`),
        ...plane(`TimePoint_${time}/ZStep_2/P_${well}_w1`),
        ...plane(`TimePoint_${time}/P_${well}_w2`),
        ...nothing,
      ]);
      expect(Array.from(pixels as Uint16Array)).toEqual(expected);
    }
    reader.close();
  });

  it("without an index names its channels as its files do", async () => {
    const { description } = await open(IDENTIFIED, "");
    expect(description.scenes[0]!.channels.map(({ name }) => name)).toEqual(["setting 1", "setting 2"]);
  });

  it("says which of the planes that its index wants are not there", async () => {
    const gone = ["TimePoint_1/ZStep_2/P_B02_s1_w1.TIF", "TimePoint_2/P_C11_s2_w2.TIF"];
    const files = Object.fromEntries(Object.entries(PLATE).filter(([path]) => !gone.includes(path)));
    const { description } = await open(files);
    const missing = description.scenes.map(({ absentPlanes = [] }) =>
      absentPlanes.filter(({ reason }) => reason === "missing").flatMap(({ examples }) => examples),
    );
    expect(missing).toEqual([[gone[0]], [], [], [gone[1]]]);
  });

  it("without an index says of what is not there that it is a guess", async () => {
    const gone = "TimePoint_2/P_C11_s2_w2";
    const files = Object.fromEntries(Object.entries(IDENTIFIED).filter(([path]) => !path.startsWith(gone)));
    const { description } = await open(files, "");
    const absent = description.scenes.map(({ absentPlanes = [] }) => absentPlanes);
    expect(absent[3]).toEqual([
      { reason: "not-acquired", count: 2, examples: ["time 0, channel 1, section 1"], isGuess: true },
      { reason: "not-recorded", count: 1, examples: ["time 1, channel 1, section 0"], isGuess: true },
    ]);
    expect((await open(PLATE)).description.scenes[3]!.absentPlanes![0]).not.toHaveProperty("isGuess");
  });

  it("is known by its index, or by how a folder's files lie and are named", async () => {
    const formats = async (files: Record<string, Uint8Array>, main: string) =>
      (await identify(memoryFiles(files, main), never)).map(({ format, certainty }) => [format.id, certainty]);
    expect(await formats(PLATE, "P.HTD")).toEqual([["imagexpress", 2]]);
    expect(await formats(PLATE, "")).toEqual([["imagexpress", 2]]);
    expect(await formats(IDENTIFIED, "")).toEqual([["imagexpress", 1]]);
    expect(await formats({ "a_B02.tif": textFile(""), "TimePoint_1/b.tif": textFile("") }, "")).toEqual([]);
  });

  it("is refused where there are several in a folder, or no image", async () => {
    const two = { ...IDENTIFIED, "other/TimePoint_1/Q_A01.tif": PLATE["P.HTD"]! };
    await expect(open(two, "")).rejects.toMatchObject({ kind: "unsupported-feature" });
    await expect(open({ "P.HTD": PLATE["P.HTD"]! })).rejects.toMatchObject({ kind: "companion-missing" });
    const many = textFile(
      HTD.replace('"TimePoints", 2', '"TimePoints", 99999').replace('"ZSteps", 2', '"ZSteps", 99999'),
    );
    await expect(open({ ...PLATE, "P.HTD": many })).rejects.toMatchObject({ kind: "limit" });
  });

  it("with damaged descriptions is read without them", async () => {
    const broken = Object.fromEntries(
      Object.entries(PLATE).map(([path, bytes]) => [
        path,
        Uint8Array.from(bytes).fill(60, bytes.indexOf(60) + 40, bytes.indexOf(60) + 50),
      ]),
    );
    const { description } = await open({ ...broken, "P.HTD": PLATE["P.HTD"]! });
    expect(description.scenes[0]!.scale).toEqual([null, null, null, null, null]);
  });
});

describe("paths of planes", () => {
  it.each([
    ["P_B02_s1_w1.TIF", { plate: "P", row: 1, column: 1, site: 1, wave: 1, time: 1, section: null, folder: "" }],
    [
      "a/b/TimePoint_12/ZStep_3/x_y_AF48.tif",
      { plate: "x_y", row: 31, column: 47, time: 12, section: 3, folder: "a/b" },
    ],
    ["e_C07_s1_w1D5F8F51A-3E85-4358-AE51-A465AF87386F.tif", { site: 1, wave: 1 }],
    ["e_C07_s1_w389413C08-5937-4585-B174-F903865B076F.tif", { site: 1, wave: 3 }],
    ["e_C07_s1D5F8F51A-E85A-4358-AE51-A465AF87386F.tif", { site: 1, wave: 1 }],
    ["e_s12_C07_s122D5F8F51-E85A-4358-AE51-A465AF87386F.tif", { plate: "e_s12", row: 2, column: 6, site: 12 }],
  ])("%s", (path, expected) => {
    expect(parsePlanePath(path)).toMatchObject({ ...expected, path });
  });

  it.each(["P_B02_s1_w1_thumb.TIF", "P_B00.tif", "P_B02.png", "B02.tif", "P_s1_w1.tif"])("%s is none", (path) => {
    expect(parsePlanePath(path)).toBeNull();
  });
});

it("an index without anything in it wants one plane of no well", () => {
  expect(parseHtd('"HTSInfoFile", Version 1.0')).toEqual({
    rows: 1,
    columns: 1,
    wells: [],
    sites: 1,
    times: 1,
    sections: 1,
    waves: new Map([[1, ""]]),
  });
});

describeReader("ImageXpress", (recorder) => openImage(recorder.watch(memoryFiles(PLATE, "P.HTD")), never));
