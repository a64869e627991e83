import { createHash } from "node:crypto";
import { fromArrayBuffer } from "geotiff";
import { describe, expect, it } from "vitest";
import { makeBrokenSample, makeSampleImage } from "./sampleImage.ts";

const live = new AbortController().signal;
const small = { sizeX: 90, sizeY: 70, sizeZ: 3 };

describe("the sample image", () => {
  it("is a TIFF that a foreign reader reads, with nine planes and OME-XML", async () => {
    const file = await makeSampleImage(live, small);
    expect(file.name).toBe("sample-cells.ome.tif");
    const tiff = await fromArrayBuffer(await file.arrayBuffer());
    expect(await tiff.getImageCount()).toBe(9);
    const first = await tiff.getImage(0);
    expect([first.getWidth(), first.getHeight(), first.getBitsPerSample()]).toEqual([90, 70, 16]);
    const xml = String(await first.fileDirectory.loadValue("ImageDescription"));
    expect(xml).toContain(`SizeX="90" SizeY="70" SizeZ="3" SizeC="3"`);
    expect(xml).toContain(`PhysicalSizeX="0.1625"`);
    const last = await (await tiff.getImage(8)).readRasters({ interleave: true });
    expect(last).toBeInstanceOf(Uint16Array);
    expect(Math.min(...last)).toBeGreaterThan(0);
  });

  it("is the same every time", async () => {
    const digest = async () =>
      createHash("sha256")
        .update(new Uint8Array(await (await makeSampleImage(live, small)).arrayBuffer()))
        .digest("hex");
    expect(await digest()).toBe(await digest());
  });

  it("can be stopped, and its broken copy ends before its directories", async () => {
    await expect(makeSampleImage(AbortSignal.abort(), small)).rejects.toMatchObject({ name: "AbortError" });
    const broken = await makeBrokenSample(live);
    const view = new DataView(await broken.slice(0, 8).arrayBuffer());
    expect(view.getUint32(4, true)).toBeGreaterThan(broken.size);
  });
});
