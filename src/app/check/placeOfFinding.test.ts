import { expect, it } from "vitest";
import type { StoreArrayFacts } from "../../plan/storeContents.ts";
import { placeOfFinding } from "./placeOfFinding.ts";

function array(
  path: string,
  shape: number[],
  chunkShape: number[],
  shardShape: number[] | null = null,
): StoreArrayFacts {
  return { path, shape, dtype: "uint16", chunkShape, shardShape, compression: null, chunks: 1, files: 1 };
}

const axes = ["c", "z", "y", "x"];
const arrays = [
  array("0", [2, 5, 100, 200], [1, 1, 64, 64]),
  array("1", [2, 5, 50, 100], [1, 1, 64, 32], [1, 2, 64, 64]),
  array("labels/cells/0", [2, 5, 100, 200], [1, 1, 64, 64]),
];

it("finds the box of a chunk, and of a shard of a smaller level, in pixels of the largest", () => {
  expect(placeOfFinding("0/c/1/3/1/3", arrays, axes)).toEqual({
    level: 0,
    channel: 1,
    z: 3,
    t: 0,
    box: { x: 192, y: 64, width: 8, height: 36 },
  });
  expect(placeOfFinding("1/c/0/2/0/1: chunk 3", arrays, axes)).toEqual({
    level: 1,
    channel: 0,
    z: 4,
    t: 0,
    box: { x: 128, y: 0, width: 72, height: 100 },
  });
});

it.each(["0/1.3.1.3", "0/1/3/1/3", "0/c.1.3.1.3"])("knows the key %s", (where) => {
  expect(placeOfFinding(where, arrays, axes)).toMatchObject({ level: 0, channel: 1, z: 3 });
});

it.each([
  "",
  "zarr.json: ome.omero",
  "0",
  "0/zarr.json",
  "0/c/1/3",
  "0/c/1/3/1/9",
  "labels/cells/0/c/0/0/0/0",
  "2/c/0/0/0/0",
])("“%s” is of no place in the image", (where) => expect(placeOfFinding(where, arrays, axes)).toBeNull());
