import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NodeFolder } from "../../bytes/nodeFile.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { read } from "../../../testing/contract/describeReader.ts";
import { openImage } from "../registry.ts";
import { npyFile } from "../../../testing/formats/sldyFiles.ts";
import { openNpy } from "./npy.ts";
import { readRecords } from "./records.ts";

const SAMPLES = new URL("../../../../shared/samples/", import.meta.url).pathname;
const never = new AbortController().signal;

type OracleScene = {
  id: string;
  dims: string;
  shape: number[];
  sha256: string;
  channels: string[];
  physical: { Y: number; X: number };
  physical_um: number[];
};

describe.skipIf(!existsSync(SAMPLES))("SlideBook samples", () => {
  it("synthetic/sldy is what bioio-sldy reads", async () => {
    const path = "synthetic/sldy/synth_t2_c3_z4.sldy";
    const { files } = JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as {
      files: Record<string, { reader: string; scenes: OracleScene[] }[]>;
    };
    const rows = files[path]!;
    const expected = rows.find(({ reader }) => reader === "bioio_sldy")!.scenes[0]!;
    const bioFormats = rows.find(({ reader }) => reader.startsWith("Bio-Formats"))!.scenes[0]!;
    const source = { kind: "node", folder: join(SAMPLES, "synthetic/sldy"), main: "synth_t2_c3_z4.sldy" } as const;
    const reader = await openImage(source, never);
    const [scene] = reader.description.scenes;
    expect(scene!.reference).toMatchObject({ sceneId: expected.id, channelNames: expected.channels });
    expect(scene!.axes.join("").toUpperCase()).toBe(expected.dims);
    expect(scene!.shape).toEqual(expected.shape);
    // Bio-Formats has the spacing of planes, bioio-sldy the pixel size; each lacks the other.
    const { Y, X } = expected.physical;
    expect(scene!.scale.slice(3)).toEqual([Y, X]);
    expect(scene!.scale[2]).toBeCloseTo(bioFormats.physical_um[0]!, 6);
    const pixels = await read(reader, 0, 0, wholeRegion(scene!.shape), never);
    expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex")).toBe(expected.sha256);
    reader.close();
  });

  it("records of a microscope are understood", async () => {
    const directory = new NodeFolder(join(SAMPLES, "sldy-real-metadata"));
    const records = await readRecords(directory, "sldy.dir/StageScan1643299934.imgdir", never);
    expect(records).toMatchObject({
      name: "StageScan",
      times: 1,
      channels: 8,
      scale: { z: 0.43792537, y: 0.16249999, x: 0.16249999 },
      stage: { z: 0.001, y: 5970.7002, x: -3837.6001 },
      channelNames: ["405A", "405B", "488A", "488B", "561A", "561B", "640A", "640B"],
      emissions: [420, 420, 509, 509, 580, 580, 690, 690],
      colors: ["00FF00", "FF0000", "FF0000", "00FF00", "00FF00", "FF0000", "FF0000", "00FF00"],
      bitDepths: [16, 16, 16, 16, 16, 16, 16, 16],
      elapsedSeconds: [0],
      date: "2022-01-27T16:12:15",
      masks: 0,
      facts: {
        Objective: "40x Nikon",
        "Numerical aperture": "0.8",
        Optovar: "1.0 x",
        Information: "MLS stage scan (XY step = 0.44um) diSPIM raster",
      },
    });
    expect(records.windows[0]).toEqual({ start: 48, end: 10665 });
  });

  it("a slide without its pixels is refused", async () => {
    const source = { kind: "node", folder: join(SAMPLES, "sldy-real-metadata"), main: "sldy.sldy" } as const;
    await expect(openImage(source, never)).rejects.toMatchObject({ kind: "companion-missing" });
  });

  it("the fixtures' arrays begin as NumPy's do", async () => {
    const folder = new NodeFolder(join(SAMPLES, "synthetic/sldy/synth_t2_c3_z4.dir/StageScan1643299934.imgdir"));
    const source = (await folder.open("ImageData_Ch0_TP0000000.npy"))!;
    const array = await openNpy(source, never);
    expect(array).toMatchObject({ offset: 128, shape: [4, 64, 80], dtype: "uint16", littleEndian: true });
    const own = npyFile([4, 64, 80], new Uint8Array(0));
    expect(own).toEqual(new Uint8Array(await source.read(0, 128)));
  });
});
