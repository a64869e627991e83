import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { bytesOfPixels } from "../../src/model/dtype.ts";
import { wholeRegion } from "../../src/model/region.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { read } from "../contract/describeReader.ts";

const FOLDER = new URL("../../fixtures/hdf5-images/", import.meta.url);
const never = new AbortController().signal;

type ExpectedScene = { axes: string; dtype: string; shapes: number[][]; sha256: string[] };

/** What h5py reads in the images of `fixtures/hdf5-images`, by file. */
// Written by `fixtures/make_hdf5_image_fixtures.py` in this shape.
export const HDF5_IMAGES = JSON.parse(readFileSync(new URL("expected.json", FOLDER), "utf8")) as Record<
  string,
  ExpectedScene[]
>;

/** The bytes of one of them. */
export function hdf5Image(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FOLDER)));
}

/** Compares all levels of all scenes with what h5py reads. */
export async function expectHdf5Image(reader: ImageReader, scenes: readonly ExpectedScene[]): Promise<void> {
  expect(reader.description.scenes.map(({ axes }) => axes.join(""))).toEqual(scenes.map(({ axes }) => axes));
  for (const [index, { dtype, shapes, sha256 }] of scenes.entries()) {
    const scene = reader.description.scenes[index]!;
    expect(scene.dtype).toBe(dtype);
    expect(scene.levels.map(({ shape }) => shape)).toEqual(shapes);
    for (const [level, shape] of shapes.entries()) {
      const pixels = await read(reader, index, level, wholeRegion(shape), never);
      expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex"), `${scene.id}, level ${level}`).toBe(
        sha256[level],
      );
    }
  }
}
