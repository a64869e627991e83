import { describe, expect, it } from "vitest";
import { describeReader } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { expectHdf5Image, HDF5_IMAGES, hdf5Image } from "../../../testing/formats/hdf5Images.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = Object.keys(HDF5_IMAGES).filter((name) => name.endsWith(".ims"));

function openBytes(bytes: Uint8Array, name = "image.ims") {
  return openImage(memoryFiles({ [name]: bytes }, name), never);
}

describe("Imaris files", () => {
  it.each(FILES)("%s is as h5py reads it", async (name) => {
    const reader = await openBytes(hdf5Image(name), name);
    await expectHdf5Image(reader, HDF5_IMAGES[name]!);
  });

  it("has its metadata in physical units", async () => {
    const { description } = await openBytes(hdf5Image("u16-gzip.ims"));
    expect(description).toMatchObject({ format: "ims", formatName: "Imaris", attachments: ["Thumbnail"], notes: [] });
    const [scene] = description.scenes;
    expect(scene).toMatchObject({
      name: "cells, 20 µm",
      scale: [2, null, 1.5, 0.25, 0.25],
      units: ["second", null, "micrometer", "micrometer", "micrometer"],
      origin: [null, null, 20.75, 10.125, 0.125],
      blockShape: [1, 1, 4, 8, 16],
      acquisitionDate: "2024-05-06T10:00:00",
      facts: { Objective: "63x", "Imaris version": "5.5.0" },
    });
    expect(scene!.channels[1]).toEqual({
      name: "Kanal µ1",
      color: "FF8000",
      window: { start: 5, end: 220.5 },
      emissionWavelengthNanometre: 525,
    });
  });

  it.each([100, 3000, 9000])("a file that was cut off after %d bytes is refused", async (length) => {
    await expect(openBytes(hdf5Image("u16-gzip.ims").subarray(0, length))).rejects.toMatchObject({ kind: "corrupt" });
  });
});

for (const name of FILES) {
  describeReader(name, async (recorder) =>
    openImage(recorder.watch(memoryFiles({ [name]: hdf5Image(name) }, name)), never),
  );
}
