import { processorTime } from "../../../testing/processorTime.ts";
import { describe, expect, it } from "vitest";
import { describedTiff, stripTiff } from "../../../fixtures/bombs/files.ts";
import { zlibZeros } from "../../../fixtures/bombs/streams.ts";
import { grayFields, tiffBytes } from "../../../fixtures/tiffBytes.ts";
import { tiffFixtureBytes } from "../../../fixtures/tiffFixtures.ts";
import { checkRange } from "../../bytes/range.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { allocatePixels } from "../../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import type { ImageReader } from "../reader.ts";
import { identify, openImage } from "../registry.ts";
import { omeCompanionFormat, tiffFormat } from "./descriptor.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
const formats = [tiffFormat, omeCompanionFormat];

function openBytes(files: Readonly<Record<string, Uint8Array>>, main: string): Promise<ImageReader> {
  return openImage(memoryFiles(files, main), never, formats);
}

/** A file that is too large to exist: reads inside it are made up as they come. */
function hugeSource(name: string, head: Uint8Array, size: number, byteAt: (offset: number) => number): ByteSource {
  return {
    name,
    size,
    async read(offset, length) {
      checkRange(name, size, offset, length);
      return Uint8Array.from({ length }, (_, index) => head[offset + index] ?? byteAt(offset + index));
    },
  };
}

it.each([32_946, 50_013])("deflate has several numbers: %d", async (compression) => {
  const bytes = tiffFixtureBytes("zlib_strips.tif");
  const entry = Buffer.from([3, 1, 3, 0, 1, 0, 0, 0, 8, 0]);
  const renumbered = bytes.slice();
  new DataView(renumbered.buffer).setUint16(Buffer.from(bytes).indexOf(entry) + 8, compression, true);
  const pixels = await Promise.all(
    [bytes, renumbered].map(async (file) => {
      const reader = await openBytes({ "a.tif": file }, "a.tif");
      const { shape, dtype } = reader.description.scenes[0]!;
      const target = allocatePixels(dtype, sizeOfShape(shape));
      await reader.readRegion({ scene: 0, level: 0, region: wholeRegion(shape), signal: never }, target);
      reader.close();
      return target;
    }),
  );
  expect(pixels[1]).toEqual(pixels[0]);
  expect(renumbered).not.toEqual(bytes);
});

describe("blocks that are no good", () => {
  it.each([8, 5, 32_773, 50_000, 34_925, 7])(
    "are refused before memory is asked for: compression %d",
    async (compression) => {
      const tiled = tiffBytes([
        {
          ...grayFields(30, 20, 8, 8),
          259: { type: "short", values: [compression] },
          322: { type: "long", values: [2 ** 13] },
          323: { type: "long", values: [6 * 2 ** 10] },
          324: { type: "long", values: [8] },
          325: { type: "long", values: [20] },
        },
      ]);
      const reader = await openBytes({ "a.tif": tiled }, "a.tif");
      const read = reader.readRegion(
        { scene: 0, level: 0, region: { start: [0, 0], shape: [20, 30] }, signal: never },
        new Uint8Array(600),
      );
      await expect(read).rejects.toMatchObject({
        kind: "corrupt",
        details: { technical: "20 bytes encoded for 50331648 decoded" },
      });
      reader.close();
    },
  );
});

describe("blocks that are large and honest", () => {
  it("a blank strip of 48 MB is read", async () => {
    const [width, height] = [8000, 6000];
    const reader = await openBytes({ "a.tif": stripTiff(width, height, 8, zlibZeros(width * height)) }, "a.tif");
    const target = new Uint8Array(width * 2).fill(7);
    const region = { start: [height - 2, 0], shape: [2, width] };
    await reader.readRegion({ scene: 0, level: 0, region, signal: never }, target);
    expect(target.every((value) => value === 0)).toBe(true);
    reader.close();
  });

  it("a strip of 300 MB in a file of 15 MB is not refused", async () => {
    const reader = await openBytes({ "a.tif": stripTiff(20_000, 15_000, 8, new Uint8Array(15e6)) }, "a.tif");
    expect(reader.description.scenes[0]!.shape).toEqual([15_000, 20_000]);
    reader.close();
  });
});

it("pages with names of their own are channels, which BioIO takes for sections; names that only count are none", async () => {
  const pagesNamed = (...names: string[]) => {
    const pages = names.map((text, page) => ({
      ...grayFields(2, 2, 8, 8 + page),
      ...(text === "" ? {} : { 285: { type: "ascii" as const, text } }),
    }));
    return openBytes({ "a.tif": tiffBytes(pages) }, "a.tif");
  };
  const [scene] = (await pagesNamed("CD4 (Nd146)", "DNA1", "CD8")).description.scenes;
  expect(scene).toMatchObject({
    axes: ["c", "y", "x"],
    channels: [{ name: "CD4 (Nd146)" }, { name: "DNA1" }, { name: "CD8" }],
    reference: { axes: ["z", "y", "x"], named: { z: "c" }, channelNames: ["Channel:0:0"] },
  });
  const compatible = planConversion(
    { ...(await pagesNamed("DAPI", "GFP")).description },
    parseSettings({ compatibility: "bioio-conversion-0.1.4" }),
  );
  expect(compatible.outputs[0]).toMatchObject({ axes: [{ name: "z" }, { name: "y" }, { name: "x" }] });
  expect(compatible.outputs[0]!.levels[0]!.shape).toEqual([2, 2, 2]);
  for (const names of [
    ["slice 1", "slice 2"],
    ["DAPI", ""],
    ["DAPI", "DAPI"],
  ]) {
    expect((await pagesNamed(...names)).description.scenes[0]!.axes).toEqual(["z", "y", "x"]);
  }
});

it("a list of images that leads behind the end opens with those before, and says so", async () => {
  const reader = await openBytes(
    { "a.tif": tiffBytes([grayFields(2, 2, 8, 8), grayFields(2, 2, 8, 12)], 2 ** 30) },
    "a.tif",
  );
  expect(reader.description.scenes.map(({ shape }) => shape)).toEqual([[2, 2, 2]]);
  expect(reader.description.notes).toEqual([expect.stringContaining("leads behind its end")]);
  reader.close();
});

describe("files that are no good", () => {
  const loop = tiffBytes([grayFields(2, 2, 8, 0), grayFields(3, 3, 8, 0)], 8);
  const huge = 2 ** 31 - 2;
  const cases: [string, Uint8Array, string][] = [
    ["an empty file", new Uint8Array(0), "unsupported-format"],
    ["text with the name of a TIFF", new TextEncoder().encode("this is no picture\n".repeat(40)), "unsupported-format"],
    ["half a header", Uint8Array.of(0x49, 0x49, 42, 0, 8), "corrupt"],
    ["a header alone", Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0), "corrupt"],
    ["no directory", Uint8Array.of(0x49, 0x49, 42, 0, 0, 0, 0, 0), "corrupt"],
    ["directories in a circle", loop, "corrupt"],
    ["a directory that is its own successor", tiffBytes([grayFields(2, 2, 8, 0)], 8), "corrupt"],
    ["an image without pixels", tiffBytes([grayFields(0, 2, 8, 8)]), "corrupt"],
    ["a giant that is not there", tiffBytes([grayFields(2 ** 20, 2 ** 20, 8, 8)]), "corrupt"],
    ["a giant that cannot be", tiffBytes([grayFields(huge, huge, 8, 8)]), "limit"],
    ["pixels behind the end", tiffBytes([grayFields(20, 20, 8, 4000)]), "corrupt"],
    [
      "an unknown compression",
      tiffBytes([{ ...grayFields(2, 2, 8, 8), 259: { type: "short", values: [9999] } }]),
      "unsupported-feature",
    ],
    ["an unknown pixel type", tiffBytes([{ ...grayFields(2, 2, 40, 8) }]), "unsupported-feature"],
    ["an axis beyond the cap", tiffBytes([grayFields(2 ** 31, 1, 8, 8)]), "limit"],
    [
      "tiles by the billion",
      tiffBytes([
        {
          ...grayFields(2 ** 22, 2 ** 22, 8, 8),
          322: { type: "short", values: [16] },
          323: { type: "short", values: [16] },
        },
      ]),
      "limit",
    ],
    [
      "sixteen million tiles of a pixel",
      tiffBytes([
        {
          ...grayFields(4000, 4000, 8, 8),
          322: { type: "short", values: [1] },
          323: { type: "short", values: [1] },
        },
      ]),
      "limit",
    ],
    ["five million strips", tiffBytes([{ ...grayFields(1, 5e6, 8, 8), 278: { type: "long", values: [1] } }]), "limit"],
    ["a million settings", describedTiff(`ImageJ=1.53t\n${"a=b\n".repeat(1e6)}`), "limit"],
    [
      "a block of many gigabytes",
      tiffBytes([
        {
          ...grayFields(60_000, 60_000, 8, 8),
          259: { type: "short", values: [8] },
          279: { type: "long", values: [9] },
        },
      ]),
      "limit",
    ],
  ];

  it.each(cases)("%s", async (_, bytes, kind) => {
    const start = processorTime();
    await expect(openBytes({ "a.tif": bytes }, "a.tif")).rejects.toMatchObject({ kind, details: { file: "a.tif" } });
    expect(processorTime() - start).toBeLessThan(500);
  });

  it("names the file in the message", async () => {
    await expect(openBytes({ "a.tif": tiffBytes([grayFields(2, 2, 8, 0)], 8) }, "a.tif")).rejects.toThrow(
      /^a\.tif is damaged/,
    );
  });
});

describe("metadata that ask for too much", () => {
  const ome = (pixels: string, inner: string) =>
    `<OME><Image ID="Image:0"><Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="2" SizeY="2" ${pixels}>${inner}</Pixels></Image></OME>`;
  const described = (text: string, extra: Parameters<typeof tiffBytes>[0][number] = {}) =>
    tiffBytes([{ ...grayFields(2, 2, 8, 8), 270: { type: "ascii", text }, ...extra }]);
  const manyPlanes = 'SizeZ="4000000" SizeC="1" SizeT="1"';

  it.each([
    ["planes assigned again and again", ome(manyPlanes, "<TiffData/>".repeat(2000)), "limit"],
    ["planes beyond number", ome('SizeZ="2000000000" SizeC="2000000" SizeT="1"', "<TiffData/>"), null],
    ["a stack that is not there", "ImageJ=1.5\nimages=1000000000\nslices=1000000000\n", null],
    ["a stack beyond counting", "ImageJ=1.5\nimages=9e300\nslices=9e300\n", null],
    ["a shape that is not there", '{"shape": [9007199254740991, 2, 2]}', null],
    ["nothing but brackets", "{".repeat(100_000), null],
    ["a companion without a name", "<OME><BinaryOnly/></OME>", "companion-missing"],
  ])("%s", async (_, text, kind) => {
    const start = processorTime();
    const opened = openBytes({ "a.tif": described(text) }, "a.tif");
    if (kind === null) {
      const reader = await opened;
      expect(reader.description.scenes[0]!.shape).toEqual([2, 2]);
    } else {
      await expect(opened).rejects.toMatchObject({ kind });
    }
    expect(processorTime() - start).toBeLessThan(2000);
  });

  it("a number of rows that is none", async () => {
    const bytes = tiffBytes([{ ...grayFields(3, 2, 8, 8), 259: { type: "short", values: [32_773] } }]);
    const view = new DataView(bytes.buffer);
    const at = 10 + 12 * Array.from({ length: 9 }, (_, entry) => view.getUint16(10 + 12 * entry, true)).indexOf(278);
    view.setUint16(at + 2, 11, true);
    view.setFloat32(at + 8, -5.5, true);
    const reader = await openBytes({ "a.tif": bytes }, "a.tif");
    expect(reader.description.scenes[0]!.blockShape).toEqual([2, 3]);
    reader.close();
  });

  it("thousands of pages of different sizes", async () => {
    const pages = Array.from({ length: 3000 }, (_, index) =>
      grayFields(1 + (index % 60), 1 + Math.floor(index / 60), 8, 8),
    );
    const bytes = tiffBytes(pages);
    const reader = await openBytes({ "a.tif": bytes }, "a.tif");
    expect(reader.description.scenes).toHaveLength(3000);
  });
});

describe("sets of files", () => {
  const set = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name.slice(name.lastIndexOf("/") + 1), tiffFixtureBytes(name)]));

  it("names the files that are missing", async () => {
    const files = set("ome_set/set_c0_z0.ome.tif", "ome_set/set_c0_z1.ome.tif");
    await expect(openBytes(files, "set_c0_z1.ome.tif")).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: ["set_c1_z0.ome.tif", "set_c1_z1.ome.tif"] },
    });
  });

  it("names the companion that is missing", async () => {
    const files = set("ome_companion/companion_c0_z0.ome.tif");
    await expect(openBytes(files, "companion_c0_z0.ome.tif")).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: ["data.companion.ome"] },
    });
  });

  it("lists all files of a set", async () => {
    const names = ["c0_z0", "c0_z1", "c1_z0", "c1_z1"].map((name) => `companion_${name}.ome.tif`);
    const files = set(...names.map((name) => `ome_companion/${name}`), "ome_companion/data.companion.ome");
    const reader = await openBytes(files, "data.companion.ome");
    expect(reader.description.files).toEqual(["data.companion.ome", ...names]);
    expect(reader.description.omeXml).toContain("<OME");
  });

  it("takes a lone file under another name for the one that its metadata mean", async () => {
    const xml = `<OME><Image ID="Image:0"><Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="2" SizeY="2" SizeZ="1" SizeC="1" SizeT="1">
      <TiffData IFD="0"><UUID FileName="old name.ome.tif">urn:uuid:5</UUID></TiffData></Pixels></Image></OME>`;
    const bytes = tiffBytes([{ ...grayFields(2, 2, 8, 0), 270: { type: "ascii", text: xml } }]);
    const reader = await openBytes({ "new.ome.tif": bytes }, "new.ome.tif");
    expect(reader.description.format).toBe("ome-tiff");
  });

  it("does not follow names out of the folder", async () => {
    const xml = `<OME><BinaryOnly MetadataFile="../../etc/passwd" UUID="x"/></OME>`;
    const bytes = tiffBytes([{ ...grayFields(2, 2, 8, 0), 270: { type: "ascii", text: xml } }]);
    await expect(openBytes({ "a.ome.tif": bytes, "etc/passwd": bytes }, "a.ome.tif")).rejects.toMatchObject({
      kind: "companion-missing",
    });
  });
});

describe("what is said of an image", () => {
  it("OME-TIFF: sizes with NGFF units, channels, significant bits", async () => {
    const reader = await openBytes({ "a.ome.tif": tiffFixtureBytes("ome_XYCZT.ome.tif") }, "a.ome.tif");
    const { formatName, scenes, omeXml } = reader.description;
    expect(formatName).toBe("OME-TIFF");
    expect(omeXml).toContain("<Pixels");
    expect(scenes[0]).toMatchObject({
      id: "Image:0",
      name: "image 0",
      axes: ["t", "c", "z", "y", "x"],
      scale: [1.5, null, 2, 250, 0.5],
      units: ["minute", null, "micrometer", "nanometer", "millimeter"],
      significantBits: 12,
      channels: [
        { name: "DAPI", color: "0000FF", emissionWavelengthNanometre: 461 },
        { name: null, color: "FF0000", emissionWavelengthNanometre: 520 },
      ],
      // Numbers without units, no time step: what BioIO gives.
      reference: { sceneId: "Image:0", scale: [null, null, 2, 250, 0.5], channelNames: ["DAPI", "Channel:0:1"] },
    });
  });

  it("ImageJ: spacing, interval, labels, colours, ranges", async () => {
    const reader = await openBytes({ "a.tif": tiffFixtureBytes("imagej_hyperstack.tif") }, "a.tif");
    expect(reader.description.formatName).toBe("ImageJ TIFF");
    expect(reader.description.scenes[0]).toMatchObject({
      axes: ["t", "z", "c", "y", "x"],
      scale: [2.5, 0.5, null, 0.25, 0.25],
      units: ["second", "micrometer", null, "micrometer", "micrometer"],
      channels: [
        { name: "GFP", color: "00FF00", window: { start: 10, end: 400 } },
        { name: "mCherry", color: "FF00FF", window: { start: 0, end: 65535 } },
      ],
    });
  });

  it("ImageJ: the escaped micro sign, planes without directories", async () => {
    const reader = await openBytes({ "a.tif": tiffFixtureBytes("imagej_one_directory.tif") }, "a.tif");
    expect(reader.description.scenes[0]).toMatchObject({
      shape: [2, 3, 2, 10, 12],
      scale: [null, 2, null, 0.25, 0.25],
      units: [null, "micrometer", null, "micrometer", "micrometer"],
    });
  });

  it("plain TIFF: resolution, rows as blocks, levels", async () => {
    const stack = await openBytes({ "a.tif": tiffFixtureBytes("pages_stack_be.tif") }, "a.tif");
    expect(stack.description.scenes[0]).toMatchObject({
      axes: ["z", "y", "x"],
      scale: [null, 200, 100],
      units: [null, "micrometer", "micrometer"],
      blockShape: [1, 1, 14],
      reference: { scale: [null, 200, 100], channelNames: ["Channel:0:0"], daskChunks: [5, 12, 14] },
    });
    const pyramid = await openBytes({ "a.tif": tiffFixtureBytes("pages_pyramid.tif") }, "a.tif");
    expect(pyramid.description.scenes[0]).toMatchObject({
      blockShape: [16, 16, 3],
      levels: [{ shape: [48, 60, 3] }, { shape: [24, 30, 3] }, { shape: [12, 15, 3] }],
    });
  });
});

it("is known by its first bytes, not by its name", async () => {
  const found = await identify(
    memoryFiles({ "a.xyz": tiffFixtureBytes("container_be_big.tif") }, "a.xyz"),
    never,
    formats,
  );
  expect(found).toMatchObject([{ format: { id: "tiff" }, certainty: 2 }]);
});

it("reads ImageJ stacks beyond 4 GB, which have one directory and counts that overflowed", async () => {
  const [width, height, slices] = [1024, 1024, 2500];
  const description = `ImageJ=1.54\nimages=${slices}\nslices=${slices}\n`;
  const fields = { ...grayFields(width, height, 16, 1024), 270: { type: "ascii" as const, text: description } };
  const size = 1024 + width * height * 2 * slices;
  expect(size).toBeGreaterThan(2 ** 32);
  const head = new Uint8Array(1024);
  head.set(tiffBytes([fields]));
  const byteAt = (offset: number): number => Math.floor((offset - 1024) / 2) % 251;
  const source = hugeSource("huge.tif", head, size, byteAt);
  const directory = { list: async () => ["huge.tif"], open: async () => source };
  const reader = await open({ directory, path: "huge.tif", source, signal: never });
  expect(reader.description.scenes[0]).toMatchObject({ axes: ["z", "y", "x"], shape: [slices, height, width] });
  const region = { start: [2400, 1000, 17], shape: [2, 2, 3] };
  const pixels = allocatePixels("uint16", sizeOfShape(region.shape));
  await reader.readRegion({ scene: 0, level: 0, region, signal: never }, pixels);
  const expected = [2400, 2401].flatMap((z) =>
    [1000, 1001].flatMap((y) => [17, 18, 19].map((x) => (((z * height + y) * width + x) % 251) * 257)),
  );
  expect([...pixels]).toEqual(expected);
  reader.close();
});

it("reads an image whose directory lists are enormous only as far as it must", async () => {
  const count = 200;
  const pages = Array.from({ length: count }, () => grayFields(2, 2, 8, 8));
  const xml = `<OME><Image ID="Image:0"><Pixels DimensionOrder="XYZCT" Type="uint8" SizeX="2" SizeY="2" SizeZ="${count}" SizeC="1" SizeT="1"><TiffData/></Pixels></Image></OME>`;
  const bytes = tiffBytes([{ ...pages[0]!, 270: { type: "ascii", text: xml } }, ...pages.slice(1)], 8);
  // The chain ends in a circle, which only a walk to its end meets.
  const reader = await openBytes({ "a.ome.tif": bytes }, "a.ome.tif");
  const pixels = allocatePixels("uint8", 4);
  const region = { start: [0, 0, count - 1, 0, 0], shape: [1, 1, 1, 2, 2] };
  await reader.readRegion({ scene: 0, level: 0, region, signal: never }, pixels);
  expect(reader.description.scenes[0]!.shape).toEqual([1, 1, count, 2, 2]);
});
