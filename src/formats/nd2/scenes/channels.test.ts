import { describe, expect, it } from "vitest";
import { compressedLiteVariant, liteVariant, type Nd2Recipe } from "../../../../fixtures/nd2Bytes.ts";
import {
  base,
  expectedPixels,
  openRecipe,
  plane,
  planes,
  readWhole,
  time,
  tz,
  z,
} from "../../../../fixtures/nd2Testing.ts";

describe("channels", () => {
  const channelsOf = async (recipe: Partial<Nd2Recipe>) => {
    const { scenes, notes } = (await openRecipe({ ...base, frames: 1, ...recipe })).description;
    const { axes, shape, channels, reference } = scenes[0]!;
    return { axes: axes.join(""), shape, names: channels.map(({ name }) => name), channels, notes, reference };
  };

  it("of colour cameras are samples, red first where the file has blue first", async () => {
    const recipe = {
      ...base,
      frames: 1,
      bits: 8 as const,
      components: 6,
      picture: planes(plane("a", 3), plane("b", 3)),
    };
    const reader = await openRecipe(recipe);
    const scene = reader.description.scenes[0]!;
    expect([scene.axes.join(""), scene.shape]).toEqual(["cyxs", [2, 4, 5, 3]]);
    expect(await readWhole(reader)).toEqual(expectedPixels(scene, recipe, () => 0));
    expect(reader.description.notes).toEqual([]);
  });

  it("of different cameras are one each", async () => {
    const found = await channelsOf({ components: 4, picture: planes(plane("colour", 3), plane("dye")) });
    expect(found.names).toEqual(["colour blue", "colour green", "colour red", "dye"]);
    expect(found.channels.map(({ color }) => color)).toEqual(["0000FF", "00FF00", "FF0000", "332211"]);
    expect(found.axes).toBe("cyx");
  });

  it("without any description have no names", async () => {
    const { picture: _, ...bare } = base;
    const { scenes } = (await openRecipe({ ...bare, frames: 1, components: 4 })).description;
    expect(scenes[0]!.channels).toHaveLength(4);
    expect(scenes[0]!.channels[0]!.name).toBeNull();
    expect(scenes[0]!.scale).toEqual([null, null, null]);
  });

  it("have the display ranges that the person set", async () => {
    const range = (start: number, end: number) =>
      `<uiMinSrc runtype="lx_uint32" value="${start}"/><uiMaxSrc runtype="lx_uint32" value="${end}"/>`;
    const xml = (shown: boolean) =>
      `<?xml version="1.0"?><variant version="1.0"><no_name runtype="CLxListVariant"><m_bViewLut runtype="bool" value="${shown}"/>` +
      `<m_sLutParam runtype="CLxListVariant">${range(1, 2)}<sCompLutParam runtype="CLxListVariant"><a00 runtype="CLxListVariant">${range(10, 20)}</a00>` +
      `<a01 runtype="CLxListVariant">${range(30, 5)}</a01></sCompLutParam></m_sLutParam></no_name></variant>`;
    const chunks = (shown: boolean) => ({ "CustomDataVar|LUTDataV1_0!": new TextEncoder().encode(xml(shown)) });
    const windows = async (recipe: Partial<Nd2Recipe>) =>
      (await channelsOf(recipe)).channels.map(({ window }) => window);
    expect(await windows({ chunks: chunks(true) })).toEqual([{ start: 10, end: 20 }, null]);
    expect(await windows({ chunks: chunks(false) })).toEqual([null, null]);
    expect(await windows({ chunks: chunks(true), components: 1, picture: planes(plane("one")) })).toEqual([
      { start: 1, end: 2 },
    ]);
  });
});

describe("more of the file", () => {
  it("pixel types", async () => {
    const dtypeOf = async (bits: 8 | 16 | 32, ePixelType: number) =>
      (await openRecipe({ ...base, bits, attributes: { ePixelType } })).description.scenes[0]!.dtype;
    expect(await Promise.all([dtypeOf(8, 0), dtypeOf(16, 1), dtypeOf(32, 1), dtypeOf(32, 2), dtypeOf(16, 2)])).toEqual([
      "int8",
      "uint16",
      "uint32",
      "float32",
      "float16",
    ]);
  });

  it("resolutions that the program keeps", async () => {
    const smaller = (width: number, height: number, value: number): Uint8Array => {
      const rowBytes = Math.ceil((width * 2) / 4) * 4;
      const bytes = new Uint8Array(rowBytes * height).fill(0xee);
      const view = new DataView(bytes.buffer);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++)
          view.setUint16(row * rowBytes + column * 2, value + row * width + column, true);
      }
      return bytes;
    };
    const chunks = {
      "CustomDataSeq|DownsampledColorData_8|0!": smaller(6, 3, 100),
      "CustomDataSeq|DownsampledColorData_8|1!": smaller(6, 3, 200),
      "CustomDataSeq|DownsampledColorData_4|0!": smaller(3, 1, 300),
      "CustomDataSeq|DownsampledColorData_4|1!": smaller(3, 1, 400),
    };
    const recipe = { width: 13, height: 7, frames: 2, experiment: z(2), picture: planes(plane("one")) };
    const reader = await openRecipe({ ...recipe, chunks });
    expect(reader.description.scenes[0]!.levels.map(({ shape }) => shape)).toEqual([
      [1, 2, 7, 13],
      [1, 2, 3, 6],
      [1, 2, 1, 3],
    ]);
    expect([...(await readWhole(reader, 0, 1))].slice(16, 20)).toEqual([116, 117, 200, 201]);
    expect([...(await readWhole(reader, 0, 2))]).toEqual([300, 301, 302, 400, 401, 402]);
    const { "CustomDataSeq|DownsampledColorData_8|1!": _, ...incomplete } = chunks;
    expect((await openRecipe({ ...recipe, chunks: incomplete })).description.scenes[0]!.levels).toHaveLength(1);
  });

  it("compressed metadata", async () => {
    const { experiment: _, ...rest } = tz;
    const chunks = { "ImageMetadataLV!": compressedLiteVariant({ SLxExperiment: time(2, z(3)) }) };
    expect((await openRecipe({ ...rest, chunks })).description.scenes[0]!.shape).toEqual([2, 3, 2, 4, 5]);
  });

  it("notes on what is not carried over", async () => {
    const roi = liteVariant({ RoiMetadata_v1: { m_vectGlobal_Size: 1 } });
    const chunks = { "CustomData|RoiMetadata_v1!": roi, "CustomDataVar|BinaryMetadata_v1!": new Uint8Array(1) };
    const { notes } = (await openRecipe({ ...tz, chunks })).description;
    expect(notes).toEqual([expect.stringContaining("binary layers"), expect.stringContaining("regions of interest")]);
    const none = { "CustomData|RoiMetadata_v1!": liteVariant({ RoiMetadata_v1: {} }) };
    expect((await openRecipe({ ...tz, chunks: none })).description.notes).toEqual([]);
  });

  it("pixel sizes that are doubtful", async () => {
    const sizeOf = async (more: Record<string, number | boolean>) => {
      const { scenes, notes } = (
        await openRecipe({ ...tz, picture: { ...planes(plane("one"), plane("two")), ...more } })
      ).description;
      return { size: scenes[0]!.scale.at(-1), reference: scenes[0]!.reference.scale.at(-1), notes: notes.length };
    };
    expect(await sizeOf({})).toEqual({ size: 0.5, reference: 0.5, notes: 0 });
    expect(await sizeOf({ bCalibrated: false })).toEqual({ size: 0.5, reference: 0.5, notes: 1 });
    expect(await sizeOf({ bCalibrated: false, dCalibration: 1 })).toEqual({ size: null, reference: 1, notes: 0 });
    expect(await sizeOf({ dCalibration: -1 })).toEqual({ size: null, reference: 1, notes: 0 });
    expect(await sizeOf({ dAspect: 2, ePictureXAxis: 2 })).toEqual({ size: 0.5, reference: 0.5, notes: 2 });
  });
});
