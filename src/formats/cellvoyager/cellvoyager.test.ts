import { describe, expect, it } from "vitest";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import {
  CELLVOYAGER_RECORDS,
  cellvoyagerFiles,
  cellvoyagerName,
  imageListText,
  recordText,
} from "../../../testing/formats/cellvoyagerFiles.ts";
import { PLANE, planeValue, textFile } from "../../../testing/formats/plateFiles.ts";
import { wholeRegion } from "../../model/region.ts";
import { identify, openImage } from "../registry.ts";

const never = new AbortController().signal;
const LIST = "MeasurementData.mlf";
const PLATE = cellvoyagerFiles();
const open = (files: Readonly<Record<string, Uint8Array>>, main = LIST) => openImage(memoryFiles(files, main), never);
const listing = (records: Parameters<typeof imageListText>[0]) => ({
  ...PLATE,
  [LIST]: textFile(imageListText(records)),
});
const FIRST = CELLVOYAGER_RECORDS[0]!;

describe("a CellVoyager plate", () => {
  it("has a scene for each field, with all that its files say", async () => {
    const { description } = await open(PLATE);
    expect(description).toMatchObject({
      format: "cellvoyager",
      name: "P",
      notes: ["Channels of the settings that were not used are left out: GFP."],
    });
    expect(description.plate).toMatchObject({ name: "P", rows: { length: 16 }, columns: { length: 24 } });
    expect(description.scenes.map(({ name }) => name)).toEqual([
      "B03, field 1",
      "B03, field 2",
      "P24, field 1",
      "P24, field 2",
    ]);
    expect(description.scenes[1]).toMatchObject({
      shape: [2, 2, 2, PLANE.height, PLANE.width],
      scale: [20, null, 3, 0.325, 0.325],
      units: ["second", null, "micrometer", "micrometer", "micrometer"],
      origin: [null, null, 3, 402.9, 82.8],
      significantBits: 14,
      acquisitionDate: "2023-09-18T13:58:39+02:00",
      channels: [
        { name: "405", color: "002FFF", window: null, emissionWavelengthNanometre: 445 },
        { name: "mCherry", color: null, window: null, emissionWavelengthNanometre: null },
      ],
      absentPlanes: [{ reason: "not-acquired", count: 2 }],
      facts: { Instrument: "CV8000", Objective: "20x v2" },
    });
    expect(description.files).toEqual(expect.arrayContaining([LIST, "MeasurementDetail.mrf", "P.wpi", "s.mes"]));
    expect(description.files).not.toContain("product.wpp");
  });

  it("has each plane in its place", async () => {
    const reader = await open(PLATE);
    for (const [scene, { row, column, field }] of reader.description.plate!.fields.entries()) {
      const pixels = await read(reader, scene, 0, wholeRegion(reader.description.scenes[scene]!.shape), never);
      const expected = [1, 2].flatMap((time) =>
        [1, 3].flatMap((channel) =>
          [1, 2].flatMap((section) => {
            const record = CELLVOYAGER_RECORDS.find(
              (each) =>
                each.row === row + 1 &&
                each.column === column + 1 &&
                each.field === field &&
                each.time === time &&
                each.channel === channel &&
                each.section === section,
            );
            return Array.from({ length: PLANE.width * PLANE.height }, (_, pixel) =>
              record === undefined ? 0 : planeValue(record.number, pixel),
            );
          }),
        ),
      );
      expect(Array.from(pixels as Uint16Array)).toEqual(expected);
    }
    reader.close();
  });

  it("is known by any of its files, and by its folder", async () => {
    const formats = async (main: string) =>
      (await identify(memoryFiles(PLATE, main), never)).map(({ format, certainty }) => [format.id, certainty]);
    for (const main of [LIST, "MeasurementDetail.mrf", "P.wpi", "s.mes", ""]) {
      expect(await formats(main), main).toEqual([["cellvoyager", 2]]);
      expect((await open(PLATE, main)).description).toEqual((await open(PLATE)).description);
    }
    expect(await formats("product.wpp")).toEqual([]);
  });

  it("tells records of errors, and what is not listed, from files that are gone", async () => {
    const [first, second, ...others] = CELLVOYAGER_RECORDS;
    const files = listing([
      recordText(first!, "camera error", "ERR"),
      ...others,
      recordText({ ...second!, channel: NaN }, "no place", "ERR"),
    ]);
    const gone = cellvoyagerName(others[0]!);
    const rest = Object.fromEntries(Object.entries(files).filter(([path]) => path !== gone));
    const { description } = await open(rest);
    expect(description.scenes[0]!.absentPlanes).toEqual([
      expect.objectContaining({ reason: "not-acquired", count: 2 }),
      expect.objectContaining({ reason: "not-recorded", count: 2 }),
      { reason: "missing", count: 1, examples: [gone] },
    ]);
    expect(description.notes).toContain("Records of failures without a place: 1.");
  });

  it("keeps what several actions took of one channel apart", async () => {
    const projections = CELLVOYAGER_RECORDS.filter(({ channel, section }) => channel === 1 && section === 1).map(
      (record) => ({ ...record, action: 2 }),
    );
    const { description } = await open(listing([...CELLVOYAGER_RECORDS, ...projections]));
    expect(description.scenes[0]!.channels.map(({ name }) => name)).toEqual([
      "405 (action 1)",
      "405 (action 2)",
      "mCherry",
    ]);
  });

  it("may have its images in a folder below, as Windows names it", async () => {
    const files = Object.fromEntries(
      Object.entries(PLATE).map(([path, bytes]) => [path.endsWith(".tif") ? `Image/${path}` : path, bytes]),
    );
    const records = CELLVOYAGER_RECORDS.map((record) => recordText(record, `Image\\${cellvoyagerName(record)}`));
    const { description } = await open({ ...files, [LIST]: textFile(imageListText(records)) });
    expect(description.scenes[0]!.absentPlanes).toEqual([expect.objectContaining({ reason: "not-acquired" })]);
  });

  it("without the files beside its list has no pixel size, and says so", async () => {
    const files = Object.fromEntries(Object.entries(PLATE).filter(([path]) => /\.tif$|\.mlf$/.test(path)));
    const { description } = await open(files);
    expect(description.scenes[0]!.scale).toEqual([20, null, 3, null, null]);
    expect(description.scenes[0]!.channels[0]!.name).toBe("Channel 1");
    expect(description.notes).toEqual(["MeasurementDetail.mrf is not there: the pixel size is unknown."]);
  });

  const bad: [string, Record<string, Uint8Array>, string, object][] = [
    [
      "without its list",
      { "P.wpi": PLATE["P.wpi"]! },
      "P.wpi",
      { kind: "companion-missing", details: { files: [LIST] } },
    ],
    ["without its images", { [LIST]: PLATE[LIST]! }, LIST, { kind: "companion-missing" }],
    ["with an empty list", listing([]), LIST, { kind: "corrupt" }],
    ["with fields everywhere", listing([{ ...FIRST, row: 99_999, column: 99_999 }, FIRST]), LIST, { kind: "limit" }],
  ];
  it.each(bad)("%s is refused", async (_, files, main, error) => {
    await expect(open(files, main)).rejects.toMatchObject(error);
  });
});

describeReader("CellVoyager", (recorder) => openImage(recorder.watch(memoryFiles(PLATE, LIST)), never));
