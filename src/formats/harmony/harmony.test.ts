import { describe, expect, it } from "vitest";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import {
  HARMONY_IMAGES,
  harmonyFiles,
  harmonyIndex,
  harmonyName,
  harmonyPlane,
  imageText,
} from "../../../testing/formats/harmonyFiles.ts";
import { PLANE, planeTiff, planeValue, textFile } from "../../../testing/formats/plateFiles.ts";
import { wholeRegion } from "../../model/region.ts";
import { identify, openImage } from "../registry.ts";

const never = new AbortController().signal;
const INDEX = "Images/Index.idx.xml";
const open = (files: Readonly<Record<string, Uint8Array>>, main = INDEX) => openImage(memoryFiles(files, main), never);
const PLATE = harmonyFiles();
const FIRST = `Images/${harmonyName(HARMONY_IMAGES[0]!)}`;
const without = (...paths: string[]) =>
  Object.fromEntries(Object.entries(PLATE).filter(([path]) => !paths.includes(path)));

describe("a Harmony plate", () => {
  it("has a scene for each field, named by its well, and says where each belongs", async () => {
    const { description } = await open(PLATE);
    expect(description).toMatchObject({ format: "harmony", formatName: "Harmony plate", name: "A plate", notes: [] });
    expect(description.scenes.map(({ name }) => name)).toEqual([
      "B03, field 1",
      "B03, field 2",
      "D11, field 1",
      "D11, field 2",
    ]);
    expect(description.plate).toEqual({
      name: "A plate",
      rows: ["A", "B", "C", "D", "E", "F", "G", "H"],
      columns: Array.from({ length: 12 }, (_, column) => String(column + 1)),
      acquisitions: [],
      fields: [
        { row: 1, column: 2, field: 1, acquisition: null },
        { row: 1, column: 2, field: 2, acquisition: null },
        { row: 3, column: 10, field: 1, acquisition: null },
        { row: 3, column: 10, field: 2, acquisition: null },
      ],
    });
    expect(description.files).toHaveLength(HARMONY_IMAGES.length + 1);
  });

  it.each([1, 7] as const)("has the objective's pixel size and all else of its index, version %d", async (version) => {
    const { description } = await open(harmonyFiles({ version }));
    expect(description.scenes[1]).toMatchObject({
      axes: ["t", "c", "z", "y", "x"],
      shape: [2, 2, 3, PLANE.height, PLANE.width],
      dtype: "uint16",
      scale: [60.5, null, 1.5, 0.597976080956762, 0.597976080956762],
      units: ["second", null, "micrometer", "micrometer", "micrometer"],
      origin: [null, null, 1.5, 100, 300],
      significantBits: 12,
      acquisitionDate: "2023-03-23T14:50:32-04:00",
      channels: [
        { name: "HOECHST 33342", color: null, window: null, emissionWavelengthNanometre: 456 },
        { name: "Alexa 488", color: null, window: null, emissionWavelengthNanometre: null },
      ],
      facts: {
        Instrument: "Phenix",
        "Objective magnification": "20",
        "Plate type": "96 wells",
        Well: "B03",
        Field: "2",
      },
    });
    expect(description.scenes[1]).not.toHaveProperty("absentPlanes");
  });

  it("has each plane in its place", async () => {
    const reader = await open(PLATE);
    for (const [scene, { row, column, field }] of reader.description.plate!.fields.entries()) {
      const pixels = await read(reader, scene, 0, wholeRegion(reader.description.scenes[scene]!.shape), never);
      const expected = [0, 1].flatMap((time) =>
        [1, 2].flatMap((channel) =>
          [1, 2, 3].flatMap((plane) => {
            const number = harmonyPlane({ row: row + 1, column: column + 1, field, time, channel, plane });
            return Array.from({ length: PLANE.width * PLANE.height }, (_, pixel) => planeValue(number, pixel));
          }),
        ),
      );
      expect(Array.from(pixels as Uint16Array)).toEqual(expected);
    }
    reader.close();
  });

  it("is known by its index, whatever that is called, and by its folder", async () => {
    const formats = async (files: Record<string, Uint8Array>, main: string) =>
      (await identify(memoryFiles(files, main), never)).map(({ format, certainty }) => [format.id, certainty]);
    expect(await formats(PLATE, INDEX)).toEqual([["harmony", 2]]);
    expect(await formats({ "a.xml": PLATE[INDEX]! }, "a.xml")).toEqual([["harmony", 2]]);
    expect(await formats(PLATE, "")).toEqual([["harmony", 2]]);
    expect(await formats({ "a.xml": textFile("<EvaluationInputData/>") }, "a.xml")).toEqual([]);
    const folder = await open(PLATE, "");
    const index = await open(PLATE);
    expect(folder.description).toEqual(index.description);
  });

  it("of several in one folder is refused, with their names", async () => {
    const two = { ...PLATE, "Other/Index.xml": PLATE[INDEX]! };
    await expect(open(two, "")).rejects.toMatchObject({
      kind: "unsupported-feature",
      details: { files: [INDEX, "Other/Index.xml"] },
    });
  });

  it("says which planes are not there, and reads them as zeros", async () => {
    const reader = await open(without(FIRST));
    expect(reader.description.scenes[0]!.absentPlanes).toEqual([{ reason: "missing", count: 1, examples: [FIRST] }]);
    expect(reader.description.scenes[1]).not.toHaveProperty("absentPlanes");
    const pixels = await read(reader, 0, 0, { start: [0, 0, 0, 0, 0], shape: [1, 1, 2, 1, 2] }, never);
    expect(Array.from(pixels as Uint16Array)).toEqual([0, 0, planeValue(1, 0), planeValue(1, 1)]);
    reader.close();
  });

  it("tells planes that were not taken from those that nobody asked for", async () => {
    const index = harmonyIndex({
      // One failed, one is not listed, and the second channel is a single plane; in the last field it is not there at all.
      image: (image) => {
        const { row, field, time, channel, plane } = image;
        if (channel === 2 && (plane > 1 || (row === 4 && field === 2))) return "";
        if (row === 2 && field === 1 && time === 0 && channel === 1 && plane === 1)
          return imageText(image).replace("Ok", "Failed");
        if (row === 2 && field === 1 && time === 0 && channel === 1 && plane === 2) return "";
        return null;
      },
    });
    const { description } = await open({ ...PLATE, [INDEX]: textFile(index) });
    const counts = description.scenes.map(({ absentPlanes = [] }) =>
      Object.fromEntries(absentPlanes.map(({ reason, count }) => [reason, count])),
    );
    expect(counts).toEqual([
      { "not-acquired": 4, "not-recorded": 2 },
      { "not-acquired": 4 },
      { "not-acquired": 4 },
      // Most fields have the channel.
      { "not-acquired": 4, "not-recorded": 2 },
    ]);
  });

  it("finds files whose names have another case", async () => {
    const upper = { ...without(FIRST), [FIRST.toUpperCase()]: PLATE[FIRST]! };
    const { description } = await open(upper);
    expect(description.scenes[0]).not.toHaveProperty("absentPlanes");
    expect(description.files).toContain(FIRST.toUpperCase());
  });

  const bad: [string, Record<string, Uint8Array>, object][] = [
    ["without any image", { [INDEX]: PLATE[INDEX]! }, { kind: "companion-missing" }],
    ["that lists nothing", { ...PLATE, [INDEX]: textFile(harmonyIndex({ image: () => "" })) }, { kind: "corrupt" }],
    [
      "whose names lead elsewhere",
      {
        ...PLATE,
        [INDEX]: textFile(harmonyIndex({ image: (image) => imageText(image).replace(/<URL>/, "<URL>../../") })),
      },
      { kind: "companion-missing" },
    ],
    [
      "of too many wells",
      {
        ...PLATE,
        [INDEX]: textFile(harmonyIndex({ image: (image) => imageText(image).replace(/<Row>\d+/, "<Row>999999999") })),
      },
      { kind: "limit" },
    ],
  ];
  it.each(bad)("%s is refused", async (_, files, error) => {
    await expect(open(files)).rejects.toMatchObject(error);
  });

  it("with a plane of another form says which, when it is read", async () => {
    const reader = await open({ ...PLATE, [FIRST.replace("p01", "p02")]: planeTiff([1], { width: 5, height: 6 }) });
    const whole = { start: [0, 0, 0, 0, 0], shape: [1, 1, 3, 5, 6] };
    await expect(read(reader, 0, 0, whole, never)).rejects.toMatchObject({
      kind: "unsupported-feature",
      details: { files: [FIRST.replace("p01", "p02")] },
    });
    reader.close();
  });
});

describe("a Columbus export", () => {
  const images = Object.fromEntries(Object.entries(PLATE).filter(([path]) => path.endsWith(".tiff")));
  const measurement = textFile(
    `<?xml version="1.0"?><ColumbusMeasurementIndex xmlns="x"><PlateName>From Columbus</PlateName><PlateRows>16</PlateRows><PlateColumns>24</PlateColumns><Reference Class="IMAGEINDEX">ImageIndex.ColumbusIDX.xml</Reference></ColumbusMeasurementIndex>`,
  );
  const list = textFile(
    harmonyIndex().replaceAll("EvaluationInputData", "ColumbusImageIndex").replaceAll("<URL>", '<URL BufferNo="0">'),
  );

  it("is read by its two indices", async () => {
    const files = {
      ...images,
      "Images/MeasurementIndex.ColumbusIDX.xml": measurement,
      "Images/ImageIndex.ColumbusIDX.xml": list,
    };
    const { description } = await open(files, "Images/MeasurementIndex.ColumbusIDX.xml");
    expect(description).toMatchObject({ name: "From Columbus", formatName: "Columbus plate" });
    expect(description.plate!.rows).toHaveLength(16);
    expect(description.scenes.map(({ shape }) => shape)).toEqual(Array.from({ length: 4 }, () => [2, 2, 3, 5, 6]));
  });

  it("may have many planes in a file", async () => {
    const stacked = harmonyIndex().replaceAll(
      /<URL>(\S+)p0(\d)-ch(\S+)<\/URL>/g,
      (_, before: string, plane: string, behind: string) =>
        `<URL BufferNo="${Number(plane) - 1}">${before}p01-ch${behind}</URL>`,
    );
    const stacks = Object.fromEntries(
      HARMONY_IMAGES.filter(({ plane }) => plane === 1).map((image) => {
        const first = harmonyPlane(image);
        return [`Images/${harmonyName(image)}`, planeTiff([first, first + 1, first + 2])];
      }),
    );
    const reader = await open(
      {
        ...stacks,
        "Images/MeasurementIndex.ColumbusIDX.xml": measurement,
        "Images/ImageIndex.ColumbusIDX.xml": textFile(stacked),
      },
      "Images/MeasurementIndex.ColumbusIDX.xml",
    );
    const pixels = await read(reader, 0, 0, { start: [0, 1, 0, 0, 0], shape: [1, 1, 3, 1, 1] }, never);
    expect(Array.from(pixels as Uint16Array)).toEqual([3, 4, 5].map((plane) => planeValue(plane, 0)));
    reader.close();
  });

  it("without its lists is refused", async () => {
    const files = { "Images/MeasurementIndex.ColumbusIDX.xml": measurement };
    await expect(open(files, "Images/MeasurementIndex.ColumbusIDX.xml")).rejects.toMatchObject({
      kind: "companion-missing",
    });
  });
});

describeReader("Harmony", (recorder) => openImage(recorder.watch(memoryFiles(PLATE, INDEX)), never));
