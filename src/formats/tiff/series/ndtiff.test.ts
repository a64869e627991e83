import { describe, expect, it } from "vitest";
import { tiffFixtureBytes } from "../../../../fixtures/tiffFixtures.ts";
import { describeReader } from "../../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { processorTime } from "../../../../testing/processorTime.ts";
import { openImage } from "../../registry.ts";
import { tiffFormat } from "../descriptor.ts";
import { layoutNdtiff, type NdtiffFrame } from "./ndtiffIndex.ts";
import { open } from "../reader.ts";

const never = new AbortController().signal;
const NAMES = ["cells_NDTiffStack.tif", "cells_NDTiffStack_1.tif", "NDTiff.index"];
const main = NAMES[0]!;
const files = Object.fromEntries(NAMES.map((name) => [name, tiffFixtureBytes(`ndtiff/${name}`)]));

function openFiles(given: Record<string, Uint8Array>) {
  return openImage(memoryFiles(given, main), never, [tiffFormat]);
}

function frameAt(place: Record<string, number | string>): NdtiffFrame {
  return { place: new Map(Object.entries(place)), file: "a.tif", offset: 0, width: 1, height: 1, compression: 0 };
}

// The pixels are held against tifffile's in fixtures.test.ts.
describe("Micro-Manager NDTiff", () => {
  it("has the channels of its index, the sizes of its summary, and all files", async () => {
    const { description } = await openFiles(files);
    expect(description.formatName).toBe("Micro-Manager NDTiff");
    expect(description.files.toSorted()).toEqual(NAMES.toSorted());
    expect(description.scenes[0]).toMatchObject({
      axes: ["t", "c", "y", "x"],
      channels: [{ name: "DAPI" }, { name: "GFP" }],
      scale: [null, null, 0.5, 0.5],
      units: [null, null, "micrometer", "micrometer"],
    });
  });

  it.each(["NDTiff.index", ""])("is the same image by its index and by its folder (%j)", async (path) => {
    const whole = await openImage(memoryFiles(files, main), never);
    const { description } = await openImage(memoryFiles(files, path), never);
    expect(description).toEqual(whole.description);
    const below = Object.fromEntries(NAMES.map((name) => [`Full resolution/${name}`, files[name]!]));
    if (path === "") {
      expect((await openImage(memoryFiles(below, ""), never)).description.scenes).toEqual(description.scenes);
    }
  });

  it("by its index alone names what is missing", async () => {
    const index = { "NDTiff.index": files["NDTiff.index"]! };
    await expect(openImage(memoryFiles(index, "NDTiff.index"), never)).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: [main] },
    });
    const empty = memoryFiles({ "NDTiff.index": new Uint8Array([1, 0, 0, 0, 0x7b]) }, "NDTiff.index");
    await expect(openImage(empty, never)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("names a file that is missing; without the index it is a TIFF", async () => {
    const { [NAMES[1]!]: _, ...incomplete } = files;
    await expect(openFiles(incomplete)).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: [NAMES[1]] },
    });
    const alone = await openFiles({ [main]: files[main]! });
    expect(alone.description.formatName).toBe("TIFF");
    expect(alone.description.notes.join(" ")).toContain("Micro-Manager");
  });

  it("orders axes by how often they change, and counts names and negative places", () => {
    const frames = [-1, 0, 1].flatMap((row) => ["b", "a"].map((channel) => frameAt({ channel, row })));
    const layout = layoutNdtiff(frames)!;
    expect(layout).toMatchObject({ axes: ["row", "channel"], shape: [3, 2] });
    expect(layout.names.get("channel")).toEqual(["b", "a"]);
    expect([...layout.frames.keys()]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("counts as many names as there are frames in a moment", () => {
    const frames = Array.from({ length: 200_000 }, (_, index) => frameAt({ channel: `channel ${index}` }));
    const before = processorTime();
    expect(layoutNdtiff(frames)?.shape).toEqual([200_000]);
    expect(processorTime() - before).toBeLessThan(2000);
  });

  it.each([
    ["other axes", [frameAt({ z: 0 }), frameAt({ time: 0 })]],
    ["names and numbers", [frameAt({ z: 0 }), frameAt({ z: "a" })]],
    ["places too far apart", [frameAt({ z: 0 }), frameAt({ z: 1e12 })]],
    ["nothing", []],
  ])("is no dataset with %s", (_, frames) => {
    expect(layoutNdtiff(frames)).toBeNull();
  });
});

describeReader("NDTiff", async (recorder) => {
  const watched = recorder.watch(memoryFiles(files, main));
  return open({ directory: watched.directory, path: main, source: watched.source, signal: never });
});
