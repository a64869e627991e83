import { describe, expect, it } from "vitest";
import { tiffFixtureBytes } from "../../../../fixtures/tiffFixtures.ts";
import type { ImageDescription } from "../../../model/image.ts";
import { describeReader } from "../../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { openImage } from "../../registry.ts";
import { tiffFormat } from "../descriptor.ts";
import { open } from "../reader.ts";

const never = new AbortController().signal;

async function described(name: string, change: (text: string) => string = (text) => text): Promise<ImageDescription> {
  const text = Buffer.from(tiffFixtureBytes(name)).toString("latin1");
  const bytes = Uint8Array.from(Buffer.from(change(text), "latin1"));
  const reader = await openImage(memoryFiles({ [name]: bytes }, name), never, [tiffFormat]);
  reader.close();
  return reader.description;
}

// The pixels are held against tifffile's in fixtures.test.ts.
describe("slides of scanners", () => {
  it("QPTIFF: channels, sizes, pictures beside the tissue", async () => {
    const { formatName, scenes } = await described("slide.qptiff");
    expect(formatName).toBe("PerkinElmer/Akoya slide (QPTIFF)");
    expect(scenes.map(({ name }) => name)).toEqual(["Baseline", "Thumbnail", "Macro", "Label"]);
    expect(scenes[0]!.channels).toMatchObject([
      { name: "DAPI", color: "0000FF" },
      { name: "Opal 520", color: "00FF00" },
    ]);
    expect(scenes[0]).toMatchObject({ scale: [null, 0.5, 0.5], facts: { Objective: "20x" } });
    expect(scenes[0]!.levels).toHaveLength(2);
    expect(scenes[1]!.scale).toEqual([null, null, null]);
  });

  it("SCN: images by the file's own description", async () => {
    const { formatName, scenes } = await described("slide.scn");
    expect(formatName).toBe("Leica slide (SCN)");
    expect(scenes.map(({ name, levels }) => [name, levels.length])).toEqual([
      ["overview", 1],
      ["tissue", 2],
    ]);
    expect(scenes[1]).toMatchObject({
      scale: [null, 0.25, 0.5],
      units: [null, "micrometer", "micrometer"],
      acquisitionDate: "2012-05-03T08:32:45.07Z",
      facts: { Objective: "20×", Scanner: "Leica SCN400" },
    });
  });

  it("BIF: tissue first, and what is not understood", async () => {
    const { formatName, scenes, notes } = await described("slide.bif");
    expect(formatName).toBe("Ventana slide (BIF)");
    expect(scenes.map(({ name, levels }) => [name, levels.length])).toEqual([
      ["Baseline", 2],
      ["Label", 1],
    ]);
    expect(scenes[0]).toMatchObject({ scale: [0.25, 0.25, null], facts: { Objective: "40×" } });
    expect(notes.join(" ")).toContain("overlaps are not put right");
  });

  it("that are not as they say are read as the TIFFs that they are", async () => {
    const wrongDirectory = await described("slide.scn", (text) => text.replace('ifd="2"', 'ifd="9"'));
    expect(wrongDirectory.formatName).toBe("TIFF");
    expect(wrongDirectory.notes.join(" ")).toContain("Leica SCN");
    const noXml = await described("slide.qptiff", (text) => text.replaceAll("<Name>", "<Name "));
    expect(noXml.scenes[0]!.channels).toMatchObject([{ name: null }, { name: null }]);
  });
});

for (const path of ["slide.qptiff", "slide.scn", "slide.bif"]) {
  describeReader(path, async (recorder) => {
    const watched = recorder.watch(memoryFiles({ [path]: tiffFixtureBytes(path) }, path));
    return open({ directory: watched.directory, path, source: watched.source, signal: never });
  });
}
