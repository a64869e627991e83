import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { identify, openImage } from "../registry.ts";
import { planeOfName } from "./fileNames.ts";
import { parseSettings } from "./settings.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("fluoview");

describeRawFixtures("fluoview", { contract: ["shuffled.oib", "points.oif", "section.oif"] });

/** An OIF acquisition alone, as it lies in its folder. */
function acquisition(name: string): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(FILES).filter(([path]) => path.startsWith(`${name}.oif`)));
}

const open = (files: Readonly<Record<string, Uint8Array>>, main: string) => openImage(memoryFiles(files, main), never);

describe("FluoView acquisitions", () => {
  it("are known by their main file, their folder, or as one file", async () => {
    const formats = async (files: Readonly<Record<string, Uint8Array>>, main: string) =>
      (await identify(memoryFiles(files, main), never)).map(({ format, certainty }) => [format.id, certainty]);
    expect(await formats(FILES, "small.oib")).toEqual([["fluoview", 2]]);
    expect(await formats(FILES, "points.oif")).toEqual([["fluoview", 2]]);
    expect(await formats(acquisition("points"), "")).toEqual([["fluoview", 1]]);
    expect(await formats(FILES, "")).toEqual([]);
    expect(await formats({ "a.doc": FILES["small.oib"]! }, "a.doc")).toEqual([]);
  });

  it("open by their folder as by their main file, and count all that is in it as theirs", async () => {
    const files = acquisition("points");
    const byFile = await open(files, "points.oif");
    const byFolder = await open(files, "");
    expect(byFolder.description).toEqual(byFile.description);
    expect(byFile.description.files.toSorted()).toEqual(Object.keys(files).toSorted());
  });

  it("in one file are one file", async () => {
    const { description } = await open(FILES, "small.oib");
    expect(description).toMatchObject({ name: "small.oib", formatName: "Olympus OIB", files: ["small.oib"] });
  });

  it("say which planes are gone, and open though their folder is called as it was", async () => {
    const gone = "points.oif.files/s_C002P001.tif";
    const files = Object.fromEntries(
      Object.entries(acquisition("points"))
        .filter(([path]) => path !== gone)
        .map(([path, bytes]) => [path === "points.oif" ? "renamed.oif" : path, bytes]),
    );
    const { description } = await open(files, "renamed.oif");
    expect(description.scenes.map(({ absentPlanes }) => absentPlanes)).toEqual([
      [{ reason: "missing", count: 1, examples: [gone] }],
      undefined,
    ]);
  });

  it("ask for their planes", async () => {
    await expect(open({ "points.oif": FILES["points.oif"]! }, "points.oif")).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: ["points.oif.files"] },
    });
  });

  it.each<[string, string, string]>([
    ["axes that are not known", "s_A001.tif", "unsupported-feature"],
    ["far more planes than there are", "s_C9999P9999.tif", "corrupt"],
  ])("of %s are refused", async (_, name, kind) => {
    const files = {
      "points.oif": FILES["points.oif"]!,
      [`points.oif.files/${name}`]: FILES["points.oif.files/s_C001P001.tif"]!,
    };
    await expect(open(files, "points.oif")).rejects.toMatchObject({ kind });
  });

  it("that are compound files of another kind are named as such", async () => {
    const bytes = Uint8Array.from(FILES["small.oib"]!);
    // What the list of names is called.
    const at = Buffer.from(bytes).indexOf(Buffer.from("OibInfo.txt", "utf16le"));
    bytes[at] = 0x6f;
    await expect(open({ "a.oib": bytes }, "a.oib")).rejects.toMatchObject({ kind: "unsupported-format" });
  });
});

describe("names of planes", () => {
  it.each([
    ["x.oif.files/s_C001Z002T0003.tif", { C: 1, Z: 2, T: 3 }],
    ["C1.tif", { C: 1 }],
    ["s_C001-R001.tif", null],
    ["s_Thumb.tif", null],
    ["s_C001.pty", null],
  ])("%s", (path, places) => {
    const plane = planeOfName(path);
    expect(plane === null ? null : Object.fromEntries(plane.places)).toEqual(places);
  });
});

it("settings have their values without quotes, and nothing of what is of another form", () => {
  const settings = parseSettings('stray=1\n[A]\r\nx="a=b"\r\ny=\'c\'\r\nz=1.5\r\n;w=2\r\nnothing\r\n[A]\r\nv="');
  expect(settings.section("A")).toEqual(new Map(Object.entries({ x: "a=b", y: "c", z: "1.5", v: '"' })));
  expect([settings.number("A", "z"), settings.number("A", "x"), settings.text("B", "z")]).toEqual([1.5, null, ""]);
});
