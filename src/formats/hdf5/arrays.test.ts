import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeReader } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { expectHdf5Image, HDF5_IMAGES, hdf5Image } from "../../../testing/formats/hdf5Images.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;

function openBytes(bytes: Uint8Array, name: string) {
  return openImage(memoryFiles({ [name]: bytes }, name), never);
}

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../fixtures/hdf5/${name}`, import.meta.url)));
}

describe("arrays in HDF5 files", () => {
  it("are scenes as h5py reads them, their axes as the file says", async () => {
    const reader = await openBytes(hdf5Image("arrays.h5"), "arrays.h5");
    await expectHdf5Image(reader, HDF5_IMAGES["arrays.h5"]!);
    const { description } = reader;
    expect(description).toMatchObject({ format: "hdf5", formatName: "HDF5" });
    expect(description.scenes.map(({ id }) => id)).toEqual([
      "again",
      "exported_data",
      "group/big endian",
      "group/labelled",
      "group/matlab",
      "group/rgb",
    ]);
    expect(description.scenes[0]).toMatchObject({
      scale: [2, 0.5, 0.25],
      units: ["micrometer", "micrometer", "micrometer"],
    });
    expect(description.notes).toEqual([
      "1 smaller arrays are taken for tables and left out.",
      "again does not say what its axes are; they are taken for z, y, x.",
      "group/rgb does not say what its axes are; they are taken for y, x, c.",
    ]);
  });

  it("are known by content: an Imaris file is one, whatever its name", async () => {
    const { description } = await openBytes(hdf5Image("u8-planes.ims"), "image.h5");
    expect(description.format).toBe("ims");
  });

  it("with filters that are not known are left out, which is said", async () => {
    const { description } = await openBytes(fixture("filters.h5"), "filters.h5");
    expect(description.scenes).toHaveLength(28);
    expect(description.notes.join(" ")).toMatch(/refused zfp is left out: .* the filter ZFP/);
  });

  it("are refused where there is no image", async () => {
    await expect(openBytes(fixture("linked.h5"), "linked.h5")).rejects.toMatchObject({ kind: "unsupported-format" });
  });
});

describeReader("arrays.h5", (recorder) => {
  return openImage(recorder.watch(memoryFiles({ "arrays.h5": hdf5Image("arrays.h5") }, "arrays.h5")), never);
});
