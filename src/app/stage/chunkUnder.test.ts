import { expect, it } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { initialChannels } from "./channelView.ts";
import { chunkUnder } from "./chunkUnder.ts";
import { viewImage } from "./viewedImage.ts";

const plain = outputOf("tczyx", [[6, 2, 4, 900, 1100]]);
const [level] = plain.levels;
const output = {
  ...plain,
  storeName: "a.ome.zarr",
  zarrFormat: 3 as const,
  time: { ...plain.time, axis: 0, destinationStart: 0, count: 6 },
  levels: [{ ...level!, chunkShape: [2, 1, 1, 256, 256], shardShape: [2, 1, 2, 512, 512] }],
};

const lookOf = (image: ReturnType<typeof viewImage>, t: number) => ({
  level: 0,
  z: 3,
  t,
  channels: initialChannels(image.output, image.channelCount),
});

it("a chunk has a place in the grid, in its file and in the data, also at the edge of the image", () => {
  const image = viewImage(output);
  const under = chunkUnder(image, lookOf(image, 1), { x: 1050, y: 300 })!;
  expect(under).toMatchObject({
    name: "1·4",
    shardName: "0·2",
    chunk: { x: 1024, y: 256, width: 76, height: 256 },
    region: { start: [0, 0, 3, 256, 1024], shape: [2, 1, 1, 256, 76] },
    plane: "z 4, t 2, Channel 1",
  });
  expect(under.path).toMatch(/\/0\/c\/0\/0\/1\/0\/2$/u);
  expect(chunkUnder(image, lookOf(image, 1), { x: 1101, y: 0 })).toBeNull();
});

it("time points that begin later in the store are in the chunks that hold them there", () => {
  const later = { ...output, time: { ...output.time, destinationStart: 3, count: 3 } };
  const image = viewImage(later);
  expect(chunkUnder(image, lookOf(image, 0), { x: 0, y: 0 })!).toMatchObject({
    region: { start: [0, 0, 3, 0, 0], shape: [1, 1, 1, 256, 256] },
    path: expect.stringMatching(/\/c\/1\/0\/1\/0\/0$/u) as string,
  });
  expect(chunkUnder(image, lookOf(image, 1), { x: 0, y: 0 })!.region).toMatchObject({
    start: [1, 0, 3, 0, 0],
    shape: [2, 1, 1, 256, 256],
  });
});
