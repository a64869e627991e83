import { describe, expect, it } from "vitest";
import { MemorySource } from "../../../bytes/memorySource.ts";
import { rawFixtures } from "../../../../testing/formats/rawFixtures.ts";
import { CompoundFile } from "./compoundFile.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("fluoview");

const open = (bytes: Uint8Array) => CompoundFile.open(new MemorySource("a.oib", Uint8Array.from(bytes)), never);

/** A fixture of version 3 with other numbers in it: `at` is where its first table of sectors, and where its directory begins. */
function changed(change: (view: DataView, at: { table: number; directory: number }) => void): Uint8Array {
  const bytes = Uint8Array.from(FILES["small.oib"]!);
  const view = new DataView(bytes.buffer);
  const place = (field: number): number => (view.getUint32(field, true) + 1) * 512;
  change(view, { table: place(76), directory: place(48) });
  return bytes;
}

describe("compound files", () => {
  it("give any part of a stream, in whatever sectors it lies", async () => {
    const file = await open(FILES["shuffled.oib"]!);
    const path = file.paths.find((each) => each === "Storage00001/Stream00002")!;
    const stream = (await file.stream(path, never))!;
    const whole = Uint8Array.from(await stream.read(0, stream.size));
    expect([whole[0], whole[1]]).toEqual([0x49, 0x49]);
    for (const [start, length] of [
      [0, 1],
      [511, 2],
      [500, 3000],
      [stream.size - 1, 1],
      [1024, 512],
      [7, 0],
    ] as const) {
      const room = new Uint8Array(length);
      expect(await stream.read(start, length, never, room)).toEqual(whole.slice(start, start + length));
    }
    await expect(stream.read(stream.size, 1)).rejects.toMatchObject({ kind: "corrupt" });
    expect(await file.stream("no such", never)).toBeNull();
  });

  it.each<[string, Uint8Array]>([
    [
      "whose directory goes in circles",
      changed((view, { table }) => {
        const directory = view.getUint32(48, true);
        view.setUint32(table + 4 * directory, directory, true);
      }),
    ],
    ["whose directory leads out of the file", changed((view) => view.setUint32(48, 0xfffffff0, true))],
    ["whose storages go in circles", changed((view, { directory }) => view.setUint32(directory + 128 + 68, 1, true))],
    ["whose storages lead nowhere", changed((view, { directory }) => view.setUint32(directory + 76, 5000, true))],
    ["that have more tables than sectors", changed((view) => view.setUint32(44, 5000, true))],
    ["whose table lies outside", changed((view) => view.setUint32(76, 4000, true))],
    ["whose list of tables ends early", changed((view) => view.setUint32(44, 110, true))],
    ["of other sectors", changed((view) => view.setUint16(30, 20, true))],
    [
      "whose small streams lie outside",
      changed((view, { directory }) => view.setUint32(directory + 120, 2 ** 31, true)),
    ],
    ["that are cut off", FILES["small.oib"]!.subarray(0, 4096)],
    ["that end in their header", FILES["small.oib"]!.subarray(0, 300)],
  ])("%s are damaged", async (_, bytes) => {
    await expect(open(bytes)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("whose streams go in circles, or are larger than the file, are damaged", async () => {
    const large = Uint8Array.from(FILES["shuffled.oib"]!);
    const view = new DataView(large.buffer);
    const path = "Storage00001/Stream00002";
    const directory = Buffer.from(large).indexOf(Buffer.from("Stream00002\0", "utf16le"));
    const start = view.getUint32(directory + 116, true);
    const table = (view.getUint32(76, true) + 1) * 512;
    view.setUint32(table + 4 * start, start, true);
    await expect((await open(large)).stream(path, never)).rejects.toMatchObject({ kind: "corrupt" });
    view.setUint32(directory + 120, 2 ** 31, true);
    await expect((await open(large)).stream(path, never)).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("are told from other files", async () => {
    await expect(open(new Uint8Array(600))).rejects.toMatchObject({ kind: "unsupported-format" });
  });
});
