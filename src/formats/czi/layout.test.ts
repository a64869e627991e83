import { describe, expect, it } from "vitest";
import { type CziTile, cziBytes, cziMetadata } from "../../../fixtures/cziFixtures.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import type { ImageReader } from "../reader.ts";
import { openImage } from "../registry.ts";
import { cziFormat } from "./descriptor.ts";

const never = new AbortController().signal;

function openTiles(tiles: readonly CziTile[], metadata?: string): Promise<ImageReader> {
  const bytes = cziBytes({ tiles, ...(metadata === undefined ? {} : { metadata }) });
  return openImage(memoryFiles({ "a.czi": bytes }, "a.czi"), never, [cziFormat]);
}

async function pixelsOf(reader: ImageReader, scene = 0, level = 0): Promise<number[]> {
  const shape = reader.description.scenes[scene]!.levels[level]!.shape;
  return [...(await read(reader, scene, level, wholeRegion(shape), never))].map(Number);
}

function gray(value: number, width: number, height: number, over: Partial<CziTile> = {}): CziTile {
  return { pixelType: 0, x: 0, y: 0, width, height, data: new Uint8Array(width * height).fill(value), ...over };
}

describe("scenes", () => {
  it("have their own bounding boxes, in the order of dimension S, however far apart they lie", async () => {
    const tiles = [
      gray(2, 3, 2, { x: 90_000, y: -7, at: { S: 3, C: 1, T: 0 } }),
      gray(1, 2, 2, { x: -50, y: 40_000, at: { S: 0, C: 0, T: 0 } }),
      gray(3, 2, 2, { x: -50, y: 40_000, at: { S: 0, C: 1, T: 0 } }),
    ];
    const dimensions =
      '<Channels><Channel Id="Channel:0" Name="DAPI"/><Channel Id="Channel:1" Name="GFP"/></Channels>' +
      '<S><Scenes><Scene Index="0" Name="P1"><Shape Name="A1"/></Scene><Scene Index="3"/></Scenes></S>';
    const metadata = cziMetadata({ dimensions, scaling: { X: "2E-07", Y: "5E-07", Z: "0" } });
    const reader = await openTiles(tiles, metadata);
    const [first, second] = reader.description.scenes;
    expect([first!.id, second!.id]).toEqual(["P1-A1", "3"]);
    expect([first!.name, second!.name]).toEqual(["P1 A1", "3"]);
    expect(first!.axes).toEqual(["t", "c", "y", "x"]);
    expect([first!.shape, second!.shape]).toEqual([
      [1, 2, 2, 2],
      [1, 1, 2, 3],
    ]);
    // Channels by the absolute number: the second scene has only the second one.
    expect(second!.channels.map(({ name }) => name)).toEqual(["GFP"]);
    expect(first!.scale).toEqual([null, null, 0.5, 0.2]);
    expect(first!.units).toEqual([null, null, "micrometer", "micrometer"]);
    expect(first!.origin).toEqual([null, null, 20_000, -10]);
    expect(first!.reference).toEqual({
      sceneId: "P1-A1",
      axes: ["c", "z", "y", "x"],
      scale: [null, 0, 0.5, 0.2],
      channelNames: ["DAPI", "GFP"],
      daskChunks: [1, 1, 2, 2],
    });
    expect(await pixelsOf(reader, 0)).toEqual([1, 1, 1, 1, 3, 3, 3, 3]);
    expect(await pixelsOf(reader, 1)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(reader.description).not.toHaveProperty("plate");
  });

  it("are the fields of a plate where each was taken in a well", async () => {
    const scene = (index: number, well: string) =>
      `<Scene Index="${index}" Name="P${index + 1}"><Shape Name="${well}"/></Scene>`;
    const dimensions = `<S><Scenes>${scene(0, "D6")}${scene(1, "D6")}${scene(2, "E12")}</Scenes></S>`;
    const carrier = "<ShapeColumns>12</ShapeColumns><ShapeRows>8</ShapeRows>";
    const metadata = cziMetadata({ dimensions }).replace("<Metadata>", `<Metadata><Carrier>${carrier}</Carrier>`);
    const tiles = [0, 1, 2].map((S) => gray(S, 2, 2, { x: S * 10, y: 0, at: { S } }));
    const { plate } = (await openTiles(tiles, metadata)).description;
    expect(plate).toMatchObject({
      rows: ["A", "B", "C", "D", "E", "F", "G", "H"],
      fields: [
        { row: 3, column: 5, field: 1 },
        { row: 3, column: 5, field: 2 },
        { row: 4, column: 11, field: 1 },
      ],
    });
    expect(plate!.columns).toHaveLength(12);
  });

  it("need no metadata and no dimension but x and y", async () => {
    const reader = await openTiles([gray(9, 2, 1)]);
    const [scene] = reader.description.scenes;
    expect(scene).toMatchObject({ id: "Image:0", axes: ["y", "x"], shape: [1, 2], scale: [null, null] });
    expect(reader.description.notes).toHaveLength(1);
    expect(await pixelsOf(reader)).toEqual([9, 9]);
  });

  it("leave planes that are not stored at 0, also among a great many", async () => {
    const tiles = [gray(1, 1, 1, { at: { T: 0, Z: 0 } }), gray(2, 1, 1, { at: { T: 59_999, Z: 999 } })];
    const reader = await openTiles(tiles);
    const [scene] = reader.description.scenes;
    expect(scene!.shape).toEqual([60_000, 1000, 1, 1]);
    const last = { start: [59_000, 990, 0, 0], shape: [1000, 10, 1, 1] };
    const pixels = await read(reader, 0, 0, last, never);
    const stored = [...pixels].flatMap((value, index) => (Number(value) === 0 ? [] : [[index, value]]));
    expect(stored).toEqual([[9999, 2]]);
  });

  it.each([
    ["tiles", { x: 10_000, y: 10_000 }],
    ["planes", { at: { T: 100_000_000 } }],
  ])("are refused where %s are so far apart that nearly nothing of the image is there", async (_, far) => {
    const at = { T: 0 };
    const opening = openTiles([gray(1, 2, 2, { at }), gray(2, 2, 2, { at, ...far })]);
    await expect(opening).rejects.toMatchObject({ kind: "corrupt", message: expect.stringContaining("thousandth") });
  });

  it("are 0 where a tile has no data", async () => {
    const reader = await openTiles([
      gray(5, 2, 1, { at: { C: 0 } }),
      { ...gray(0, 2, 1, { at: { C: 1 } }), data: new Uint8Array(0) },
    ]);
    expect(await pixelsOf(reader)).toEqual([5, 5, 0, 0]);
  });
});

describe("channels of different pixels", () => {
  const words = (...values: number[]): Uint8Array => bytesOfPixels(Uint16Array.from(values));

  it("get the type that holds all of them", async () => {
    const tiles: CziTile[] = [
      gray(200, 2, 1, { at: { C: 0 } }),
      { pixelType: 1, x: 0, y: 0, width: 2, height: 1, at: { C: 1 }, data: words(60_000, 3) },
    ];
    const reader = await openTiles(tiles);
    expect(reader.description.scenes[0]!.dtype).toBe("uint16");
    expect(await pixelsOf(reader)).toEqual([200, 200, 60_000, 3]);
    expect(reader.description.notes.join(" ")).toMatch(/Gray8, Gray16/);
    const floats = bytesOfPixels(Float32Array.of(0.5, -1));
    const more: CziTile = { pixelType: 2, x: 0, y: 0, width: 2, height: 1, at: { C: 2 }, data: floats };
    const wider = await openTiles([...tiles, more]);
    expect(wider.description.scenes[0]!.dtype).toBe("float32");
    expect(await pixelsOf(wider)).toEqual([200, 200, 60_000, 3, 0.5, -1]);
  });

  it("that are gray and coloured become channels red, green, blue beside the gray ones", async () => {
    const colour = Uint8Array.of(3, 2, 1, 30, 20, 10);
    const tiles: CziTile[] = [
      gray(7, 2, 1, { at: { C: 0 } }),
      { pixelType: 3, x: 0, y: 0, width: 2, height: 1, at: { C: 1 }, data: colour },
      gray(8, 2, 1, { at: { C: 2 } }),
    ];
    const dimensions = '<Channels><Channel Name="DAPI"/><Channel Name="Brightfield"/><Channel/></Channels>';
    const reader = await openTiles(tiles, cziMetadata({ dimensions }));
    const [scene] = reader.description.scenes;
    expect(scene!.axes).toEqual(["c", "y", "x"]);
    expect(scene!.channels.map(({ name, color }) => [name, color])).toEqual([
      ["DAPI", null],
      ["Brightfield red", "FF0000"],
      ["Brightfield green", "00FF00"],
      ["Brightfield blue", "0000FF"],
      [null, null],
    ]);
    expect(await pixelsOf(reader)).toEqual([7, 7, 1, 10, 2, 20, 3, 30, 8, 8]);
    const some = await read(reader, 0, 0, { start: [2, 0, 1], shape: [2, 1, 1] }, never);
    expect([...some]).toEqual([20, 30]);
  });

  it("are refused where one channel is of both kinds, or no type holds all", async () => {
    const colour: CziTile = { ...gray(1, 1, 1), pixelType: 3, data: new Uint8Array(3) };
    await expect(openTiles([gray(1, 1, 1), colour])).rejects.toMatchObject({ kind: "unsupported-feature" });
    const complex: CziTile = { ...gray(1, 1, 1, { at: { C: 1 } }), pixelType: 10, data: new Uint8Array(8) };
    await expect(openTiles([gray(1, 1, 1, { at: { C: 0 } }), complex])).rejects.toMatchObject({
      kind: "unsupported-feature",
    });
  });

  it("of several samples have an axis of them, red first", async () => {
    const data = words(3, 2, 1, 30, 20, 10);
    const reader = await openTiles([{ pixelType: 4, x: 0, y: 0, width: 2, height: 1, at: { T: 0 }, data }]);
    const [scene] = reader.description.scenes;
    expect([scene!.axes, scene!.shape, scene!.channels.length]).toEqual([["t", "y", "x", "s"], [1, 1, 2, 3], 1]);
    expect(await pixelsOf(reader)).toEqual([1, 2, 3, 10, 20, 30]);
    expect([...(await read(reader, 0, 0, { start: [0, 0, 1, 1], shape: [1, 1, 1, 2] }, never))]).toEqual([20, 30]);
  });
});

describe("pyramids", () => {
  const base = [gray(1, 100, 51, { at: { C: 0, M: 0 } }), gray(2, 101, 51, { x: 100, at: { C: 0, M: 1 } })];
  const half = (x: number, width: number, stored: number): CziTile =>
    gray(3, width, 51, {
      x,
      stored: { width: stored, height: 26 },
      at: { C: 0 },
      data: new Uint8Array(stored * 26).fill(3),
    });

  it("are offered as levels, their sizes being rounded as they may be", async () => {
    const quarter = gray(4, 201, 51, {
      stored: { width: 50, height: 12 },
      at: { C: 0 },
      data: new Uint8Array(600).fill(4),
    });
    const reader = await openTiles([half(0, 100, 50), ...base, half(100, 101, 51), quarter]);
    const [scene] = reader.description.scenes;
    expect(scene!.levels.map(({ shape }) => shape)).toEqual([
      [1, 51, 201],
      [1, 26, 101],
      [1, 12, 50],
    ]);
    expect(new Set(await pixelsOf(reader, 0, 0))).toEqual(new Set([1, 2]));
    expect(new Set(await pixelsOf(reader, 0, 1))).toEqual(new Set([3]));
    expect(new Set(await pixelsOf(reader, 0, 2))).toEqual(new Set([4]));
  });

  it("are left out where they do not cover the image or lack planes", async () => {
    expect((await openTiles([...base, half(0, 100, 50)])).description.scenes[0]!.levels).toHaveLength(1);
    const second = gray(5, 201, 51, { at: { C: 1 } });
    const reader = await openTiles([...base, second, half(0, 100, 50), half(100, 101, 51)]);
    expect(reader.description.scenes[0]!.levels).toHaveLength(1);
  });

  it("stand in for planes that have nothing better", async () => {
    // A detector that scans fewer lines: each is shown twice.
    const lines = gray(0, 2, 4, { stored: { width: 2, height: 2 }, at: { C: 1 }, data: Uint8Array.of(1, 2, 3, 4) });
    const reader = await openTiles([gray(9, 2, 4, { at: { C: 0 } }), lines]);
    expect(await pixelsOf(reader)).toEqual([9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 1, 2, 3, 4, 3, 4]);
    expect(reader.description.notes.join(" ")).toMatch(/another resolution/);
  });
});

describe("tiles that are stored finer than they are placed", () => {
  it("make the image as fine as the finest", async () => {
    const fine = gray(0, 2, 1, {
      stored: { width: 4, height: 2 },
      at: { C: 1 },
      data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    });
    const metadata = cziMetadata({ scaling: { X: "1E-06", Y: "1E-06" } });
    const reader = await openTiles([gray(9, 2, 1, { at: { C: 0 } }), fine], metadata);
    const [scene] = reader.description.scenes;
    expect([scene!.shape, scene!.scale]).toEqual([
      [2, 2, 4],
      [null, 0.5, 0.5],
    ]);
    expect(await pixelsOf(reader)).toEqual([9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("sub-blocks of several planes", () => {
  it("are taken apart, the dimension named first changing fastest", async () => {
    const data = Uint8Array.from({ length: 12 }, (_, index) => index);
    const reader = await openTiles([gray(0, 2, 1, { at: { T: [4, 3], C: [0, 2], S: [0, 5] }, data })]);
    const [scene] = reader.description.scenes;
    expect([scene!.axes, scene!.shape]).toEqual([
      ["t", "c", "y", "x"],
      [3, 2, 1, 2],
    ]);
    expect(await pixelsOf(reader)).toEqual([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
    expect([...(await read(reader, 0, 0, { start: [1, 1, 0, 1], shape: [2, 1, 1, 1] }, never))]).toEqual([9, 11]);
  });

  it("are read in rows where they are large", async () => {
    const planes = 3000;
    const width = 1000;
    const data = new Uint8Array(planes * width).map((_, index) => Math.floor(index / width) % 251);
    const reader = await openTiles([gray(0, width, 1, { at: { T: [0, planes] }, data })]);
    expect([...(await read(reader, 0, 0, { start: [1500, 0, 999], shape: [3, 1, 1] }, never))]).toEqual([
      245, 246, 247,
    ]);
  });

  it("count as one plane where they have data for no more", async () => {
    const reader = await openTiles([gray(3, 2, 1, { at: { T: [0, 1000] } })]);
    expect(reader.description.scenes[0]!.shape).toEqual([1, 1, 2]);
    expect(await pixelsOf(reader)).toEqual([3, 3]);
  });
});

describe("large plain tiles", () => {
  it("are read in rows where only some are wanted", async () => {
    const width = 3000;
    const height = 800;
    const data = new Uint8Array(width * height).map((_, index) => index % 241);
    const bytes = cziBytes({ tiles: [gray(0, width, height, { data, metadata: "x".repeat(999) })] });
    const opened = memoryFiles({ "a.czi": bytes }, "a.czi");
    let bytesRead = 0;
    const source = opened.source!;
    const watched = {
      name: source.name,
      size: source.size,
      read: (offset: number, length: number, signal?: AbortSignal) => {
        bytesRead += length;
        return source.read(offset, length, signal);
      },
    };
    const reader = await openImage({ ...opened, source: watched }, never, [cziFormat]);
    bytesRead = 0;
    const part = await read(reader, 0, 0, { start: [700, 10], shape: [20, 50] }, never);
    expect([...part.subarray(50, 53)]).toEqual([10, 11, 12].map((x) => (701 * width + x) % 241));
    expect(bytesRead).toBeLessThan(25 * width);
    reader.close();
  });

  it("count as rows when the whole is more than a reader should take at once", async () => {
    const tile = { ...gray(0, 8000, 4000), data: new Uint8Array(0) };
    const reader = await openTiles([tile]);
    expect(reader.description.scenes[0]!.blockShape).toEqual([2097, 8000]);
  });
});
