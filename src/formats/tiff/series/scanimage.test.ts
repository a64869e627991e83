import { expect, it } from "vitest";
import { grayFields, tiffBytes } from "../../../../fixtures/tiffBytes.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { openImage } from "../../registry.ts";
import { tiffFormat } from "../descriptor.ts";

const never = new AbortController().signal;
const [WIDTH, HEIGHT] = [3, 2];
const SIZE = WIDTH * HEIGHT;

/** Pages of one number each, with the settings where the version of ScanImage writes them. */
async function opened(pages: number, tag: 270 | 305, text: string) {
  const directories = (first: number) =>
    Array.from({ length: pages }, (_, page) => ({
      ...grayFields(WIDTH, HEIGHT, 8, first + page * SIZE),
      [tag]: { type: "ascii" as const, text },
    }));
  const head = tiffBytes(directories(0));
  const bytes = new Uint8Array(head.length + pages * SIZE);
  bytes.set(tiffBytes(directories(head.length)));
  for (let page = 0; page < pages; page++) bytes.fill(page, head.length + page * SIZE, head.length + (page + 1) * SIZE);
  const reader = await openImage(memoryFiles({ "scan.tif": bytes }, "scan.tif"), never, [tiffFormat]);
  const scene = reader.description.scenes[0]!;
  /** Number of the page at a place of the axes before y and x. */
  const pageAt = async (...place: number[]): Promise<number> => {
    const target = new Uint8Array(1);
    const region = { start: [...place, 0, 0], shape: scene.shape.map(() => 1) };
    await reader.readRegion({ scene: 0, level: 0, region, signal: never }, target);
    return target[0]!;
  };
  return { reader, scene, pageAt };
}

const SOFTWARE = 305;
const DESCRIPTION = 270;

it("2016 and later: the settings are in the name of the software; channels, then frames, then slices", async () => {
  const text = [
    "SI.VERSION_MAJOR = 2020",
    "SI.hChannels.channelName = {'GCaMP';'Alexa';'tdTomato'}",
    "SI.hChannels.channelSave = [1;3]",
    "SI.hFastZ.enable = false",
    "SI.hRoiManager.scanFrameRate = 30",
    "SI.hStackManager.framesPerSlice = 2",
    "SI.hStackManager.stackZStepSize = -2.5",
  ].join("\n");
  const { scene, pageAt } = await opened(12, SOFTWARE, text);
  expect(scene).toMatchObject({
    axes: ["z", "t", "c", "y", "x"],
    shape: [3, 2, 2, HEIGHT, WIDTH],
    scale: [2.5, 1 / 30, null, null, null],
    units: ["micrometer", "second", null, null, null],
    channels: [{ name: "GCaMP" }, { name: "tdTomato" }],
  });
  expect(await pageAt(2, 1, 0)).toBe(10);
  expect(await pageAt(0, 1, 1)).toBe(3);
});

it("where the focus moves with each frame, volumes are times, those of turning back among their slices", async () => {
  const text = [
    "SI.hChannels.channelSave = 1",
    "SI.hFastZ.enable = true",
    "SI.hFastZ.numFramesPerVolume = 4",
    "SI.hFastZ.numVolumes = 3",
    "SI.hRoiManager.scanFrameRate = 20",
    "SI.hStackManager.framesPerSlice = 1",
  ].join("\n");
  const { scene, pageAt } = await opened(12, SOFTWARE, text);
  expect(scene).toMatchObject({
    axes: ["t", "z", "y", "x"],
    shape: [3, 4, HEIGHT, WIDTH],
    scale: [0.2, null, null, null],
  });
  expect(await pageAt(2, 1)).toBe(9);
  const stopped = await opened(11, SOFTWARE, text);
  expect(stopped.scene).toMatchObject({ axes: ["z", "y", "x"], shape: [11, HEIGHT, WIDTH] });
});

it("version 5: in the description, with the program's name before each", async () => {
  const text = [
    "Frame Number = 1",
    "scanimage.SI.hChannels.channelSave = [1 2]",
    "scanimage.SI.hStackManager.framesPerSlice = Inf",
  ].join("\n");
  const { scene, pageAt } = await opened(6, DESCRIPTION, text);
  expect(scene).toMatchObject({ axes: ["t", "c", "y", "x"], shape: [3, 2, HEIGHT, WIDTH] });
  expect(await pageAt(1, 1)).toBe(3);
});

it("version 4: frames that are averaged are one", async () => {
  const text = [
    "scanimage.SI4.acqNumAveragedFrames = 4",
    "scanimage.SI4.acqNumFrames = 8",
    "scanimage.SI4.channelsSave = [2;4]",
    "scanimage.SI4.fastZEnable = 0",
    "scanimage.SI4.stackNumSlices = 3",
    "scanimage.SI4.stackZStepSize = 1",
  ].join("\n");
  const { scene } = await opened(12, DESCRIPTION, text);
  expect(scene).toMatchObject({ axes: ["z", "t", "c", "y", "x"], shape: [3, 2, 2, HEIGHT, WIDTH] });
  const fast = text.replace("fastZEnable = 0", "fastZEnable = 1\nscanimage.SI4.fastZNumVolumes = 2");
  expect((await opened(12, DESCRIPTION, fast)).scene).toMatchObject({
    axes: ["t", "z", "c", "y", "x"],
    shape: [2, 3, 2, HEIGHT, WIDTH],
  });
});

it("version 3: lines end by themselves; the mean of a slice's frames is one", async () => {
  const text = (averaging: number) =>
    [
      "state.software.version=3.8",
      "state.acq.numberOfChannelsSave=2",
      "state.acq.savingChannel1=0",
      "state.acq.savingChannel2=1",
      "state.acq.savingChannel3=1",
      "state.acq.numberOfFrames=2",
      "state.acq.numberOfZSlices=3",
      "state.acq.zStepSize=0.5",
      "state.acq.frameRate=4",
      `state.acq.averaging=${averaging}`,
    ].join("\r");
  expect((await opened(12, DESCRIPTION, text(0))).scene).toMatchObject({
    axes: ["z", "t", "c", "y", "x"],
    shape: [3, 2, 2, HEIGHT, WIDTH],
    scale: [0.5, 0.25, null, null, null],
  });
  expect((await opened(6, DESCRIPTION, text(1))).scene).toMatchObject({
    axes: ["z", "c", "y", "x"],
    shape: [3, 2, HEIGHT, WIDTH],
  });
});

it.each([
  ["no channels", "SI.hChannels.channelSave = []"],
  ["more channels than pages fit", "SI.hChannels.channelSave = [1;2;3;4;5]"],
  ["a million channels", `SI.hChannels.channelSave = [${"1;".repeat(100)}1]`],
  ["frames that are none", "SI.hChannels.channelSave = 1\nSI.hStackManager.framesPerSlice = -2"],
  ["more frames than there are", "SI.hChannels.channelSave = 1\nSI.hStackManager.framesPerSlice = 7"],
])("%s: the pages are read as they are", async (_, text) => {
  expect((await opened(6, SOFTWARE, text)).scene.shape).toEqual([6, HEIGHT, WIDTH]);
});
