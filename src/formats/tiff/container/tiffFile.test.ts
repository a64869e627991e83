import { expect, it } from "vitest";
import { grayFields, tiffBytes } from "../../../../fixtures/tiffBytes.ts";
import { checkRange } from "../../../bytes/range.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { MemorySource } from "../../../bytes/memorySource.ts";
import { type PageRun, pageRuns } from "./pageRuns.ts";
import { TiffFile } from "./tiffFile.ts";

const never = new AbortController().signal;

/** A file of `pages` directories `step` bytes apart, made up as it is read; counts what is read at once. */
class SteppedSource implements ByteSource {
  readonly name = "stepped.tif";
  readonly size: number;
  reads = 0;
  atOnce = 0;
  mostAtOnce = 0;
  readonly #pages: number;
  readonly #step: number;

  constructor(pages: number, step: number) {
    this.#pages = pages;
    this.#step = step;
    this.size = 8 + pages * step;
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    checkRange(this.name, this.size, offset, length);
    this.reads++;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.atOnce--;
    const bytes = new Uint8Array(length);
    const first = Math.max(0, Math.floor((offset - 8) / this.#step) - 1);
    for (let page = first; page < this.#pages && 8 + page * this.#step < offset + length; page++) {
      const at = 8 + page * this.#step;
      const next = page === this.#pages - 1 ? 0 : at + this.#step;
      const directory = tiffBytes([grayFields(4, 4, 8, 8 + page)], next).subarray(8);
      for (const [index, byte] of directory.entries()) {
        if (at + index >= offset && at + index < offset + length) bytes[at + index - offset] = byte;
      }
    }
    if (offset === 0) bytes.set(tiffBytes([grayFields(4, 4, 8, 8)]).subarray(0, 8));
    return bytes;
  }
}

it("walks to a directory far away with several reads at once, none of them in vain", async () => {
  const source = new SteppedSource(500, 300_000);
  const file = await TiffFile.open(source, never);
  const page = await file.page(400);
  expect(page?.directory.offset).toBe(8 + 400 * 300_000);
  expect(source.mostAtOnce).toBeGreaterThan(8);
  expect(source.reads).toBeLessThan(440);
  expect(await file.directoryCount()).toBe(500);
});

it("walks along directories that are close together with few reads", async () => {
  const source = new SteppedSource(2000, 2000);
  const file = await TiffFile.open(source, never);
  expect(await file.directoryCount()).toBe(2000);
  expect(source.reads).toBeLessThan(40);
});

it("gives concurrent callers the same pages", async () => {
  const file = await TiffFile.open(new SteppedSource(30, 500), never);
  const pages = await Promise.all([29, 3, 29, 17, 30].map((index) => file.page(index)));
  const offsets = pages.map((page) => page?.directory.offset ?? null);
  expect(offsets).toEqual([14_508, 1508, 14_508, 8508, null]);
  expect(pages[0]).toBe(pages[2]);
});

it("stops for good when its life ends", async () => {
  const controller = new AbortController();
  const file = await TiffFile.open(new SteppedSource(30, 50_000), controller.signal);
  controller.abort();
  await expect(file.page(20)).rejects.toMatchObject({ kind: "cancelled" });
});

it("finds runs of pages that differ only in where their pixels are", async () => {
  const at = (offset: number, width = 4): ReturnType<typeof grayFields> => grayFields(width, 4, 8, offset);
  const below = at(60);
  below[330] = { type: "long", values: [8] };
  const bytes = tiffBytes([at(10), at(20), at(30), at(40, 5), at(50), below, { ...below }, at(70), at(80)]);
  const file = await TiffFile.open(new MemorySource("runs.tif", bytes), never);
  const runs: PageRun[] = [];
  for await (const run of pageRuns(file)) runs.push(run);
  // Directories below a page are its own: such pages are looked at one by one.
  expect(runs.map(({ page, offsets }) => [page.width, offsets.length])).toEqual([
    [4, 3],
    [5, 1],
    [4, 1],
    [4, 1],
    [4, 1],
    [4, 2],
  ]);
  const offsets = runs.flatMap((run) => run.offsets);
  expect(offsets).toEqual(await file.directoryOffsets());
  for (const { page, offsets: alike } of runs) {
    for (const offset of alike) expect((await file.pageAt(offset))!.key).toBe(page.key);
  }
});

it("follows a chain that leads backwards, and sees where it bites its tail", async () => {
  const fields = grayFields(4, 4, 8, 8);
  const first = tiffBytes([fields]);
  const size = first.length - 8;
  const places = [8, 8 + 3 * size, 8 + size, 8 + 2 * size];
  const chained = (last: number): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(8 + 4 * size);
    bytes.set(first.subarray(0, 8));
    places.forEach((place, index) => bytes.set(tiffBytes([fields], places[index + 1] ?? last).subarray(8), place));
    return bytes;
  };
  const good = await TiffFile.open(new MemorySource("back.tif", chained(0)), never);
  expect(await good.directoryOffsets()).toEqual(places);
  for (const place of places) {
    const bad = await TiffFile.open(new MemorySource("circle.tif", chained(place)), never);
    await expect(bad.directoryCount()).rejects.toMatchObject({ kind: "corrupt" });
  }
});

it("a chain that leaves the file ends there, and says so", async () => {
  const pages = [8, 9, 10].map((offset) => grayFields(4, 4, 8, offset));
  const whole = tiffBytes(pages);
  const count = async (bytes: Uint8Array<ArrayBuffer>) => {
    const file = await TiffFile.open(new MemorySource("cut.tif", bytes), never);
    return [await file.directoryCount(), file.isCutOff];
  };
  expect(await count(whole)).toEqual([3, false]);
  expect(await count(tiffBytes(pages, 100_000))).toEqual([3, true]);
  // Without the end of the last directory, and of the second.
  expect(await count(whole.slice(0, -10))).toEqual([2, true]);
  expect(await count(whole.slice(0, Math.floor(whole.length / 2)))).toEqual([1, true]);
  const first = await TiffFile.open(new MemorySource("cut.tif", whole.slice(0, 20)), never);
  await expect(first.directoryCount()).rejects.toMatchObject({ kind: "corrupt" });
});
