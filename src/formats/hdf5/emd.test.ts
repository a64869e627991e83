import { describe, expect, it } from "vitest";
import { describeReader } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { expectHdf5Image, HDF5_IMAGES, hdf5Image } from "../../../testing/formats/hdf5Images.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;

function openFile(name: string) {
  return openImage(memoryFiles({ [name]: hdf5Image(name) }, name), never);
}

describe("EMD files", () => {
  it("of Velox are as h5py reads them, their frames time points", async () => {
    const reader = await openFile("velox.emd");
    await expectHdf5Image(reader, HDF5_IMAGES["velox.emd"]!);
    const { description } = reader;
    expect(description).toMatchObject({
      format: "emd",
      formatName: "Velox EMD",
      attachments: ["Thumbnail"],
      notes: [],
    });
    expect(description.scenes.map(({ name }) => name)).toEqual(["HAADF", "Ceta", "Fft"]);
    expect(description.scenes[1]).toMatchObject({
      id: "2c3d",
      scale: [0.25, 0.5, 0.25],
      units: ["second", "nanometer", "nanometer"],
      origin: [null, 20, -10],
      acquisitionDate: "2019-12-05T10:03:44Z",
      facts: {
        Instrument: "FEI Company Titan",
        "Acceleration voltage": "300000 V",
        "Dwell time": "1e-05 s",
        Detector: "HAADF",
      },
    });
    // A Fourier transform has no size.
    expect(description.scenes[2]!.scale).toEqual([null, null]);
  });

  it("of NCEM are as h5py reads them, with the sizes of their axes", async () => {
    const reader = await openFile("ncem.emd");
    await expectHdf5Image(reader, HDF5_IMAGES["ncem.emd"]!);
    const { description } = reader;
    expect(description).toMatchObject({ format: "emd", formatName: "EMD (NCEM)" });
    const image = description.scenes.find(({ id }) => id === "data/image")!;
    expect(image).toMatchObject({
      scale: [0.5, 0.25],
      units: ["nanometer", "nanometer"],
      origin: [3, 3],
      facts: { "microscope: voltage": "300", "sample: name": "gold" },
    });
    const scan = description.scenes.find(({ id }) => id === "data/datacubes/scan")!;
    expect(scan).toMatchObject({
      axes: ["q", "r", "y", "x"],
      scale: [2, 2, null, null],
      facts: { "Axis q": "R_x (nm)", "Axis x": "Q_y (nm^-1)" },
    });
  });
});

for (const name of ["velox.emd", "ncem.emd"]) {
  describeReader(name, (recorder) => openImage(recorder.watch(memoryFiles({ [name]: hdf5Image(name) }, name)), never));
}
