import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bytesOfPixels } from "../../model/dtype.ts";
import { wholeRegion } from "../../model/region.ts";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { identify, openImage } from "../registry.ts";
import { dvFormat } from "./descriptor.ts";

const never = new AbortController().signal;
const FOLDER = new URL("../../../fixtures/dv/", import.meta.url);

type Expected = {
  axes: string;
  shape: number[];
  dtype: string;
  sha256: string;
  pixelSizes?: (number | null)[];
  channelNames?: string[] | null;
  daskChunks?: number[];
};

const expected = JSON.parse(readFileSync(new URL("expected.json", FOLDER), "utf8")) as Record<string, Expected>;

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FOLDER)));
}

function openBytes(bytes: Uint8Array, name = "image.dv") {
  return openImage(memoryFiles({ [name]: bytes }, name), never);
}

/** A fixture with other numbers in its (little-endian) header. */
function changed(name: string, change: (view: DataView) => void): Uint8Array {
  const bytes = fixture(name);
  change(new DataView(bytes.buffer));
  return bytes;
}

describe("DeltaVision files", () => {
  it.each(Object.entries(expected))("%s is as the mrc package reads it", async (name, row) => {
    const reader = await openBytes(fixture(name), name);
    const [scene] = reader.description.scenes;
    expect(scene).toMatchObject({ axes: [...row.axes.toLowerCase()], shape: row.shape, dtype: row.dtype });
    const pixels = await read(reader, 0, 0, wholeRegion(scene!.shape), never);
    expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex")).toBe(row.sha256);
    const { reference } = scene!;
    expect(reference).toMatchObject({ sceneId: "Image:0", axes: [...row.axes.toLowerCase()] });
    if (row.pixelSizes !== undefined) {
      expect(["z", "y", "x"].map((axis) => scene!.scale[scene!.axes.indexOf(axis)])).toEqual(row.pixelSizes);
      expect(["z", "y", "x"].map((axis) => reference.scale[reference.axes.indexOf(axis)])).toEqual(row.pixelSizes);
      expect(reference.daskChunks).toEqual(row.daskChunks);
    }
    if (row.channelNames != null) expect(reference.channelNames).toEqual(row.channelNames);
  });

  it("has its metadata in physical units", async () => {
    const { description } = await openBytes(fixture("zwt-u16.dv"));
    const [scene] = description.scenes;
    expect(scene!.axes).toEqual(["t", "c", "z", "y", "x"]);
    expect(scene!.units).toEqual(["second", null, "micrometer", "micrometer", "micrometer"]);
    expect(scene!.scale[0]).toBe(30);
    expect(scene!.origin).toEqual([null, null, 10, -340.25, 1200.5]);
    expect(scene!.channels).toEqual([
      { name: "490/525", color: null, window: { start: 3, end: 4000 }, emissionWavelengthNanometre: 525 },
      { name: "555/617", color: null, window: { start: 5, end: 900 }, emissionWavelengthNanometre: 617 },
    ]);
    expect(scene!.facts).toEqual({ "Lens number": "10612", "Exposure time": "0.05 s", "Title 1": "ACQUIRED BY HAND" });
    expect(description).toMatchObject({ format: "dv", formatName: "DeltaVision", notes: [] });
  });

  it("names channels by the header's wavelengths where there is no more", async () => {
    const { description } = await openBytes(fixture("i32-seven-channels.dv"));
    const names = description.scenes[0]!.channels.map((channel) => channel.name);
    expect(names).toEqual(["525 nm", "617 nm", "685 nm", null, null, null, null]);
  });

  it("says what it leaves out or assumes", async () => {
    const notes = async (bytes: Uint8Array) => (await openBytes(bytes)).description.notes.join(" ");
    expect(await notes(fixture("planes-left-over.dv"))).toMatch(/3 more planes/);
    expect(await notes(fixture("unknown-sequence.dv"))).toMatch(/Z, time, channel is assumed/);
    expect(await notes(fixture("positions.dv"))).toMatch(/stage positions/);
    // The second time point's second: 8 integers, then the second float of the record of plane 8.
    const uneven = changed("zwt-u16.dv", (view) => view.setFloat32(1024 + 8 * 160 + 36, 55, true));
    expect(await notes(uneven)).toMatch(/not evenly spaced/);
  });

  it("needs its own signature: an MRC file is not DeltaVision", async () => {
    const certainty = async (bytes: Uint8Array) => {
      return (await identify(memoryFiles({ "a.mrc": bytes }, "a.mrc"), never, [dvFormat])).map(
        (each) => each.certainty,
      );
    };
    expect(await certainty(fixture("u8.dv"))).toEqual([2]);
    expect(await certainty(changed("u8.dv", (view) => view.setInt16(96, 0, true)))).toEqual([]);
    expect(await certainty(changed("u8.dv", (view) => view.setInt32(12, 1234, true)))).toEqual([1]);
    expect(await certainty(fixture("u8.dv").subarray(0, 97))).toEqual([]);
  });

  const bad: [string, Uint8Array, string][] = [
    ["cut off in the pixels", fixture("ztw-u16.dv").subarray(0, 6000), "corrupt"],
    ["cut off in the header", fixture("ztw-u16.dv").subarray(0, 500), "corrupt"],
    ["cut off in the extended header", fixture("ztw-u16.dv").subarray(0, 2000), "corrupt"],
    ["of an unknown pixel type", changed("u8.dv", (view) => view.setInt32(12, 42, true)), "unsupported-feature"],
    ["of no width", changed("u8.dv", (view) => view.setInt32(0, 0, true)), "corrupt"],
    ["with a negative extended header", changed("u8.dv", (view) => view.setInt32(92, -1024, true)), "corrupt"],
    ["of fewer planes than channels", changed("u8.dv", (view) => view.setUint16(196, 4, true)), "corrupt"],
  ];
  it.each(bad)("a file %s is refused", async (_, bytes, kind) => {
    await expect(openBytes(bytes)).rejects.toMatchObject({ kind, details: { file: "image.dv" } });
  });
});

for (const name of ["wzt-i16-big.dv", "complex-integer-big.dv", "ztw-u16.dv"]) {
  describeReader(name, async (recorder) => {
    const opened = recorder.watch(memoryFiles({ [name]: fixture(name) }, name));
    return openImage(opened, never, [dvFormat]);
  });
}
