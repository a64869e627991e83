import { describe, expect, it } from "vitest";
import { type LifCase, lifCases } from "../../../fixtures/lifCases.ts";
import { lifFile, lofFile, tileScan, utf8, xlifText } from "../../../fixtures/lifFixtures.ts";
import type { OpenedSource } from "../../bytes/openSource.ts";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import type { Recorder } from "../../../testing/contract/recorder.ts";
import type { ZarrdropError } from "../../model/errors.ts";
import { guardReader } from "../guardedReader.ts";
import { openImage } from "../registry.ts";
import { openPages } from "../openPages.ts";
import { open } from "./reader.ts";

const never = new AbortController().signal;
const cases = lifCases();

function opens(files: LifCase) {
  return (recorder: Recorder) => openImage(recorder.watch(memoryFiles(files, Object.keys(files)[0]!)), never);
}

for (const name of ["stack", "orders", "colours", "wavelengths", "tiles", "lof", "xlifOfLof", "xlifOfPages"]) {
  describeReader(name, opens(cases[name]!));
}
// A picture is decoded as a whole: small parts of large ones are read again.
describeReader("xlifOfPictures", opens(cases["xlifOfPictures"]!));

// The first scene is small: the suite compares it value by value.
describeReader(
  "several megabytes, channels by line",
  opens({
    "large.lif": lifFile([
      {
        name: "small",
        axes: "y20 x30",
      },
      {
        name: "lines",
        axes: "z2 y500 c3 x700",
        dtype: "uint16",
      },
      {
        name: "blue first",
        axes: "y400 x700 s3",
        sampleTags: [3, 2, 1],
      },
    ]),
  }),
  { regions: 8 },
);

const small = [
  {
    name: "a",
    axes: "z2 c2 y3 x4",
    dtype: "uint16",
  },
  {
    name: "b",
    axes: "y3 x4 s3",
    sampleTags: [3, 2, 1],
  },
  {
    name: "c",
    axes: "m2 y3 x4",
    attachments: tileScan([
      { x: 1e-3, y: 0 },
      { x: 1.0003e-3, y: 1e-7 },
    ]),
  },
] as const;

const openPlain = ({ directory, main, source }: OpenedSource) =>
  open({ directory, path: main, source, signal: never }, openPages);

fuzzReader({ name: "LIF", bytes: lifFile(small), open: openPlain, seed: 1 });
fuzzReader({ name: "LIF, version 1", bytes: lifFile(small, { version: 1 }), open: openPlain, seed: 2 });
fuzzReader({ name: "LOF", bytes: lofFile(small[0]), open: openPlain, seed: 3 });
const pages = cases["xlifOfPages"]!;
fuzzReader({
  name: "XLIF",
  bytes: utf8(new TextDecoder("utf-16le").decode(pages["Image001.xlif"])),
  open: openPlain,
  companions: { "Image001.ome.tif": pages["Image001.ome.tif"]! },
  seed: 4,
});

describe("hostile numbers", () => {
  const text = xlifText(small[2], [{ file: "c.lof", offset: 0, size: 24 }]);
  const numbers = [...text.matchAll(/="(-?\d[^"]*)"/g)];
  const extremes = ["", "-1", "0", "1", "2", "3", "255", "65536", "2147483647", "4294967296", "999999999999999"];
  const odd = ["9007199254740993", "1e308", "1e-308", "NaN", "Infinity", "0x10", "1.5"];

  it(`${numbers.length} numbers, each changed in ${extremes.length + odd.length} ways`, async () => {
    const kinds = new Set<string>();
    for (const found of numbers) {
      for (const value of [...extremes, ...odd]) {
        const at = found.index;
        const changed = `${text.slice(0, at)}="${value}"${text.slice(at + found[0].length)}`;
        const opened = memoryFiles({ "c.xlif": utf8(changed), "c.lof": lofFile(small[2]) }, "c.xlif");
        try {
          const reader = guardReader(await openPlain(opened));
          for (const [scene, { shape }] of reader.description.scenes.entries()) {
            const corner = { start: shape.map(() => 0), shape: shape.map((length) => Math.min(length, 9)) };
            await read(reader, scene, 0, corner, never);
          }
          kinds.add("pixels");
        } catch (error) {
          kinds.add((error as ZarrdropError).kind);
        }
      }
    }
    expect([...kinds].toSorted()).toEqual(["corrupt", "pixels", "unsupported-feature"]);
  });
});
