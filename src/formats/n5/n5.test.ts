import { describe, expect, it } from "vitest";
import { MemorySource } from "../../bytes/memorySource.ts";
import { ZipDirectory } from "../../bytes/zipDirectory.ts";
import { describeReader } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { expectHdf5Image, HDF5_IMAGES, hdf5Image } from "../../../testing/formats/hdf5Images.ts";
import { n5Files } from "../../../testing/formats/n5Files.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;

async function openZipped(name: string) {
  const directory = await ZipDirectory.open(new MemorySource(name, Uint8Array.from(hdf5Image(name))), never);
  return openImage({ directory, main: "", source: null }, never);
}

function openFiles(files: Record<string, Uint8Array>) {
  return openImage(memoryFiles(files, ""), never);
}

describe("N5 hierarchies", () => {
  it("are as tensorstore wrote them, of all compressions", async () => {
    const reader = await openZipped("images.n5.zip");
    await expectHdf5Image(reader, HDF5_IMAGES["images.n5.zip"]!);
    const { description } = reader;
    expect(description).toMatchObject({ format: "n5", formatName: "N5", attachments: [], notes: [] });
    expect(description.scenes[0]).toMatchObject({
      id: "images/blosc",
      scale: [1.5, 0.25, 0.25],
      units: ["micrometer", "micrometer", "micrometer"],
      blockShape: [2, 8, 16],
    });
    expect(description.scenes.at(-1)).toMatchObject({ id: "lone", scale: [5, 4], units: ["nanometer", "nanometer"] });
  });

  it("of Java's LZ4 are read, and blocks that are left out are 0", async () => {
    const reader = await openFiles(n5Files({ compression: "lz4", omitted: [1, 0] }));
    const pixels = new Uint16Array(4 * 6);
    await reader.readRegion({ scene: 0, level: 0, region: { start: [0, 0], shape: [4, 6] }, signal: never }, pixels);
    // Blocks of 3 × 2 values; the one at x 3 and y 0 is not there.
    expect([...pixels]).toEqual(Array.from({ length: 24 }, (_, at) => (at < 12 && at % 6 >= 3 ? 0 : at + 256)));
  });

  it.each<[string, Parameters<typeof n5Files>[0], string]>([
    ["values of varying length", { mode: 1 }, "unsupported-feature"],
    ["blocks of another number of axes", { rank: 3 }, "corrupt"],
    ["blocks larger than they may be", { blockLengths: [9, 2] }, "corrupt"],
    ["a compression that is not known", { compression: "jpeg" }, "unsupported-feature"],
    ["objects", { dataType: "object" }, "unsupported-feature"],
    ["lengths that are none", { dimensions: [6, -1] }, "corrupt"],
  ])("with %s are refused", async (_, change, kind) => {
    const reading = openFiles(n5Files(change)).then((reader) => {
      const region = { start: [0, 0], shape: [4, 6] };
      return reader.readRegion({ scene: 0, level: 0, region, signal: never }, new Uint16Array(24));
    });
    await expect(reading).rejects.toMatchObject({ kind });
  });
});

describeReader("n5", (recorder) => openImage(recorder.watch(memoryFiles(n5Files({}), "")), never));
