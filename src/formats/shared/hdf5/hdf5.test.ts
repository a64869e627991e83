import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createBlockCache } from "../../../bytes/blockCache.ts";
import { MemorySource } from "../../../bytes/memorySource.ts";
import { allocatePixels, bytesOfPixels } from "../../../model/dtype.ts";
import { sizeOfShape, wholeRegion } from "../../../model/region.ts";
import { type Hdf5Node, openHdf5 } from "./node.ts";
import type { Hdf5Value } from "./values.ts";

const never = new AbortController().signal;
/** Small files of all kinds, and a folder of more, where there is one. */
const FOLDERS = [
  fileURLToPath(new URL("../../../../fixtures/hdf5", import.meta.url)),
  process.env["HDF5_FILES"] ?? [],
].flat();

type Entry = {
  shape?: number[];
  dtype?: string | null;
  sha256?: string;
  at?: [place: number, value: number][];
  values?: unknown[];
  attributes?: Record<string, unknown[]>;
};

async function openFile(folder: string, name: string): Promise<Hdf5Node> {
  const source = new MemorySource(name, new Uint8Array(readFileSync(join(folder, name))));
  const set = {
    openOther: (file: string) => openFile(folder, file),
    chunks: createBlockCache<string, Uint8Array<ArrayBuffer>>(),
  };
  return openHdf5(source, never, set);
}

/** Lists in lists as h5py flattens them here. */
function flat(values: Hdf5Value[]): unknown[] {
  return values.map((value) => (Array.isArray(value) ? flat(value) : value));
}

async function checkEntry(node: Hdf5Node, entry: Entry, path: string): Promise<void> {
  const attributes = await node.attributes(never);
  expect([...attributes.keys()].toSorted(), path).toEqual(Object.keys(entry.attributes ?? {}).toSorted());
  for (const [name, values] of Object.entries(entry.attributes ?? {})) {
    expect(flat(attributes.get(name)!.values), `${path} @${name}`).toEqual(values);
  }
  if (entry.shape === undefined) return;
  const dataset = node.dataset()!;
  expect(dataset.shape, path).toEqual(entry.shape);
  expect(dataset.pixelType?.dtype ?? null, path).toBe(entry.dtype);
  if (entry.sha256 !== undefined) {
    const pixels = allocatePixels(dataset.pixelType!.dtype, sizeOfShape(dataset.shape));
    await dataset.readRegion(wholeRegion(dataset.shape), pixels, never);
    expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex"), path).toBe(entry.sha256);
  }
  for (const [place, value] of entry.at ?? []) {
    const pixel = allocatePixels(dataset.pixelType!.dtype, 1);
    await dataset.readRegion({ start: [place], shape: [1] }, pixel, never);
    expect(pixel[0], `${path} at ${place}`).toBe(value);
  }
  if (entry.values !== undefined) expect(flat((await dataset.readValues(never)).values), path).toEqual(entry.values);
}

for (const folder of FOLDERS) {
  const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Record<
    string,
    Record<string, Entry>
  >;
  describe(folder === FOLDERS[0] ? "HDF5 files" : `HDF5 files of ${folder}`, () => {
    it.each(Object.keys(expected))("%s is as h5py reads it", async (name) => {
      const root = await openFile(folder, name);
      for (const [path, entry] of Object.entries(expected[name]!)) {
        const node = await root.child(path, never);
        expect(node, path).not.toBeNull();
        if (path.includes("refused")) expect(() => node!.dataset(), path).toThrow(/filter (scale and offset|ZFP)/);
        else await checkEntry(node!, entry, path);
      }
    });

    it("has no file without its expectations", () => {
      expect(
        readdirSync(folder)
          .filter((name) => name.endsWith(".h5"))
          .toSorted(),
      ).toEqual(Object.keys(expected).toSorted());
    });
  });
}
