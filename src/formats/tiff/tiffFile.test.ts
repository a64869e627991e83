import { expect, it } from "vitest";
import { grayFields, tiffBytes } from "../../../fixtures/tiffBytes.ts";
import { checkRange } from "../../bytes/range.ts";
import type { ByteSource } from "../../bytes/source.ts";
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
