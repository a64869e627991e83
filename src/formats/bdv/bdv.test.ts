import { describe, expect, it } from "vitest";
import { MemorySource } from "../../bytes/memorySource.ts";
import { ZipDirectory } from "../../bytes/zipDirectory.ts";
import { describeReader } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { expectHdf5Image, HDF5_IMAGES, hdf5Image } from "../../../testing/formats/hdf5Images.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;

function filesOf(...names: string[]): Record<string, Uint8Array> {
  return Object.fromEntries(names.map((name) => [name, hdf5Image(name)]));
}

/** The XML file with something else in it. */
function changed(name: string, from: string | RegExp, to: string): Record<string, Uint8Array> {
  const text = new TextDecoder().decode(hdf5Image(name)).replace(from, to);
  return { ...filesOf("bdv.h5"), [name]: new TextEncoder().encode(text) };
}

describe("BigDataViewer datasets", () => {
  it("are as h5py reads them, with their XML file", async () => {
    const reader = await openImage(memoryFiles(filesOf("bdv.xml", "bdv.h5"), "bdv.xml"), never);
    await expectHdf5Image(reader, HDF5_IMAGES["bdv.xml"]!);
    const { description } = reader;
    expect(description).toMatchObject({
      format: "bdv",
      formatName: "BigDataViewer (HDF5)",
      files: ["bdv.xml", "bdv.h5"],
      notes: [],
    });
    expect(description.scenes[1]).toMatchObject({
      id: "s01",
      name: "view 1",
      scale: [null, 1.5, 0.25, 0.25],
      units: [null, "micrometer", "micrometer", "micrometer"],
      channels: [{ name: "dye 1" }],
      facts: {
        Channel: "dye 1",
        Angle: "0",
        "Transformations from time point 0 on":
          "Stitching: 1.0 0.0 0.0 20.5 0.0 1.0 0.0 0.0 0.0 0.0 1.0 0.0; calibration: 1.0 0.0 0.0 0.0 0.0 1.0 0.0 0.0 0.0 0.0 6.0 0.0",
      },
    });
  });

  it("are read without their XML file, which is said", async () => {
    const reader = await openImage(memoryFiles(filesOf("bdv.h5"), "bdv.h5"), never);
    await expectHdf5Image(reader, HDF5_IMAGES["bdv.h5"]!);
    expect(reader.description.notes).toEqual([expect.stringMatching(/XML file/)]);
  });

  it("may have their volumes in several files", async () => {
    const files = filesOf("parts.xml", "parts.h5", "parts-01-00.h5");
    await expectHdf5Image(await openImage(memoryFiles(files, "parts.xml"), never), HDF5_IMAGES["parts.xml"]!);
    delete files["parts-01-00.h5"];
    await expect(openImage(memoryFiles(files, "parts.xml"), never)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("are read from N5 as tensorstore wrote it", async () => {
    const source = new MemorySource("bdv.n5.zip", Uint8Array.from(hdf5Image("bdv.n5.zip")));
    const directory = await ZipDirectory.open(source, never);
    const main = await directory.open("dataset.xml");
    const reader = await openImage({ directory, main: "dataset.xml", source: main }, never);
    await expectHdf5Image(reader, HDF5_IMAGES["bdv.n5.zip"]!);
    expect(reader.description).toMatchObject({ formatName: "BigDataViewer (N5)" });
    expect(reader.description.scenes.map(({ id }) => id)).toEqual(["setup0", "setup1"]);
    // The same by the folder alone.
    const folder = await openImage({ directory, main: "", source: null }, never);
    await expectHdf5Image(folder, HDF5_IMAGES["bdv.n5.zip"]!);
    expect(folder.description).toMatchObject({ format: "n5", formatName: "BigDataViewer (N5)" });
  });

  it("have volumes that were not recorded, which are 0 and counted", async () => {
    const files = changed(
      "bdv.xml",
      "<MissingViews />",
      '<MissingViews><MissingView timepoint="1" setup="0"/></MissingViews>',
    );
    const { description } = await openImage(memoryFiles(files, "bdv.xml"), never);
    expect(description.scenes.map(({ absentPlanes }) => absentPlanes)).toEqual([
      [{ reason: "not-recorded", count: 3, examples: ["s00"] }],
      undefined,
    ]);
  });

  it.each<[string, Record<string, Uint8Array>, string]>([
    ["without its pixels", filesOf("bdv.xml"), "companion-missing"],
    ["of another loader", changed("bdv.xml", "bdv.hdf5", "bdv.multimg.zarr"), "unsupported-feature"],
    ["without a set-up", changed("bdv.xml", /<ViewSetup>.*<\/ViewSetup>/s, ""), "corrupt"],
    ["of more time points than there are", changed("bdv.xml", "0-1", "0-2"), "corrupt"],
    ["of endless time points", changed("bdv.xml", "0-1", "0-999999999999"), "corrupt"],
    ["that is cut off", { "bdv.xml": hdf5Image("bdv.xml").subarray(0, 700) }, "corrupt"],
  ])("a dataset %s is refused", async (_, files, kind) => {
    const opening = openImage(memoryFiles(files, "bdv.xml"), never);
    await expect(
      opening.then((reader) => {
        const target = new Uint16Array(3 * 3 * 20 * 23);
        return reader.readRegion(
          { scene: 0, level: 0, region: { start: [0, 0, 0, 0], shape: [3, 3, 20, 23] }, signal: never },
          target,
        );
      }),
    ).rejects.toMatchObject({ kind });
  });
});

describeReader("bdv.xml", (recorder) => {
  return openImage(recorder.watch(memoryFiles(filesOf("bdv.xml", "bdv.h5"), "bdv.xml")), never);
});
