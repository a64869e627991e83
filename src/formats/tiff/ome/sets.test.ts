import { describe, expect, it } from "vitest";
import { grayFields, tiffBytes } from "../../../../fixtures/tiffBytes.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { read } from "../../../../testing/contract/describeReader.ts";
import { wholeRegion } from "../../../model/region.ts";
import type { ImageReader } from "../../reader.ts";
import { openImage } from "../../registry.ts";
import { omeCompanionFormat, tiffFormat } from "../descriptor.ts";

const never = new AbortController().signal;

function openFiles(files: Record<string, Uint8Array>, main: string): Promise<ImageReader> {
  return openImage(memoryFiles(files, main), never, [tiffFormat, omeCompanionFormat]);
}

/** A file of pages of 2 × 1 pixels, all of one value each: `first`, `first` + 1 … */
function pages(xml: string, first: number, count = 1): Uint8Array {
  const directories = (at: number) =>
    Array.from({ length: count }, (_, page) => ({
      ...grayFields(2, 1, 8, at + 2 * page),
      ...(page === 0 ? { 270: { type: "ascii" as const, text: xml } } : {}),
    }));
  const head = tiffBytes(directories(0));
  const bytes = new Uint8Array(head.length + 2 * count);
  bytes.set(tiffBytes(directories(head.length)));
  for (let page = 0; page < count; page++) bytes.fill(first + page, head.length + 2 * page, head.length + 2 * page + 2);
  return bytes;
}

type Part = { file: string; uuid: string; ifd?: number; t?: number; planes?: number };

function image(index: number, sizeT: number, parts: readonly Part[], order = "XYZCT", sizeZ = 1): string {
  const data = parts.map(
    ({ file, uuid, ifd = 0, t = 0, planes = 1 }) =>
      `<TiffData IFD="${ifd}" FirstT="${t}" PlaneCount="${planes}"><UUID FileName="${file}">urn:uuid:${uuid}</UUID></TiffData>`,
  );
  return `<Image ID="Image:${index}" Name="Pos${index}"><Pixels DimensionOrder="${order}" Type="uint8" SizeX="2" SizeY="1" SizeZ="${sizeZ}" SizeC="1" SizeT="${sizeT}">${data.join("")}</Pixels></Image>`;
}

function ome(uuid: string, ...images: string[]): string {
  return `<OME UUID="urn:uuid:${uuid}">${images.join("")}</OME>`;
}

async function values(reader: ImageReader, scene = 0): Promise<number[]> {
  const { shape } = reader.description.scenes[scene]!;
  const pixels = await read(reader, scene, 0, wholeRegion(shape), never);
  return Array.from(pixels as Uint8Array).filter((_, index) => index % 2 === 0);
}

describe("sets of which a part is there", () => {
  const positions = [0, 1, 2].map((index) => image(index, 1, [{ file: `p${index}.ome.tif`, uuid: `${index}` }]));
  const file = (index: number) => pages(ome(`${index}`, ...positions), 10 * index);

  it("are the images whose files are all there", async () => {
    const reader = await openFiles({ "p1.ome.tif": file(1) }, "p1.ome.tif");
    expect(reader.description.scenes.map(({ name }) => name)).toEqual(["Pos1"]);
    expect(reader.description.files).toEqual(["p1.ome.tif"]);
    expect(reader.description.notes).toEqual([
      "What lacks files of the set was left out: Pos0, Pos2. Not there: p0.ome.tif, p2.ome.tif.",
    ]);
    expect(await values(reader)).toEqual([10]);
  });

  it("are refused where the chosen file's own image is not whole, or none is", async () => {
    const halves = image(0, 2, [
      { file: "a.ome.tif", uuid: "a" },
      { file: "b.ome.tif", uuid: "b", t: 1 },
    ]);
    const whole = image(1, 1, [{ file: "c.ome.tif", uuid: "c" }]);
    const files = { "a.ome.tif": pages(ome("a", halves, whole), 1), "c.ome.tif": pages(ome("c", halves, whole), 3) };
    await expect(openFiles(files, "a.ome.tif")).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: ["b.ome.tif"] },
    });
    const reader = await openFiles(files, "c.ome.tif");
    expect(reader.description.scenes.map(({ name }) => name)).toEqual(["Pos1"]);
    expect(await values(reader)).toEqual([3]);
  });
});

describe("files under other names", () => {
  const parts = [
    { file: "a.ome.tif", uuid: "a" },
    { file: "b.ome.tif", uuid: "b", t: 1 },
  ];
  const [a, b] = [pages(ome("a", image(0, 2, parts)), 1), pages(ome("b", image(0, 2, parts)), 2)];

  it("are found by their UUIDs", async () => {
    const reader = await openFiles({ "x.ome.tif": a, "y.ome.tif": b, "z.tif": new Uint8Array(9) }, "y.ome.tif");
    expect(reader.description.notes).toEqual([]);
    expect(await values(reader)).toEqual([1, 2]);
  });

  it("are not taken for those whose names they have", async () => {
    expect(await values(await openFiles({ "b.ome.tif": a, "a.ome.tif": b }, "b.ome.tif"))).toEqual([1, 2]);
    expect(await values(await openFiles({ "b.ome.tif": a, "other.ome.tif": b }, "b.ome.tif"))).toEqual([1, 2]);
  });

  it("count by name where the document does not know their UUIDs", async () => {
    const copy = pages(ome("copied", image(0, 2, parts)), 1);
    expect(await values(await openFiles({ "a.ome.tif": copy, "b.ome.tif": b }, "a.ome.tif"))).toEqual([1, 2]);
  });
});

describe("planes that are nowhere", () => {
  const stopped = (data: string) =>
    pages(`<OME>${image(0, 5, []).replace("</Pixels>", `${data}</Pixels>`)}</OME>`, 1, 3);

  it.each(["<TiffData/>", '<TiffData IFD="0" PlaneCount="5"/>'])("are counted, and zero: %s", async (data) => {
    const reader = await openFiles({ "a.ome.tif": stopped(data) }, "a.ome.tif");
    expect(reader.description.notes).toEqual(["Pos0 lacks 2 planes of 5: they are zero."]);
    expect(await values(reader)).toEqual([1, 2, 3, 0, 0]);
  });

  it("are counted in each file", async () => {
    const parts = [
      { file: "a.ome.tif", uuid: "a", planes: 2 },
      { file: "b.ome.tif", uuid: "b", t: 2, planes: 2 },
    ];
    const files = { "a.ome.tif": pages(ome("a", image(0, 4, parts)), 1, 2), "b.ome.tif": pages("", 7) };
    const reader = await openFiles(files, "a.ome.tif");
    expect(reader.description.notes).toEqual(["Pos0 lacks one plane of 4: it is zero."]);
    expect(await values(reader)).toEqual([1, 2, 7, 0]);
  });
});

describe("documents that do not say where planes are", () => {
  it.each([
    ["XYZCT", [1, 2, 3, 4]],
    ["XYTCZ", [1, 3, 2, 4]],
  ])("mean the order of their dimensions: %s", async (order, expected) => {
    const reader = await openFiles(
      { "a.ome.tif": pages(`<OME>${image(0, 2, [], order, 2)}</OME>`, 1, 4) },
      "a.ome.tif",
    );
    expect(reader.description.scenes[0]).toMatchObject({ shape: [2, 1, 2, 1, 2] });
    expect(await values(reader)).toEqual(expected);
  });

  it("have one image after the other", async () => {
    const xml = `<OME>${image(0, 2, [])}${image(1, 1, [])}</OME>`;
    const reader = await openFiles({ "a.ome.tif": pages(xml, 1, 3) }, "a.ome.tif");
    expect([await values(reader, 0), await values(reader, 1)]).toEqual([[1, 2], [3]]);
  });

  it("mean no planes where they say so", async () => {
    const xml = `<OME>${image(0, 2, []).replace("</Pixels>", "<MetadataOnly/></Pixels>")}</OME>`;
    const reader = await openFiles({ "a.ome.tif": pages(xml, 1, 2) }, "a.ome.tif");
    expect(reader.description.format).toBe("tiff");
  });
});

describe("ScanR's planes with their OME-XML", () => {
  const plane = pages("", 7);
  const imageIn = (well: string, position: number, name: string) =>
    `<Image ID="Image:${name}" Name="Well ${well}"><Pixels DimensionOrder="XYCTZ" Type="uint8" SizeX="2" SizeY="1" SizeZ="1" SizeC="1" SizeT="1">
<Channel Name="405 nm #1"/><TiffData FirstC="0" FirstT="0" FirstZ="0"><UUID FileName="${name}.tif">urn:uuid:${position}</UUID></TiffData></Pixels></Image>`;
  const open = async (creator: string) => {
    const xml = `<OME Creator="${creator}">${imageIn("14, Position 1 (B2)", 1, "a")}${imageIn("14, Position 2 (B2)", 2, "b")}</OME>`;
    const files = { "metadata.ome.xml": new TextEncoder().encode(xml), "a.tif": plane, "b.tif": plane };
    return (await openFiles(files, "metadata.ome.xml")).description;
  };

  it("are the fields of a plate, by the names of the images", async () => {
    const { scenes, plate } = await open("Olympus, scanR 3.3.0  (r4137)");
    expect(scenes.map(({ channels }) => channels[0]!.name)).toEqual(["405 nm #1", "405 nm #1"]);
    expect(plate).toMatchObject({
      name: "folder",
      fields: [
        { row: 1, column: 1, field: 1 },
        { row: 1, column: 1, field: 2 },
      ],
    });
  });

  it("are none where another program wrote names like these", async () => {
    expect(await open("somebody")).not.toHaveProperty("plate");
  });
});
