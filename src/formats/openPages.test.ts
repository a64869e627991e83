import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type BlockCache, createBlockCache } from "../bytes/blockCache.ts";
import { MemorySource } from "../bytes/memorySource.ts";
import { openPages } from "./openPages.ts";
import type { FoundPages } from "./shared/storedPages.ts";

function found(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<FoundPages> {
  const cache: BlockCache = createBlockCache();
  return openPages(new MemorySource(name, bytes), { bytes: 1000, cache, signal: new AbortController().signal });
}

const fixture = (path: string): Promise<FoundPages> =>
  found(path, Uint8Array.from(readFileSync(fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url)))));

it("a picture is one page", async () => {
  expect(await fixture("pictures/jpeg-gray.jpg")).toMatchObject({
    kind: "pages",
    pages: 1,
    samples: 1,
    dtype: "uint8",
  });
});

it.each(["pictures/gif-disposal-1-none.gif", "tiff/strips_planar.tif"])(
  "%s is a picture, but not rows of pages",
  async (path) => {
    expect(await fixture(path)).toMatchObject({ kind: "unusual" });
  },
);

it("what is no picture is unknown", async () => {
  expect(await found("a.tif", new TextEncoder().encode("no picture"))).toEqual({ kind: "unknown" });
});
