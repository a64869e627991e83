import { describe, expect, it } from "vitest";
import { tiffFixtureBytes } from "../../../../fixtures/tiffFixtures.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { openImage } from "../../registry.ts";
import { tiffFormat } from "../descriptor.ts";

const never = new AbortController().signal;

async function described(name: string, change: (text: string) => string = (text) => text) {
  const text = Buffer.from(tiffFixtureBytes(name)).toString("latin1");
  const bytes = Uint8Array.from(Buffer.from(change(text), "latin1"));
  const reader = await openImage(memoryFiles({ [name]: bytes }, name), never, [tiffFormat]);
  reader.close();
  return reader.description;
}

// The pixels are held against tifffile's in fixtures.test.ts.
describe("Olympus FluoView", () => {
  it("has the dimensions of its header", async () => {
    const { formatName, scenes } = await described("fluoview.tif");
    expect(formatName).toBe("Olympus FluoView TIFF");
    expect(scenes[0]).toMatchObject({
      name: "cells",
      axes: ["c", "z", "y", "x"],
      shape: [2, 3, 12, 17],
      scale: [null, 2, 0.5, 0.5],
      units: [null, "micrometer", "micrometer", "micrometer"],
    });
  });

  it("is read as it is where the header says something else", async () => {
    const { scenes, notes } = await described("fluoview.tif", (text) => {
      const name = "ch".padEnd(16, "\0");
      return text.replaceAll(`${name}\u0002`, `${name}\u0007`);
    });
    expect(scenes[0]!.shape).toEqual([6, 12, 17]);
    expect(notes.join(" ")).toContain("do not fit");
  });
});

describe("ScanImage", () => {
  it("has channels, frames and slices of its settings", async () => {
    const { formatName, scenes } = await described("scanimage.tif");
    expect(formatName).toBe("ScanImage TIFF");
    expect(scenes[0]).toMatchObject({
      axes: ["z", "t", "c", "y", "x"],
      shape: [3, 2, 2, 5, 6],
      scale: [null, 0.125, null, null, null],
      channels: [{ name: "Channel 1" }, { name: "Channel 3" }],
    });
  });

  it.each([
    ["frames without end", "framesPerSlice = 2", "framesPerSlice = I", [6, 2, 5, 6]],
    ["one channel", "channelSave = [1;3]", "channelSave = 2    ", [6, 2, 5, 6]],
    ["more than there is", "framesPerSlice = 2", "framesPerSlice = 9", [12, 5, 6]],
    ["no settings", "SI.hChannels.channelSave", "SI.hChannels.channelXXXX", [12, 5, 6]],
  ])("%s", async (_, from, to, shape) => {
    expect((await described("scanimage.tif", (text) => text.replace(from, to))).scenes[0]!.shape).toEqual(shape);
  });
});
