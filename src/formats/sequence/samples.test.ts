import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../../bytes/openSource.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { proposePattern } from "../../sequence/proposePattern.ts";
import { wholeRegion } from "../../model/region.ts";
import { read } from "../../../testing/contract/describeReader.ts";
import { openImage } from "../registry.ts";

const SAMPLES = new URL("../../../../shared/samples/", import.meta.url).pathname;
const never = new AbortController().signal;

type OracleScene = { dims: string; shape: number[]; sha256: string };
type OracleRow = { reader: string; scenes: OracleScene[] };

/** The images that a folder of samples makes by its own proposal. */
async function openFolder(folder: string) {
  const source = { kind: "node", folder: join(SAMPLES, folder), main: "" } as const;
  const pattern = proposePattern(await (await openSource(source)).directory.list());
  expect(pattern).not.toBeNull();
  return {
    template: pattern!.template,
    reader: await openImage({ kind: "sequence", source, pattern: pattern! }, never),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe.skipIf(!existsSync(SAMPLES))("folders of samples as sequences", () => {
  const oracle: Record<string, OracleRow[]> = existsSync(SAMPLES)
    ? (JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as { files: Record<string, OracleRow[]> }).files
    : {};

  it("synthetic/tiff-glob is what bioio-tiff-glob reads", async () => {
    const expected = oracle["synthetic/tiff-glob/*.tif"]!.find(({ reader }) => reader === "bioio_tiff_glob")!
      .scenes[0]!;
    const { template, reader } = await openFolder("synthetic/tiff-glob");
    expect(template).toBe("s_S0_T{t}_C{c}_Z{z}.tif");
    const [scene] = reader.description.scenes;
    expect(scene!.reference.axes.join("").toUpperCase()).toBe(expected.dims);
    expect(scene!.shape).toEqual(expected.shape);
    const pixels = await read(reader, 0, 0, wholeRegion(scene!.shape), never);
    expect(sha256(bytesOfPixels(pixels))).toBe(expected.sha256);
    reader.close();
  });

  it("tiff-glob is a stack of what single files hold", async () => {
    const { template, reader } = await openFolder("tiff-glob");
    expect(template).toBe("leica_stack_Series014_z{z}_ch00.tif");
    const { shape, axes } = reader.description.scenes[0]!;
    expect(axes).toEqual(["z", "y", "x"]);
    for (let z = 0; z < shape[0]!; z++) {
      const plane = await read(reader, 0, 0, { start: [z, 0, 0], shape: [1, ...shape.slice(1)] }, never);
      const row = oracle[`tiff-glob/leica_stack_Series014_z00${z}_ch00.tif`]![0]!;
      expect(sha256(bytesOfPixels(plane))).toBe(row.scenes[0]!.sha256);
    }
    reader.close();
  });

  // Plates have readers of their own; as folders of images they are examples of programs' habits.
  const PLATES: [string, string, number, string, number[]][] = [
    [
      "imagexpress/ImageXpress_exported/9987_Plate_3435",
      "TimePoint_{t}/9987_B{p}_s{p}_w{c}.TIF",
      4,
      "B02_s1",
      [2, 2, 256, 256],
    ],
    [
      "imagexpress/ImageXpress/1well-3C-2S-Zmix-T/2024-04-22/1697",
      "TimePoint_{t}/1well-3C-2S-Zmix-T_C07_s{p}_w{c:1}{*}.tif",
      2,
      "s1",
      [2, 3, 256, 256],
    ],
    [
      "imagexpress/ImageXpress/SingleChannel/2023-02-21/1334",
      "ZStep_{z}/Projection-Mix_E{p}_s{p:1}{*:36}.tif",
      4,
      "E07_s1",
      [2, 512, 512],
    ],
    [
      "cellvoyager/CV8000-Minimal-DataSet-2C-3W-4S-FP2-stack_20230918_135839/CV8000-Minimal-DataSet-2C-3W-4S-FP2-stack",
      "CV8000-Minimal-DataSet-2C-3W-4S-FP2-stack_{p:*}_T0001F{p}L01A{*}Z{z}C{c}.tif",
      12,
      "D08_F001",
      [2, 4, 2000, 2000],
    ],
    ["operetta-phenix/Version5", "images/r01c01f01p01-ch{c}sk1fk1fl1.tiff", 1, "Image:0", [6, 1080, 1080]],
  ];
  it.each(PLATES)("%s", async (folder, template, scenes, name, shape) => {
    const opened = await openFolder(folder);
    const { description } = opened.reader;
    const [scene] = description.scenes;
    expect({
      template: opened.template,
      scenes: description.scenes.length,
      name: scene!.name,
      shape: scene!.shape,
    }).toEqual({ template, scenes, name, shape });
    // The first file's pixels are at its place.
    const [path] = description.files;
    const alone = await openImage({ kind: "node", folder: join(SAMPLES, folder), main: path! }, never);
    const plane = scene!.axes.map((axis, index) => (axis === "y" || axis === "x" ? scene!.shape[index]! : 1));
    const found = await read(opened.reader, 0, 0, { start: plane.map(() => 0), shape: plane }, never);
    const own = alone.description.scenes[0]!;
    const single = own.axes.map((axis, index) => (axis === "y" || axis === "x" ? own.shape[index]! : 1));
    const expected = await read(alone, 0, 0, { start: single.map(() => 0), shape: single }, never);
    expect(sha256(bytesOfPixels(found))).toBe(sha256(bytesOfPixels(expected)));
    alone.close();
    opened.reader.close();
  });
});
