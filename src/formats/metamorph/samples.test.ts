import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { read } from "../../../testing/contract/describeReader.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { openImage } from "../registry.ts";

const SAMPLES = new URL("../../../../shared/samples-2/", import.meta.url).pathname;
const never = new AbortController().signal;

describe.skipIf(!existsSync(join(SAMPLES, "metamorph-nd")))("MetaMorph samples", () => {
  it.each(["exp.nd", ""])("exp.nd is what tifffile reads by the files' names, opened by %j", async (main) => {
    // The file is ours: its form is known.
    const { files } = JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as {
      files: Record<string, { scenes: { id: string; shape: number[]; sha256: string }[] }[]>;
    };
    const expected = files["metamorph-nd/exp.nd"]![0]!.scenes;
    const reader = await openImage({ kind: "node", folder: join(SAMPLES, "metamorph-nd"), main }, never);
    const { scenes } = reader.description;
    expect(scenes.map(({ name, shape }) => [name, shape])).toEqual([
      ["pos A", [3, 2, 4, 30, 40]],
      ["pos B", [3, 2, 4, 30, 40]],
    ]);
    for (const { id, shape, sha256 } of expected) {
      const [, stage, wave] = /^s(\d) w(\d)/.exec(id)!.map(Number);
      // The second wavelength has no sections.
      const region = { start: [0, wave! - 1, 0, 0, 0], shape: [3, 1, shape.length === 4 ? 4 : 1, 30, 40] };
      const pixels = await read(reader, stage! - 1, 0, region, never);
      expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex"), id).toBe(sha256);
    }
    expect(scenes[0]).toMatchObject({
      scale: [null, null, 0.5, null, null],
      acquisitionDate: "2026-01-01T10:00:00",
      channels: [{ name: "DAPI" }, { name: "GFP" }],
      absentPlanes: [{ reason: "not-acquired", count: 9 }],
    });
    reader.close();
  });
});
