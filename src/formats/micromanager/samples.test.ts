import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { read } from "../../../testing/contract/describeReader.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { openImage } from "../registry.ts";

const SAMPLES = new URL("../../../../shared/samples/", import.meta.url).pathname;
const FOLDER = "micromanager/alpha_2.0_singleplane_manual";
const PLANE = `${FOLDER}/Pos0/img_channel000_position000_time000000000_z000.tif`;
const never = new AbortController().signal;

describe.skipIf(!existsSync(join(SAMPLES, FOLDER)))(
  "a folder that Micro-Manager wrote, without the end of its list",
  () => {
    it.each(["Pos0/metadata.txt", ""])("is what tifffile reads, opened by %j", async (main) => {
      // The file is ours: its form is known.
      const { files } = JSON.parse(readFileSync(join(SAMPLES, "ORACLE.json"), "utf8")) as {
        files: Record<string, { reader: string; scenes: { sha256: string }[] }[]>;
      };
      const tifffile = files[PLANE]!.find(({ reader }) => reader.startsWith("tifffile"))!;
      const reader = await openImage({ kind: "node", folder: join(SAMPLES, FOLDER), main }, never);
      const [scene] = reader.description.scenes;
      expect(scene).toMatchObject({
        shape: [1, 1, 1, 16, 16],
        // Bio-Formats has the same.
        scale: [null, null, 123_456_789.012345, null, null],
        channels: [{ name: "Alpha" }],
      });
      const pixels = await read(reader, 0, 0, wholeRegion(scene!.shape), never);
      expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex")).toBe(tifffile.scenes[0]!.sha256);
      reader.close();
    });
  },
);
