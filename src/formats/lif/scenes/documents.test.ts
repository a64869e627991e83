import { describe, expect, it } from "vitest";
import {
  type FixtureImage,
  imageBytes,
  listText,
  lofFile,
  pngFile,
  utf8,
  xlifText,
} from "../../../../fixtures/lifFixtures.ts";
import { openFiles, pixelsOf } from "../../../../testing/formats/lifFiles.ts";

const picture: FixtureImage = {
  name: "picture",
  axes: "y3 x4",
};

describe("files that list others", () => {
  const bytes = imageBytes(picture);
  const xlif = (file: string): Uint8Array => utf8(xlifText(picture, [{ file, offset: 0, size: bytes.length }]));

  it("name those that are missing", async () => {
    await expect(openFiles({ "a.xlif": xlif("sub\\my%20pixels.lof") })).rejects.toMatchObject({
      kind: "companion-missing",
      message: "a.xlif lists other files that are not there: sub/my pixels.lof.",
      details: { files: ["sub/my pixels.lof"] },
    });
    const list = utf8(listText("p", "Experiment", ["b.xlif", "c.xlif", "d.xlif"]));
    await expect(openFiles({ "p.xlef": list, "b.xlif": xlif("b.lof") })).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: ["c.xlif", "d.xlif", "b.lof"] },
    });
  });

  it("find them in any case, and where a drop has lost the folders", async () => {
    for (const path of ["Pixels/A.LOF", "A.lof", "elsewhere/a.lof"]) {
      const reader = await openFiles({ "meta/a.xlif": xlif("..\\pixels\\a.lof"), [path]: lofFile(picture) });
      expect(reader.description.files).toEqual(["meta/a.xlif", path]);
      expect(await pixelsOf(reader)).toEqual([...bytes]);
    }
    const two = { "a.xlif": xlif("x\\a.lof"), "b/a.lof": lofFile(picture), "c/a.lof": lofFile(picture) };
    await expect(openFiles(two)).rejects.toMatchObject({ kind: "companion-missing" });
  });

  it("may list themselves and each other", async () => {
    const reader = await openFiles({
      "p.xlef": utf8(listText("p", "Experiment", ["p.xlef", "q.xlcf", "a.lof", "A.LOF"])),
      "q.xlcf": utf8(listText("q", "Collection", ["p.xlef", "q.xlcf", "b.lof"])),
      "a.lof": lofFile(picture),
      "b.lof": lofFile({ ...picture, name: "other" }),
    });
    expect(reader.description).toMatchObject({
      format: "xlef",
      files: ["p.xlef", "q.xlcf", "a.lof", "b.lof"],
      scenes: [{ id: "q/other" }, { id: "picture" }],
    });
  });

  it("end in an error where they are nested without end", async () => {
    const files: Record<string, Uint8Array> = {};
    for (let depth = 0; depth < 40; depth++) {
      files[`${depth}.xlcf`] = utf8(listText(`${depth}`, "Collection", [`${depth + 1}.xlcf`]));
    }
    await expect(openFiles(files)).rejects.toMatchObject({ kind: "limit" });
  });

  it("give a picture's first sample where the image is grey", async () => {
    const colours = Uint8Array.from({ length: 36 }, (_, index) => index * 7);
    const reader = await openFiles({ "a.xlif": xlif("a.png"), "a.png": pngFile(colours, 4, 3) });
    expect(await pixelsOf(reader)).toEqual(Array.from({ length: 12 }, (_, index) => colours[index * 3]));
  });

  it("refuse a picture or an object of another size", async () => {
    const wrong = { "a.xlif": xlif("a.png"), "a.png": pngFile(new Uint8Array(20), 4, 1) };
    await expect(pixelsOf(await openFiles(wrong))).rejects.toMatchObject({ kind: "corrupt" });
    const small = {
      "a.xlif": xlif("a.lof"),
      "a.lof": lofFile({
        ...picture,
        axes: "y2 x4",
      }),
    };
    await expect(pixelsOf(await openFiles(small))).rejects.toMatchObject({ kind: "corrupt" });
    const text = { "a.xlif": xlif("a.tif"), "a.tif": utf8("no picture") };
    await expect(pixelsOf(await openFiles(text))).rejects.toMatchObject({ kind: "corrupt" });
  });

  it("leave 0 where no file has pixels, and say so", async () => {
    const partial = utf8(xlifText(picture, [{ file: "a.png", offset: 4, size: 4 }]));
    const reader = await openFiles({ "a.xlif": partial, "a.png": pngFile(Uint8Array.of(9, 8, 7, 6), 4, 1) });
    expect(reader.description.notes).toEqual([expect.stringContaining("in no file")]);
    expect(await pixelsOf(reader)).toEqual([0, 0, 0, 0, 9, 8, 7, 6, 0, 0, 0, 0]);
    const overlapping = xlifText(picture, [
      { file: "a.png", offset: 0, size: 8 },
      { file: "a.png", offset: 4, size: 8 },
    ]);
    const files = { "a.xlif": utf8(overlapping), "a.png": pngFile(bytes, 4, 1) };
    await expect(openFiles(files)).rejects.toMatchObject({ kind: "corrupt" });
  });
});
