import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("dicom");

describeRawFixtures("dicom", {
  contract: [
    "plain.dcm",
    "bits.dcm",
    "volume.dcm",
    "no-table.dcm",
    "series-0.dcm",
    "slide-half.dcm",
    "sparse.dcm",
    "paths-0-0.dcm",
  ],
});

const open = (bytes: Uint8Array, name = "a.dcm") => openImage(memoryFiles({ [name]: bytes }, name), never);

/** A fixture in which some bytes are others, wherever they stand. */
function changed(name: string, from: readonly number[], to: readonly number[]): Uint8Array {
  const bytes = Buffer.from(FILES[name]!);
  const at = bytes.indexOf(Buffer.from(from));
  expect(at, "the bytes are there").toBeGreaterThan(0);
  bytes.set(to, at);
  return new Uint8Array(bytes);
}

describe("DICOM files", () => {
  it("name the files of their series, and of their slide", async () => {
    const series = await openImage(memoryFiles(FILES, "series-1.dcm"), never);
    expect(series.description.files).toEqual(["series-0.dcm", "series-1.dcm", "series-2.dcm", "series-3.dcm"]);
    const slide = await openImage(memoryFiles(FILES, "slide-label.dcm"), never);
    expect(slide.description.files).toEqual(["slide-full.dcm", "slide-half.dcm", "slide-label.dcm"]);
  });

  it("are opened before the TIFF files that they may be too", async () => {
    const bytes = Uint8Array.from(FILES["colours.dcm"]!);
    bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
    expect((await open(bytes, "a.tif")).description.format).toBe("dicom");
  });

  it("never tell of patients", async () => {
    for (const name of ["plain.dcm", "slide-full.dcm", "segments.dcm", "bare.dcm"]) {
      const { description } = await openImage(memoryFiles(FILES, name), never);
      expect(JSON.stringify(description)).not.toMatch(/Nobody|Known/);
    }
  });

  it("of a slide that is not all there are asked for", async () => {
    await expect(open(FILES["paths-1-0.dcm"]!)).rejects.toMatchObject({ kind: "companion-missing" });
  });

  it.each<[string, Uint8Array, string]>([
    ["cut off in their pixels", FILES["plain.dcm"]!.subarray(0, -4), "corrupt"],
    ["cut off in their header", FILES["plain.dcm"]!.subarray(0, 498), "corrupt"],
    ["without pixels", FILES["plain.dcm"]!.subarray(0, FILES["plain.dcm"]!.length - 70 - 12), "unsupported-format"],
    // Bits allocated: 12 of 16.
    [
      "of packed bits",
      changed("plain.dcm", [0x28, 0, 0, 1, 0x55, 0x53, 2, 0, 16], [0x28, 0, 0, 1, 0x55, 0x53, 2, 0, 12]),
      "corrupt",
    ],
    [
      "of no rows",
      changed("plain.dcm", [0x28, 0, 0x10, 0, 0x55, 0x53, 2, 0, 7], [0x28, 0, 0x10, 0, 0x55, 0x53, 2, 0, 0]),
      "corrupt",
    ],
    [
      "of an unknown encoding",
      changed("lossless.dcm", [...Buffer.from("1.2.4.70")], [...Buffer.from("1.2.4.79")]),
      "unsupported-feature",
    ],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(open(bytes)).rejects.toMatchObject({ kind });
  });

  it("that leave tiles out have nothing there, also where others are stored twice", async () => {
    const reader = await openImage(memoryFiles(FILES, "sparse.dcm"), never);
    const pixels = new Uint16Array(8 * 16).fill(9);
    const region = { start: [0, 0, 0, 0], shape: [1, 1, 8, 16] };
    await reader.readRegion({ scene: 0, level: 0, region, signal: never }, pixels);
    expect([...pixels.subarray(8, 16)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("whose table names frames outside of the file are refused when these are read", async () => {
    const bytes = Uint8Array.from(FILES["lossless.dcm"]!);
    // The basic offset table: the item that has the places of two frames.
    const at = Buffer.from(bytes).indexOf(Buffer.from([0xfe, 0xff, 0, 0xe0, 8, 0, 0, 0, 0, 0, 0, 0]));
    bytes.set([0xff, 0xff, 0xff, 0x7f], at + 12);
    const reader = await open(bytes);
    const region = { start: [1, 0, 0], shape: [1, 40, 36] };
    const pixels = new Uint16Array(40 * 36);
    await expect(reader.readRegion({ scene: 0, level: 0, region, signal: never }, pixels)).rejects.toMatchObject({
      kind: "corrupt",
    });
  });
});
