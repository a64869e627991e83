import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { read } from "../../../../testing/contract/describeReader.ts";
import { wholeRegion } from "../../../model/region.ts";
import { openImage } from "../../registry.ts";

const never = new AbortController().signal;
const [WIDTH, HEIGHT] = [5600, 120];
const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../fixtures/tiff-fax/${name}.tif`, import.meta.url));

/** The rule of `fixtures/make_fax_fixtures.py`. */
function isBlack(x: number, y: number): boolean {
  if (y % 10 === 9) return y % 20 === 9;
  const step = 1 + ((y * 37 + Math.floor(y / 3) ** 3) % 2700);
  return Math.floor((x + y) / step) % 2 === 1 || Math.floor(x / (1 + (y % 7))) % 211 === 0;
}

it.each(["rle", "group3", "group3_2d", "group3_aligned", "group4", "group4_reversed", "group4_strips"])(
  "a picture that libtiff wrote: %s",
  async (name) => {
    const reader = await openImage(memoryFiles({ "a.tif": fixture(name) }, "a.tif"), never);
    const [scene] = reader.description.scenes;
    expect(scene).toMatchObject({ axes: ["y", "x"], shape: [HEIGHT, WIDTH], dtype: "bool" });
    const pixels = await read(reader, 0, 0, wholeRegion(scene!.shape), never);
    const wrong = Array.from({ length: WIDTH * HEIGHT }, (_, at) => at).filter(
      (at) => Boolean(pixels[at]) === isBlack(at % WIDTH, Math.floor(at / WIDTH)),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
    reader.close();
  },
);
