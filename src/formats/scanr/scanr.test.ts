import { describe, expect, it } from "vitest";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { PLANE, planeTiff, planeValue, textFile } from "../../../testing/formats/plateFiles.ts";
import { scanrFiles, scanrPath, scanrPlane } from "../../../testing/formats/scanrFiles.ts";
import { wholeRegion } from "../../model/region.ts";
import { identify, openImage } from "../registry.ts";
import { columnsOf } from "./listPlanes.ts";
import { parseDescriptor } from "./parseDescriptor.ts";

const never = new AbortController().signal;
const FILES = scanrFiles();
const open = (files: Readonly<Record<string, Uint8Array>>, main = "") => openImage(memoryFiles(files, main), never);
const without = (...paths: string[]) =>
  Object.fromEntries(Object.entries(FILES).filter(([path]) => !paths.includes(path)));

describe("a ScanR plate", () => {
  it("has a scene for each position of each well, with all that its description says", async () => {
    const { description } = await open(FILES);
    expect(description).toMatchObject({ format: "scanr", name: "screen 7", notes: [] });
    expect(description.plate).toMatchObject({
      name: "screen 7",
      fields: [
        { row: 1, column: 1, field: 1 },
        { row: 1, column: 1, field: 2 },
        { row: 1, column: 2, field: 1 },
      ],
    });
    expect(description.plate!.rows).toHaveLength(8);
    expect(description.plate!.columns).toHaveLength(12);
    expect(description.files).toHaveLength(26);
    expect(description.scenes[0]).toMatchObject({
      name: "B02, field 1",
      shape: [2, 2, 2, PLANE.height, PLANE.width],
      scale: [60, null, 1.5, 0.323, 0.323],
      units: ["second", null, "micrometer", "micrometer", "micrometer"],
      channels: [{ name: "GFP" }, { name: "DAPI #1" }],
    });
  });

  it.each(["", "experiment_descriptor.xml", "experiment_descriptor.dat"])(
    "has each plane in its place, by %j",
    async (main) => {
      const reader = await open(FILES, main);
      const pixels = await read(reader, 2, 0, wholeRegion(reader.description.scenes[2]!.shape), never);
      const expected = [0, 1].flatMap((time) =>
        [0, 1].flatMap((channel) =>
          [0, 1].flatMap((section) =>
            Array.from({ length: PLANE.width * PLANE.height }, (_, pixel) =>
              planeValue(scanrPlane(15, 1, channel, section, time), pixel),
            ),
          ),
        ),
      );
      expect(Array.from(pixels as Uint16Array)).toEqual(expected);
      reader.close();
    },
  );

  it("tells a file that is gone from what a stopped experiment did not record", async () => {
    const gone = scanrPath(14, 2, 1, 0, 0);
    const stopped = [0, 1].flatMap((channel) => [0, 1].map((section) => scanrPath(15, 1, channel, section, 1)));
    const { description } = await open(without(gone, ...stopped));
    expect(description.scenes.map(({ absentPlanes = [] }) => absentPlanes)).toEqual([
      [],
      [{ reason: "missing", count: 1, examples: [gone] }],
      [
        {
          reason: "not-recorded",
          count: 4,
          examples: ["time 1, channel 0, section 0", "time 1, channel 0, section 1", "time 1, channel 1, section 0"],
        },
      ],
    ]);
  });

  it("is read by its names where the description is gone", async () => {
    const { description } = await open(without("experiment_descriptor.xml"), "experiment_descriptor.dat");
    expect(description.plate!.fields[2]).toMatchObject({ row: 1, column: 2 });
    expect(description.scenes[0]).toMatchObject({ scale: [null, null, null, null, null] });
    expect(description.scenes[0]!.channels.map(({ name }) => name)).toEqual(["DAPI #1", "GFP"]);
    expect(description.notes).toHaveLength(1);
  });

  it("is known by its description, or by a folder with one", async () => {
    const formats = async (main: string) =>
      (await identify(memoryFiles(FILES, main), never)).map(({ format, certainty }) => [format.id, certainty]);
    expect(await formats("experiment_descriptor.xml")).toEqual([["scanr", 2]]);
    expect(await formats("")).toEqual([["scanr", 2]]);
  });

  it("is refused without its files, or with names of far too many planes", async () => {
    const { "experiment_descriptor.xml": xml } = FILES;
    const alone = { "experiment_descriptor.xml": xml! };
    await expect(open(alone)).rejects.toMatchObject({ kind: "companion-missing" });
    const plane = planeTiff([1]);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [scanrPath(1, 1, 0, index, 0), plane]));
    await expect(open({ ...alone, ...many, [scanrPath(1, 1, 0, 0, 99_999)]: plane })).rejects.toMatchObject({
      kind: "limit",
    });
  });
});

it("a description that says nothing is known by nothing", () => {
  expect(parseDescriptor("<LVData/>")).toEqual({
    plateName: null,
    rows: null,
    columns: null,
    pixelSize: null,
    sectionStep: null,
    timeInterval: null,
    channels: [],
  });
  expect([1, 96, 97, 384, 385].map(columnsOf)).toEqual([12, 12, 24, 24, 48]);
});

it("a plane beside the description is one of the plate's too", async () => {
  const name = scanrPath(1, 1, 0, 0, 0).replace("data/", "");
  const { description } = await open({ "experiment_descriptor.xml": textFile(""), [name]: planeTiff([1]) });
  expect(description.scenes.map(({ id }) => id)).toEqual(["A01, field 1"]);
});

describeReader("ScanR", (recorder) =>
  openImage(recorder.watch(memoryFiles(FILES, "experiment_descriptor.xml")), never),
);
