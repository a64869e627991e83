import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ExpectedLif, expectedLifs, lifCases } from "../../../fixtures/lifCases.ts";
import { allocatePixels, bytesOfPixels } from "../../model/dtype.ts";
import { copyStrided } from "../../model/copyBox.ts";
import { sizeOfShape, stridesOfShape, wholeRegion } from "../../model/region.ts";
import { read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import type { ImageReader } from "../reader.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const cases = lifCases();
const expected = expectedLifs();

/** Our letter for liffile's. */
const LETTERS: Readonly<Record<string, string>> = { λ: "l", Λ: "e", L: "o" };

async function openCase(name: string, mosaic: "stitch" | "tiles" = "tiles"): Promise<ImageReader> {
  const files = cases[name]!;
  return openImage(memoryFiles(files, Object.keys(files)[0]!), never, undefined, { mosaic });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("files as foreign readers see them", () => {
  it.each(Object.entries(expected))("%s is the file that they have read", (name, row) => {
    const found = Object.fromEntries(Object.entries(cases[name]!).map(([path, bytes]) => [path, sha256(bytes)]));
    expect(found).toEqual(row.files);
  });

  it.each(Object.entries(expected))("%s: liffile", async (name, row) => {
    const reader = await openCase(name);
    const found = [];
    for (const [index, scene] of reader.description.scenes.entries()) {
      const pixels = await read(reader, index, 0, wholeRegion(scene.shape), never);
      const { name: path, axes, shape, dtype } = scene;
      found.push({ path, axes: axes.join(""), shape, dtype, sha256: sha256(bytesOfPixels(pixels)) });
    }
    const letters = (axes: string): string => [...axes].map((each) => LETTERS[each] ?? each.toLowerCase()).join("");
    // Three samples without a colour are channels here.
    const isGrey = (image: ExpectedLif["images"][number]): boolean => image.path === "channels last";
    expect(found).toEqual(
      row.images.map((image) => ({ ...image, axes: isGrey(image) ? "tyxc" : letters(image.axes) })),
    );
    reader.close();
  });

  it.each(Object.entries(expected).filter(([, row]) => row.openreadout !== null))(
    "%s: put together as openreadout does",
    async (name, { openreadout }) => {
      const reader = await openCase(name, "stitch");
      const found = [];
      for (const [index, scene] of reader.description.scenes.entries()) {
        expect(scene.axes).toEqual(["c", "z", "y", "x"]);
        const pixels = await read(reader, index, 0, wholeRegion(scene.shape), never);
        found.push({ shape: [1, ...scene.shape], sha256: sha256(bytesOfPixels(pixels)) });
      }
      expect(found).toEqual(openreadout);
      expect(reader.description.notes).toEqual([]);
      reader.close();
    },
  );

  /** bioio-lif takes samples of a pixel for planes, and all planes for stored in the order t, z, c. */
  const MISREAD = new Set(["colours", "folders"]);

  it.each(Object.entries(expected).filter(([, { bioio }]) => bioio !== null))("%s: bioio-lif", async (name, row) => {
    const reader = await openCase(name);
    for (const [index, scene] of reader.description.scenes.entries()) {
      const { reference, shape } = scene;
      const theirs = row.bioio![index]!;
      const axes = reference.axes.filter((axis) => axis !== "s");
      expect({
        id: reference.sceneId,
        axes: axes.join("").toUpperCase(),
        scale: reference.scale.slice(0, axes.length),
        channelNames: reference.channelNames,
        chunks: reference.daskChunks.slice(0, axes.length),
      }).toEqual({
        id: theirs.id,
        axes: theirs.axes,
        scale: theirs.scale,
        channelNames: theirs.channelNames,
        chunks: theirs.chunks,
      });
      if (MISREAD.has(name)) continue;
      // Axes that bioio-lif does not know are read at index 0.
      const view = axes.map((axis) => scene.axes.indexOf(axis));
      const lengths = view.map((axis) => shape[axis] ?? 1);
      const whole = await read(reader, index, 0, wholeRegion(shape), never);
      const strides = stridesOfShape(shape);
      const target = allocatePixels(scene.dtype, sizeOfShape(lengths));
      const from = view.map((axis) => strides[axis] ?? 0);
      copyStrided(whole, 0, from, target, 0, stridesOfShape(lengths), lengths);
      expect({ shape: lengths, sha256: sha256(bytesOfPixels(target)) }).toEqual({
        shape: theirs.shape,
        sha256: theirs.sha256,
      });
    }
    reader.close();
  });
});
