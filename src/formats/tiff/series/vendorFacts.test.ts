import { describe, expect, it } from "vitest";
import { grayFields, tiffBytes } from "../../../../fixtures/tiffBytes.ts";
import type { SceneDescription } from "../../../model/image.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { openImage } from "../../registry.ts";
import { tiffFormat } from "../descriptor.ts";

const never = new AbortController().signal;

type Fields = Parameters<typeof tiffBytes>[0][number];

async function sceneOf(fields: Fields): Promise<{ scene: SceneDescription; notes: string[] }> {
  const bytes = tiffBytes([{ ...grayFields(2, 2, 8, 8), ...fields }]);
  const reader = await openImage(memoryFiles({ "a.tif": bytes }, "a.tif"), never, [tiffFormat]);
  reader.close();
  return { scene: reader.description.scenes[0]!, notes: reader.description.notes };
}

describe("what programs say in texts of their own", () => {
  it("FEI: pixel size in metres, beam, detector", async () => {
    const text =
      "[Beam]\r\nHV=2000\r\nScan=EScan\r\n[EScan]\r\nPixelWidth=7.70833e-009\r\nPixelHeight=7.5e-009\r\n[Detectors]\r\nName=ETD\r\n";
    const { scene } = await sceneOf({ 34682: { type: "ascii", text } });
    expect(scene).toMatchObject({
      scale: [7.5, 7.70833],
      units: ["nanometer", "nanometer"],
      facts: { Beam: "2 kV", Detector: "ETD" },
    });
  });

  it("Zeiss SEM: lines with units", async () => {
    const text =
      "0\r\n1\r\nAP_IMAGE_PIXEL_SIZE\r\nImage Pixel Size = 2.345 nm\r\nAP_MAG\r\nMag = 47.6 K X\r\nAP_MANUALKV\r\nEHT = 5.00 kV";
    const { scene } = await sceneOf({ 34118: { type: "ascii", text } });
    expect(scene).toMatchObject({ scale: [2.345, 2.345], units: ["nanometer", "nanometer"] });
    expect(scene.facts).toMatchObject({ Beam: "5.00 kV", Magnification: "47.6 K X" });
  });

  it("MetaMorph and MetaXpress: calibration, name, time", async () => {
    const properties = {
      "spatial-calibration-state": "on",
      "spatial-calibration-x": "0.65",
      "spatial-calibration-y": "0.7",
      "spatial-calibration-units": "um",
      "image-name": "DAPI",
      "acquisition-time-local": "20240422 09:57:37.294",
      _MagSetting_: "20X Plan Apo",
    };
    const props = Object.entries(properties).map(([id, value]) => `<prop id="${id}" type="string" value="${value}"/>`);
    const text = `<MetaData><prop id="ApplicationName" value="MetaMorph"/><PlaneInfo>${props.join("")}</PlaneInfo></MetaData>`;
    const { scene } = await sceneOf({ 270: { type: "ascii", text } });
    expect(scene).toMatchObject({
      scale: [0.7, 0.65],
      units: ["micrometer", "micrometer"],
      channels: [{ name: "DAPI" }],
      acquisitionDate: "2024-04-22T09:57:37.294",
      facts: { Objective: "20X Plan Apo" },
    });
  });

  it.each([
    ["FEI", { 34682: { type: "ascii", text: "[Scan]\nPixelWidth=none\n" } }],
    ["Zeiss", { 34118: { type: "ascii", text: "Image Pixel Size = many pixels" } }],
    ["MetaMorph", { 270: { type: "ascii", text: "<MetaData><prop" } }],
  ] as [string, Fields][])("%s: nonsense says nothing", async (_, fields) => {
    const { scene } = await sceneOf(fields);
    expect(scene.scale).toEqual([null, null]);
  });
});

describe("tables of colours", () => {
  const table = (colour: (level: number) => [number, number, number]): Fields => {
    const levels = Array.from({ length: 256 }, (_, level) => colour(level).map((part) => part * 257));
    const values = [0, 1, 2].flatMap((part) => levels.map((level) => level[part]!));
    return { 262: { type: "short", values: [3] }, 320: { type: "short", values } };
  };

  it("that go from black to a colour give the channel's colour", async () => {
    const { scene, notes } = await sceneOf(table((level) => [level, Math.floor(level / 2), 0]));
    expect(scene.channels[0]!.color).toBe("FF7F00");
    expect(notes).toEqual([]);
  });

  it("that hold anything else are said to be lost", async () => {
    const { scene, notes } = await sceneOf(table((level) => [level, 255 - level, 0]));
    expect(scene.channels[0]!.color).toBeNull();
    expect(notes.join(" ")).toContain("table of colours");
  });
});
