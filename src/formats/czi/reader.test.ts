import { describe, expect, it } from "vitest";
import type { OpenedSource } from "../../bytes/openSource.ts";
import { describeReader } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { colourFile, gapFile, mixedFile, mosaicFile } from "../../../testing/formats/cziFiles.ts";
import type { ImageReader } from "../reader.ts";
import { FORMATS, identify, openImage } from "../registry.ts";
import { cziFormat } from "./descriptor.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
function openAs(opened: OpenedSource): Promise<ImageReader> {
  return open({ directory: opened.directory, path: opened.main, source: opened.source, signal: never });
}

const files: Record<string, Uint8Array<ArrayBuffer>> = {
  "mosaic, pyramid, two scenes": mosaicFile(80),
  "colours in all compressions": colourFile(),
  "mixed channels, unfinished": mixedFile(),
  "mosaic with gaps": gapFile(),
};

for (const [name, bytes] of Object.entries(files)) {
  describeReader(name, (recorder) => openAs(recorder.watch(memoryFiles({ "a.czi": bytes }, "a.czi"))), { regions: 15 });
}

describe("description", () => {
  it("is told by content, whatever the name", async () => {
    const opened = memoryFiles({ "b.dat": files["colours in all compressions"]! }, "b.dat");
    const [surest] = await identify(opened, never);
    expect(surest).toEqual({ format: cziFormat, certainty: 2 });
    expect(FORMATS).toContain(cziFormat);
    const reader = await openImage(opened, never);
    expect(reader.description.format).toBe("czi");
  });

  it("has what the metadata and the attachments say", async () => {
    const reader = await openAs(memoryFiles({ "d/a.czi": files["mosaic, pyramid, two scenes"]! }, "d/a.czi"));
    const { scenes, attachments, name, files: paths, notes } = reader.description;
    expect([name, paths, attachments]).toEqual(["a.czi", ["d/a.czi"], ["Thumbnail", "Label"]]);
    expect(scenes.map(({ id }) => id)).toEqual(["P1", "Image:1"]);
    const [first] = scenes;
    expect(first).toMatchObject({
      axes: ["t", "y", "x"],
      scale: [2.5, 0.1, 0.1],
      units: ["second", "micrometer", "micrometer"],
      blockShape: [1, 78, 77],
      channels: [{ name: "DAPI", color: "0000FF", window: { start: 26, end: 153 } }],
    });
    expect(first!.levels.map(({ shape }) => shape)).toEqual([
      [2, 158, 157],
      [2, 79, 79],
    ]);
    expect(notes.join(" ")).toMatch(/TimeStamps, Thumbnail, Label/);
  });
});
