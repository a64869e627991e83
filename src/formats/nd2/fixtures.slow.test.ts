import { describe, expect, it } from "vitest";
import { nd2Bytes } from "../../../fixtures/nd2Bytes.ts";
import { expectedNd2s, nd2FixtureBytes } from "../../../fixtures/nd2Fixtures.ts";
import { allocatePixels, bytesOfPixels } from "../../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../../model/region.ts";
import { describeReader } from "../../../testing/contract/describeReader.ts";
import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import type { Recorder } from "../../../testing/contract/recorder.ts";
import { SceneHashes } from "../../../testing/oracle/sceneHashes.ts";
import { openImage } from "../registry.ts";
import type { ImageReader } from "../reader.ts";
import { nd2Format } from "./descriptor.ts";

const never = new AbortController().signal;
const fixtures = expectedNd2s();

const openBytes = (bytes: Uint8Array, recorder?: Recorder): Promise<ImageReader> => {
  const opened = memoryFiles({ "a.nd2": bytes }, "a.nd2");
  return openImage(recorder === undefined ? opened : recorder.watch(opened), never, [nd2Format]);
};

async function sceneHash(reader: ImageReader, scene: number): Promise<string> {
  const { axes, dtype, shape } = reader.description.scenes[scene]!;
  const pixels = allocatePixels(dtype, sizeOfShape(shape));
  bytesOfPixels(pixels).fill(0xa5);
  await reader.readRegion({ scene, level: 0, region: wholeRegion(shape), signal: never }, pixels);
  // The nd2 package leaves colours blue first, but not those of codestreams.
  const isSampleReversed = !reader.description.formatName.includes("version 1");
  return new SceneHashes({ axes, shape, dtype }, pixels).in({ axes: axes.map((_, axis) => axis), isSampleReversed });
}

describe("ND2 fixtures against the nd2 package", () => {
  it.each(Object.keys(fixtures))("%s", async (name) => {
    const reader = await openBytes(nd2FixtureBytes(name));
    const found = [];
    for (const [index, scene] of reader.description.scenes.entries()) {
      const { axes, reference } = scene;
      const voxel = ["x", "y", "z"].map((axis) => (axes.includes(axis) ? reference.scale[axes.indexOf(axis)] : 1));
      found.push({
        id: scene.id,
        axes: axes.join(""),
        shape: scene.shape,
        dtype: scene.dtype as string,
        sha256: await sceneHash(reader, index),
        channels: reference.channelNames,
        voxel,
      });
      expect(scene.channels.map((channel) => channel.name)).toEqual(reference.channelNames);
    }
    expect(found).toEqual(fixtures[name]);
    reader.close();
  });

  it("describes what the maker's library wrote", async () => {
    const { scenes, notes } = (await openBytes(nd2FixtureBytes("positions.nd2"))).description;
    expect(scenes[1]).toMatchObject({
      scale: [0.15, 0.7, null, 0.325, 0.325],
      units: ["second", "micrometer", null, "micrometer", "micrometer"],
      origin: [null, 6, null, -50, 100],
      blockShape: [1, 1, 2, 1, 13],
      significantBits: 12,
      acquisitionDate: "2024-05-06T07:08:09.250Z",
      channels: [
        { name: "DAPI", color: "0000FF" },
        { name: "Texas Red", color: "FF0000" },
      ],
      facts: { "Objective magnification": "20" },
    });
    expect(notes).toEqual(["1 frame is missing of the 8 of a.nd2; in the image they are black (0)."]);
  });

  it("describes a file of version 1", async () => {
    const { formatName, scenes, notes } = (await openBytes(nd2FixtureBytes("version1.nd2"))).description;
    expect(formatName).toBe("Nikon ND2 (version 1, JPEG 2000)");
    expect(scenes[0]).toMatchObject({
      scale: [2, null, 0.65, 0.65],
      origin: [null, null, 2.5, 1.5],
      blockShape: [1, 1, 12, 17],
      significantBits: 12,
      acquisitionDate: "2024-05-06T07:08:09.250Z",
      channels: [
        { name: "FITC", color: "00FF00", emissionWavelengthNanometre: 525 },
        { name: "TRITC", color: "FF0000" },
      ],
      facts: { Objective: "Plan Fluor 10x", "Numerical aperture": "0.3" },
    });
    expect(notes).toEqual([]);
  });
});

describeReader("ND2, positions", (recorder) => openBytes(nd2FixtureBytes("positions.nd2"), recorder));
describeReader("ND2, padded rows", (recorder) => openBytes(nd2FixtureBytes("padded.nd2"), recorder));
describeReader("ND2, colours", (recorder) => openBytes(nd2FixtureBytes("colour.nd2"), recorder));
describeReader("ND2, version 2, compressed", (recorder) => openBytes(nd2FixtureBytes("version2.nd2"), recorder));
describeReader("ND2, version 1", (recorder) => openBytes(nd2FixtureBytes("version1.nd2"), recorder));
describeReader("ND2, version 1, colours", (recorder) => openBytes(nd2FixtureBytes("version1_colour.nd2"), recorder));

const open = (opened: Parameters<typeof openImage>[0]): Promise<ImageReader> => openImage(opened, never, [nd2Format]);
const experiment = {
  eType: 1,
  uLoopPars: { uiCount: 2, dPeriod: 5 },
  ppNextLevelEx: [
    {
      eType: 2,
      uLoopPars: {
        uiCount: 2,
        Points: [
          { dPosX: 1, dPosName: "a" },
          { dPosX: 2, dPosName: "b" },
        ],
      },
      pItemValid: Uint8Array.of(1, 1),
      ppNextLevelEx: [{ eType: 4, uLoopPars: { uiCount: 2, dZStep: 0.5 } }],
    },
  ],
};
const picture = {
  dCalibration: 0.5,
  sPicturePlanes: { uiCount: 2, sPlaneNew: { a0: { sDescription: "one" }, a1: { sDescription: "two" } } },
};
const small = { width: 3, height: 2, components: 2, frames: 8, experiment, picture, alignment: 64 };
fuzzReader({ name: "ND2", bytes: nd2Bytes(small), open, file: "a.nd2", seed: 1 });
fuzzReader({
  name: "ND2, compressed",
  bytes: nd2Bytes({ ...small, compressed: true }),
  open,
  file: "a.nd2",
  seed: 2,
});
fuzzReader({
  name: "ND2, version 2",
  bytes: nd2FixtureBytes("version2.nd2"),
  open,
  file: "a.nd2",
  seed: 3,
  truncations: 100,
});
fuzzReader({
  name: "ND2, version 1",
  bytes: nd2FixtureBytes("version1_colour.nd2"),
  open,
  file: "a.nd2",
  seed: 4,
});
