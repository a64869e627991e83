import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { rawFixtures } from "../../../../testing/formats/rawFixtures.ts";
import { DataSet } from "../dataset/dataSet.ts";
import { plainGroups } from "../functionalGroups.ts";
import { type Instance, readInstance } from "../instance.ts";
import { orderFrames } from "./frameOrder.ts";

const FILES = rawFixtures("dicom");

/** A segmentation of which each frame is of a segment and a place of its own. */
async function scattered(frames: number): Promise<Instance> {
  const file = await memoryFiles(FILES, "segments.dcm").directory.open("segments.dcm");
  const instance = await readInstance("segments.dcm", file!, new AbortController().signal);
  const nothing = plainGroups(new DataSet());
  const perFrame = Array.from({ length: frames }, (_, frame) => ({
    ...nothing,
    segment: frame + 1,
    position: [0, 0, frame],
    orientation: [1, 0, 0, 0, 1, 0],
  }));
  return { ...instance, format: { ...instance.format, frames }, perFrame };
}

describe("frames of segments", () => {
  it("are planes of channels; those that are not stored are none", async () => {
    const { axes, frames } = orderFrames([await scattered(100)]);
    expect(axes.map(({ letter, length }) => [letter, length])).toEqual([
      ["c", 100],
      ["z", 100],
    ]);
    const stored = frames.flatMap((frame, at) => (frame === null ? [] : [[at, frame.frame]]));
    expect(stored).toEqual(Array.from({ length: 100 }, (_, frame) => [frame * 101, frame]));
  });

  it("of more planes than anybody has are refused before room is made for them", async () => {
    const instance = await scattered(10_000);
    expect(() => orderFrames([instance])).toThrow(expect.objectContaining({ kind: "limit" }) as Error);
  });
});
