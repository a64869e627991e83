import { describe, expect, it } from "vitest";
import { writeOmeTiff } from "../../browser/omeTiffWriter.ts";
import { makeSampleImage } from "../../browser/sampleImage.ts";
import type { SourceReference } from "../../model/references.ts";
import { estimateStorage } from "../../plan/estimate/estimateStorage.ts";
import { sampledOutputs, type StorageQuestion } from "../../plan/estimate/storageSample.ts";
import { convertHere } from "../../../testing/convert/convertHere.ts";
import { smallJob } from "../../../testing/convert/smallConversion.ts";
import { ReadingService } from "./readingService.ts";
import { samplePlaces } from "./samplePlaces.ts";

const live = new AbortController().signal;

it("spreads places over all axes, each once, channel by channel", () => {
  const places = samplePlaces([1, 3, 10, 8, 8], 1, 18);
  expect(new Set(places.map(String)).size).toBe(18);
  for (const channel of [0, 1, 2]) expect(places.filter(([, at]) => at === channel)).toHaveLength(6);
  const thirds = [2, 3, 4].map((axis) => new Set(places.map((place) => Math.floor((3 * place[axis]!) / 8.1))).size);
  expect(thirds).toEqual([4, 3, 3]);
  expect(samplePlaces([2, 2], -1, 18)).toHaveLength(4);
});

/** An image of one channel and four planes, from the value of each pixel. */
function stackOf(valueAt: (index: number, x: number) => number): File {
  const side = 256;
  const planes = Array.from({ length: 4 }, (_, plane) =>
    Uint16Array.from({ length: side * side }, (_unused, at) => valueAt(plane * side * side + at, at % side)),
  );
  const size = { sizeX: side, sizeY: side, sizeZ: 4, physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  return new File(
    [writeOmeTiff({ ...size, channels: [{ name: "a", color: 0xff0000 }], imageName: "a" }, planes)],
    "a.ome.tif",
  );
}

/** Bits that no compressor makes smaller. */
function noise(index: number, bits: number): number {
  let value = Math.imul(index + 1, 0x9e3779b1);
  value = Math.imul(value ^ (value >>> 15), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> (32 - bits);
}

const IMAGES: Record<string, () => File | Promise<File>> = {
  "the sample image": () => makeSampleImage(live, { sizeX: 320, sizeY: 240, sizeZ: 2 }),
  "a constant image": () => stackOf(() => 700),
  "an image of zeros": () => stackOf(() => 0),
  noise: () => stackOf((index) => noise(index, 9)),
  "a mixture of noise and nothing": () => stackOf((index, x) => 100 + noise(index, x < 128 ? 10 : 3)),
};
const SETTINGS = { numLevels: 3, chunkShape: [1, 1, 1, 32, 32], shardShape: [1, 1, 1, 128, 128] };

async function openedJob(file: File) {
  const source: SourceReference = { kind: "files", files: [{ path: file.name, file }], main: file.name };
  const service = new ReadingService();
  const job = await smallJob(source, SETTINGS);
  const opened = await service.open(source, { mosaic: "stitch" }, live);
  const outputs = sampledOutputs(job.plan);
  const question: StorageQuestion = { outputs, compressors: outputs.map(({ compressor }) => compressor) };
  return { service, job, source: opened.source, question };
}

describe("what is measured before a conversion", () => {
  it.each(Object.keys(IMAGES))("is what %s takes when it is converted, within its own error", async (name) => {
    const { service, job, source, question } = await openedJob(await IMAGES[name]!());
    const estimate = estimateStorage(job.plan, await service.measureStorage(source, question, live))!;
    const { outputs } = await convertHere(job);
    const { bytesWritten } = outputs[0]!;
    const difference = Math.abs(estimate.bytes / bytesWritten - 1);
    // Windows of channels are in the metadata when they are known: small stores differ by so much.
    expect(difference * bytesWritten).toBeLessThan(Math.max(estimate.error * bytesWritten, 0.01 * bytesWritten, 2000));
    expect(estimate.error).toBeLessThan(0.3);
  });

  it("compares compressors on the same chunks", async () => {
    const { service, source, question } = await openedJob(stackOf((index) => noise(index, 9)));
    const sample = await service.measureStorage(
      source,
      { ...question, compressors: [...question.compressors, null] },
      live,
    );
    for (const { pixelBytes, storedBytes } of sample.chunks) {
      expect(storedBytes[1]).toBe(pixelBytes);
      expect(storedBytes[0]).toBeLessThan(0.7 * pixelBytes);
    }
    expect(sample.encode.map(({ bytes }) => bytes > 0)).toEqual([true, true]);
  });

  it("is stopped between two chunks", async () => {
    const { service, source, question } = await openedJob(stackOf(() => 700));
    const controller = new AbortController();
    const measuring = service.measureStorage(source, question, controller.signal);
    setTimeout(() => controller.abort(), 5);
    await expect(measuring).rejects.toMatchObject({ kind: "cancelled" });
  });
});
