import { describe, expect, it } from "vitest";
import { type FixtureImage, imageBytes, lifFile, tileScan } from "../../../../fixtures/lifFixtures.ts";
import { openFiles, pixelsOf } from "../../../../testing/formats/lifFiles.ts";

describe("tiles", () => {
  const axes = "m2 y3 x4";
  const one = 1e-7;
  const scan = (...tiles: { x: number; y: number }[]): FixtureImage => ({
    name: "scan",
    axes,
    attachments: tileScan(tiles),
  });

  it("are put together, later ones on top, nothing between them", async () => {
    const image = scan({ x: 0.02, y: 0.01 }, { x: 0.02 + 2 * one, y: 0.01 + 1.4 * one });
    const reader = await openFiles({ "a.lif": lifFile([image]) });
    const [scene] = reader.description.scenes;
    expect(scene).toMatchObject({ axes: ["y", "x"], shape: [4, 6], blockShape: [1, 6], origin: [10_000, 20_000] });
    expect(scene!.reference).toMatchObject({ axes: ["m", "t", "c", "z", "y", "x"] });
    const bytes = imageBytes(image);
    const expected = new Uint8Array(24);
    for (let y = 0; y < 3; y++) expected.set(bytes.subarray(y * 4, y * 4 + 4), y * 6);
    for (let y = 0; y < 3; y++) expected.set(bytes.subarray(12 + y * 4, 16 + y * 4), (y + 1) * 6 + 2);
    expect(await pixelsOf(reader)).toEqual([...expected]);
  });

  it("stay an axis by choice", async () => {
    const image = scan({ x: 0, y: 0 }, { x: one, y: one });
    const reader = await openFiles({ "a.lif": lifFile([image]) }, { mosaic: "tiles" });
    expect(reader.description).toMatchObject({ scenes: [{ axes: ["m", "y", "x"], shape: [2, 3, 4] }], notes: [] });
    expect(await pixelsOf(reader)).toEqual([...imageBytes(image)]);
  });

  it.each<[string, Partial<FixtureImage>]>([
    ["does not say where", { attachments: "" }],
    ["3 positions for 2 tiles", scan({ x: 0, y: 0 }, { x: one, y: 0 }, { x: 0, y: one })],
    ["same position", scan({ x: 1, y: 1 }, { x: 1, y: 1 })],
    [
      "position is missing",
      {
        attachments: tileScan([
          { x: 0, y: 0 },
          { x: Number.NaN, y: 0 },
        ]),
      },
    ],
    ["too far apart", scan({ x: 0, y: 0 }, { x: 0.01, y: 0.01 })],
    ["size of a pixel", { ...scan({ x: 0, y: 0 }, { x: one, y: 0 }), steps: { x: 0 } }],
    [
      "not stored one after the other",
      {
        ...scan({ x: 0, y: 0 }, { x: one, y: 0 }),
        axes: "y3 m2 x4",
      },
    ],
    [
      "not pictures in x and y",
      {
        ...scan({ x: 0, y: 0 }, { x: one, y: 0 }),
        axes: "m2 z3 x4",
      },
    ],
  ])("stay an axis, with a note, where the file %s", async (why, image) => {
    const reader = await openFiles({ "a.lif": lifFile([{ name: "scan", axes, ...image }]) });
    expect(reader.description.scenes[0]!.axes).toContain("m");
    expect(reader.description.notes).toEqual([expect.stringContaining(why)]);
    expect(await pixelsOf(reader)).toHaveLength(24);
  });
});
