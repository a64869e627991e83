import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nd2FixtureBytes } from "../../../../fixtures/nd2Fixtures.ts";
import type { PixelArray } from "../../../model/dtype.ts";
import { wholeRegion } from "../../../model/region.ts";
import { read } from "../../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { guardReader } from "../../guardedReader.ts";
import type { ImageReader } from "../../reader.ts";
import { openImage } from "../../registry.ts";
import { nd2Format } from "../descriptor.ts";

const never = new AbortController().signal;

const open = async (bytes: Uint8Array): Promise<ImageReader> =>
  guardReader(await openImage(memoryFiles({ "a.nd2": bytes }, "a.nd2"), never, [nd2Format]));

async function scenesOf(reader: ImageReader): Promise<PixelArray[]> {
  const pixels: PixelArray[] = [];
  for (const [index, { shape }] of reader.description.scenes.entries()) {
    pixels.push(await read(reader, index, 0, wholeRegion(shape), never));
  }
  return pixels;
}

/** The same bytes with one text in place of another of the same length. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const at = Buffer.from(bytes).indexOf(from);
  expect(at).toBeGreaterThan(0);
  expect(to).toHaveLength(from.length);
  const copy = bytes.slice();
  copy.set(Buffer.from(to, "latin1"), at);
  return copy;
}

describe("ND2 files of version 1", () => {
  const whole = nd2FixtureBytes("version1.nd2");

  it("are read without their map of boxes", async () => {
    const reader = await open(replaced(whole, "LABORATORY IMAGING", "laboratory imaging"));
    expect(await scenesOf(reader)).toEqual(await scenesOf(await open(whole)));
    expect(reader.description.notes).toEqual([expect.stringContaining("list of contents")]);
  });

  it("go by the description in words where the experiment says otherwise", async () => {
    // Ten of two steps.
    const reader = await open(
      replaced(whole, 'uiCount runtype="lx_uint32" value="7"', 'uiCount runtype="lx_uint32" value="8"'),
    );
    expect(reader.description.scenes.map(({ shape }) => shape[0])).toEqual([2, 2]);
  });

  it("go by the experiment where there are no words", async () => {
    const reader = await open(replaced(whole, "Dimensions: T(2) x XY(2)", "Dimensional T(2) x XY(2)"));
    const { scenes, notes } = reader.description;
    // Nine time points, as all periods count, of which two were taken.
    expect(scenes.map(({ shape }) => shape[0])).toEqual([9, 9]);
    expect(notes).toEqual([
      expect.stringContaining("14 frames are missing of the 18"),
      expect.stringContaining("evenly"),
    ]);
    const [first] = await scenesOf(reader);
    const [taken] = await scenesOf(await open(whole));
    expect(first!.slice(0, taken!.length)).toEqual(taken);
    expect(first!.slice(taken!.length).every((value) => value === 0)).toBe(true);
  });

  it("end in an error where a plane is not like the others", async () => {
    const copy = whole.slice();
    const codestreams = [
      ...Buffer.from(whole)
        .toString("latin1")
        .matchAll(/\xff\x4f\xff\x51/g),
    ].map(({ index }) => index);
    // The third plane's width, in its size segment.
    copy[codestreams[2]! + 11] = 9;
    const reader = await open(copy);
    await expect(scenesOf(reader)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("are told from pictures by what they hold", async () => {
    const picture = new URL("../../../../fixtures/pictures/jpeg2000-lossless-jp2-8-3.j2k", import.meta.url);
    const opened = memoryFiles({ "a.nd2": new Uint8Array(readFileSync(picture)) }, "a.nd2");
    await expect(openImage(opened, never, [nd2Format])).rejects.toMatchObject({ kind: "unsupported-format" });
    const reader = await openImage(opened, never);
    expect(reader.description.format).toBe("jpeg2000");
    expect(reader.description.notes).toEqual([expect.stringContaining("could not be read as Nikon ND2")]);
  });
});
