import { expect, it } from "vitest";
import { grayFields, tiffBytes } from "../../../../fixtures/tiffBytes.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { wholeRegion } from "../../../model/region.ts";
import { openImage } from "../../registry.ts";
import { tiffFormat } from "../descriptor.ts";

const never = new AbortController().signal;

type Small = { width: number; height: number; value: number };

/** An ImageJ stack of pages of 8 × 6, page `n` full of `n`, with the images of `below[n]` in directories below it. */
async function opened(below: readonly (readonly Small[])[]) {
  const text = `ImageJ=1.53t\nimages=${below.length}\nslices=${below.length}\nunit=um\nspacing=3\n`;
  const pages = below.map((_, page) => ({ width: 8, height: 6, value: page }));
  const parts: Uint8Array[] = [];
  let length = 0;
  const place = (bytes: Uint8Array): number => {
    parts.push(bytes);
    length += bytes.length;
    return length - bytes.length;
  };
  const directories = (offsets: readonly number[], subDirectories: readonly number[][]) =>
    pages.map(({ width, height }, page) => ({
      ...grayFields(width, height, 8, offsets[page] ?? 0),
      270: { type: "ascii" as const, text },
      ...(below[page]!.length === 0 ? {} : { 330: { type: "long" as const, values: subDirectories[page]! } }),
    }));
  const zeros = below.map((small) => small.map(() => 0));
  const head = tiffBytes(directories([], zeros));
  place(head);
  const pixels = ({ width, height, value }: Small): number => place(new Uint8Array(width * height).fill(value));
  const offsets = pages.map(pixels);
  // Each directory below has a header of its own before it, so that its one offset counts from the file's start.
  const subDirectories = below.map((small) =>
    small.map((image) => place(tiffBytes([grayFields(image.width, image.height, 8, pixels(image))])) + 8),
  );
  parts[0] = tiffBytes(directories(offsets, subDirectories));
  const bytes = new Uint8Array(Buffer.concat(parts));
  const reader = await openImage(memoryFiles({ "a.tif": bytes }, "a.tif"), never, [tiffFormat]);
  const pixelsOf = async (scene: number, level: number) => {
    const { shape } = reader.description.scenes[scene]!.levels[level]!;
    const target = new Uint8Array(shape.reduce((product, size) => product * size, 1));
    await reader.readRegion({ scene, level, region: wholeRegion(shape), signal: never }, target);
    return target;
  };
  return { scenes: reader.description.scenes, pixelsOf };
}

it("smaller versions below each page of an ImageJ stack are its levels", async () => {
  const { scenes, pixelsOf } = await opened([0, 1, 2].map((page) => [{ width: 4, height: 3, value: 10 + page }]));
  expect(scenes).toHaveLength(1);
  expect(scenes[0]).toMatchObject({ axes: ["z", "y", "x"], shape: [3, 6, 8], scale: [3, null, null] });
  expect(scenes[0]!.levels.map(({ shape }) => shape)).toEqual([
    [3, 6, 8],
    [3, 3, 4],
  ]);
  expect([...(await pixelsOf(0, 1))]).toEqual([10, 11, 12].flatMap((value) => Array<number>(12).fill(value)));
});

it("other images below an ImageJ image are images of their own, without its pixel size", async () => {
  const thumbnail = { width: 5, height: 5, value: 77 };
  const { scenes, pixelsOf } = await opened([[{ width: 4, height: 3, value: 9 }, thumbnail], [], []]);
  expect(scenes.map(({ axes, shape, scale }) => ({ axes, shape, scale }))).toEqual([
    { axes: ["z", "y", "x"], shape: [3, 6, 8], scale: [3, null, null] },
    { axes: ["y", "x"], shape: [3, 4], scale: [null, null] },
    { axes: ["y", "x"], shape: [5, 5], scale: [null, null] },
  ]);
  expect([...(await pixelsOf(2, 0))]).toEqual(Array<number>(25).fill(77));
});
