import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import { read } from "../../../../testing/contract/describeReader.ts";
import { type OldJpegForm, oldJpegTiff } from "../../../../testing/formats/oldJpegTiff.ts";
import { wholeRegion } from "../../../model/region.ts";
import { openImage } from "../../registry.ts";

const never = new AbortController().signal;
const jpegOf = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../fixtures/pictures/jpeg-${name}.jpg`, import.meta.url));

async function pixelsOf(file: string, bytes: Uint8Array): Promise<number[]> {
  const reader = await openImage(memoryFiles({ [file]: bytes }, file), never);
  const pixels = await read(reader, 0, 0, wholeRegion(reader.description.scenes[0]!.shape), never);
  reader.close();
  return Array.from(pixels as Uint8Array);
}

it.each<[string, OldJpegForm]>([
  ["rgb-420", "tables"],
  ["rgb-444", "tables"],
  ["rgb-restarts", "tables"],
  ["gray", "tables"],
  ["rgb-422", "whole"],
])("%s by its %s is what the JPEG file is", async (name, form) => {
  const jpeg = jpegOf(name);
  expect(await pixelsOf("a.tif", oldJpegTiff(jpeg, form))).toEqual(await pixelsOf("a.jpg", jpeg));
});

it("is refused without tables, and with tables behind the end", async () => {
  const tiff = oldJpegTiff(jpegOf("gray"), "no tables");
  await expect(pixelsOf("a.tif", tiff)).rejects.toMatchObject({ kind: "unsupported-feature" });
  const cut = oldJpegTiff(jpegOf("gray"), "tables").slice(0, -10);
  await expect(pixelsOf("a.tif", cut)).rejects.toMatchObject({ kind: "corrupt" });
});
