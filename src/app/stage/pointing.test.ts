import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { initialChannels } from "./channelView.ts";
import { chunkUnder } from "./chunkUnder.ts";
import { pointedText } from "./pointedText.ts";
import { Pointing, stepFrom } from "./pointing.ts";
import { viewImage } from "./viewedImage.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const plain = outputOf("czyx", [
  [2, 4, 900, 1100],
  [2, 4, 450, 550],
]);
const image = viewImage({
  ...plain,
  storeName: "a.ome.zarr",
  zarrFormat: 3 as const,
  levels: plain.levels.map((level) => ({ ...level, chunkShape: [1, 1, 256, 256], shardShape: [1, 4, 512, 512] })),
});

it("a card waits until the hand stayed over chunks, then lies there from chunk to chunk, and waits again after the hand was away", () => {
  const due = vi.fn();
  const pointing = new Pointing(due);
  pointing.byHand({ x: 1, y: 1 });
  expect(pointing.overChunk()).toBe(false);
  vi.advanceTimersByTime(119);
  pointing.byHand({ x: 9, y: 9 });
  expect(pointing.overChunk()).toBe(false);
  expect(due).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(due).toHaveBeenCalledOnce();
  expect(pointing.overChunk()).toBe(true);
  pointing.byHand({ x: 400, y: 9 });
  expect(pointing.overChunk()).toBe(true);
  pointing.byHand(null);
  pointing.byHand({ x: 1, y: 1 });
  expect(pointing.overChunk()).toBe(false);
  // Who passes over a picture sees no card, also none that comes late.
  pointing.byHand(null);
  vi.advanceTimersByTime(1000);
  expect(due).toHaveBeenCalledOnce();
});

it("keys go to the middle of the next pixel or chunk of the level, and stay within the image", () => {
  const step = (unit: "pixel" | "chunk", dx: -1 | 0 | 1, dy: -1 | 0 | 1) => ({ unit, dx, dy });
  expect(stepFrom(image, 0, { x: 10.2, y: 20.9 }, step("pixel", 1, 0))).toEqual({ x: 11.5, y: 20.5 });
  expect(stepFrom(image, 1, { x: 10.2, y: 20.9 }, step("pixel", 0, -1))).toEqual({ x: 11, y: 19 });
  expect(stepFrom(image, 0, { x: 0.1, y: 899.9 }, step("pixel", -1, 1))).toEqual({ x: 0.5, y: 899.5 });
  expect(stepFrom(image, 0, { x: 300, y: 300 }, step("chunk", 1, 0))).toEqual({ x: 640, y: 384 });
  // The last chunk reaches beyond the image: the middle of what lies in it.
  expect(stepFrom(image, 0, { x: 1000, y: 300 }, step("chunk", 1, 0))).toEqual({ x: 1062, y: 384 });
  expect(stepFrom(image, 1, { x: 0, y: 0 }, step("chunk", -1, 1))).toEqual({ x: 256, y: 706 });
  // Beside the image, the nearest in it.
  expect(stepFrom(image, 0, { x: -500, y: 5000 }, step("pixel", 1, 1))).toEqual({ x: 0.5, y: 899.5 });
});

it("what keys point to is said in sentences once they rest; what a hand points to is not", () => {
  const channels = initialChannels(image.output, image.channelCount);
  const under = chunkUnder(image, { level: 0, z: 1, t: 0, channels }, { x: 300, y: 600 })!;
  const color = [1, 1, 1] as const;
  const readout = {
    place: "x 104.2  y 78.0 µm",
    values: [
      { name: "Nuclei", color, value: 2187 },
      { name: "", color, value: null },
    ],
  };
  const pointing = new Pointing(() => {});
  pointing.byHand({ x: 1, y: 1 });
  pointing.say(readout, { under, stored: null });
  vi.advanceTimersByTime(1000);
  expect(pointing.said.get()).toBeNull();
  pointing.byKeys({ x: 2, y: 2 });
  expect(pointing.mark).toEqual({ x: 2, y: 2 });
  pointing.say(readout, { under, stored: null });
  vi.advanceTimersByTime(100);
  pointing.say(readout, { under, stored: 66_000 });
  vi.advanceTimersByTime(100);
  expect(pointing.said.get()).toBeNull();
  vi.advanceTimersByTime(100);
  expect(pointing.said.get()).toEqual({
    place:
      "x 104.2, y 78.0 µm. Nuclei 2187, value not read yet. Chunk 2, 1 of level 0, 128 KiB in memory. In shard 1, 0 of 16 chunks. File a.ome.zarr/0/c/0/0/1/0.",
    stored: "Stored 64.5 KiB, 2.0 times less.",
  });
  pointing.byHand(null);
  pointing.say(null, null);
  expect(pointing.said.get()).toBeNull();
  expect(pointing.mark).toBeNull();
  expect(pointedText(readout, null)?.place).toBe("x 104.2, y 78.0 µm. Nuclei 2187, value not read yet.");
  expect(pointedText(readout, { under, stored: 0 })?.stored).toBe("It holds nothing and is left out.");
});
