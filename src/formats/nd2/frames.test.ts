import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { nd2Bytes, type Nd2Recipe } from "../../../fixtures/nd2Bytes.ts";
import {
  base,
  expectedPixels,
  openNd2Bytes,
  openRecipe,
  plane,
  planes,
  readWhole,
  time,
  tz,
} from "../../../fixtures/nd2Testing.ts";
import { Recorder } from "../../../testing/contract/recorder.ts";
import { guardReader } from "../guardedReader.ts";

describe("frames", () => {
  const forms: [string, Partial<Nd2Recipe>][] = [
    ["plain", {}],
    ["rows filled up", { rowBytes: 24 }],
    ["compressed", { compressed: true }],
    ["compressed, rows filled up", { compressed: true, rowBytes: 32 }],
    ["headers of different lengths", { nameBytes: (frame) => 30 + 7 * frame }],
    ["compressed, headers of different lengths", { compressed: true, nameBytes: (frame) => 90 - 3 * frame }],
    ["odd places", { nameBytes: () => 33, alignment: 1 }],
    ["map without sizes", { compressed: true, entry: (entry) => ({ ...entry, size: entry.offset }) }],
    ["one byte each", { bits: 8 }],
    ["floating point", { bits: 32 }],
  ];
  it.each(forms)("%s", async (_, form) => {
    const recipe = { ...tz, ...form };
    const reader = await openRecipe(recipe);
    const scene = reader.description.scenes[0]!;
    expect(scene.axes.join("")).toBe("tzcyx");
    expect(scene.shape).toEqual([2, 3, 2, 4, 5]);
    expect(scene.blockShape).toEqual([1, 1, 2, recipe.compressed === true ? 4 : 1, 5]);
    const wanted = expectedPixels(scene, recipe, ({ t, z: slice }) => t! * 3 + slice!);
    expect(await readWhole(reader)).toEqual(wanted);
    // Again, now that every frame's place is known and compressed ones are cached.
    expect(await readWhole(reader)).toEqual(wanted);
  });

  it("are black where they are missing", async () => {
    const recipe = { ...tz, missing: [1, 5] };
    const reader = await openRecipe(recipe);
    const scene = reader.description.scenes[0]!;
    const frameOf = ({ t, z: slice }: Record<string, number>): number | null => {
      const frame = t! * 3 + slice!;
      return recipe.missing.includes(frame) ? null : frame;
    };
    expect(await readWhole(reader)).toEqual(expectedPixels(scene, recipe, frameOf));
    expect(reader.description.notes).toEqual([
      "2 frames are missing of the 6 of a.nd2; in the image they are black (0).",
    ]);
  });

  it("may hold fewer bytes than their rows when compressed", async () => {
    const bytes = nd2Bytes({ ...base, frames: 1, components: 1, missing: [0] });
    const tight = Uint8Array.from({ length: 40 }, (_, index) => index);
    const chunk = new Uint8Array([...new Uint8Array(8), ...deflateSync(tight)]);
    const chunks = { "ImageDataSeq|0!": chunk };
    expect(bytes.length).toBeGreaterThan(0);
    const recipe = { ...base, frames: 1, components: 1, missing: [0], compressed: true, rowBytes: 12, chunks };
    const reader = await openRecipe({ ...recipe, picture: planes(plane("one")) });
    expect(new Uint8Array((await readWhole(reader)).buffer)).toEqual(tight);
  });

  it("have few reads: neighbours together, and their headers with them", async () => {
    const recorder = new Recorder();
    const reader = await openNd2Bytes(nd2Bytes({ ...base, frames: 40, experiment: time(40) }), recorder);
    recorder.reset();
    await readWhole(reader);
    expect(recorder.reads).toBe(1);
  });

  it("that are not where the map says are an error", async () => {
    const bytes = nd2Bytes({ ...tz, alignment: 256 });
    const name = Buffer.from("ImageDataSeq|3!");
    const at = Buffer.from(bytes).indexOf(name);
    bytes[at] = 0x58;
    const reader = guardReader(await openNd2Bytes(bytes));
    await expect(readWhole(reader)).rejects.toMatchObject({
      kind: "corrupt",
      message: "a.nd2 is damaged: frame 4 is not where the file says.",
    });
  });
});

describe("damage", () => {
  it("to the list of contents is got over by searching", async () => {
    const recipe = { ...tz, attributesFirst: true };
    const whole = nd2Bytes(recipe);
    const scene = (await openNd2Bytes(whole)).description.scenes[0]!;
    const wanted = expectedPixels(scene, recipe, ({ t, z: slice }) => t! * 3 + slice!);
    const signature = Buffer.from(whole).lastIndexOf("ND2 FILEMAP");
    const cut = whole.slice(0, signature - 16);
    const shifted = nd2Bytes({ ...recipe, entry: (entry) => ({ ...entry, offset: entry.offset + 64 }) });
    const pointless = whole.slice();
    pointless.fill(0xff, whole.length - 8);
    const garbled = whole.slice();
    garbled.fill(0, signature + 32, signature + 64);
    for (const bytes of [cut, shifted, pointless, garbled]) {
      const reader = guardReader(await openNd2Bytes(bytes));
      expect(await readWhole(reader)).toEqual(wanted);
      expect(reader.description.notes).toEqual([expect.stringContaining("list of contents")]);
    }
  });

  it("in the middle of a file is stepped over", async () => {
    const recipe = { ...tz, attributesFirst: true };
    const whole = nd2Bytes(recipe);
    const frame = Buffer.from(whole).indexOf("ImageDataSeq|2!") - 16;
    // The chunk's header is lost: its size leads nowhere.
    const bytes = whole.slice(0, whole.length - 40);
    bytes.fill(0x55, frame, frame + 40);
    const reader = guardReader(await openNd2Bytes(bytes));
    const frameOf = ({ t, z: slice }: Record<string, number>) => (t === 0 && slice === 2 ? null : t! * 3 + slice!);
    expect(await readWhole(reader)).toEqual(expectedPixels(reader.description.scenes[0]!, recipe, frameOf));
    expect(reader.description.notes).toEqual([expect.any(String), expect.stringContaining("1 frame is missing")]);
  });

  it("at the end, an acquisition that was cut off, leaves what is there", async () => {
    const recipe = { ...tz, attributesFirst: true };
    const whole = nd2Bytes(recipe);
    const fourth = Buffer.from(whole).indexOf("ImageDataSeq|4!") + 4090;
    const reader = guardReader(await openNd2Bytes(whole.slice(0, fourth)));
    const frameOf = ({ t, z: slice }: Record<string, number>): number | null =>
      t! * 3 + slice! < 4 ? t! * 3 + slice! : null;
    expect(await readWhole(reader)).toEqual(expectedPixels(reader.description.scenes[0]!, recipe, frameOf));
    expect(reader.description.notes).toEqual([
      expect.any(String),
      expect.stringContaining("2 frames are missing of the 6"),
    ]);
  });

  const refused: [string, Partial<Nd2Recipe>, string][] = [
    ["no size", { attributes: { uiWidth: 0 } }, "corrupt"],
    ["short rows", { attributes: { uiWidthBytes: 3 } }, "corrupt"],
    ["no frames", { missing: [0, 1, 2, 3, 4, 5] }, "corrupt"],
    ["lossy compression", { attributes: { eCompression: 1 } }, "unsupported-feature"],
    ["odd pixels", { attributes: { uiBpcInMemory: 24 } }, "unsupported-feature"],
    ["a billion frames", { experiment: time(1_000_000_000) }, "limit"],
    ["a billion frames in the attributes", { attributes: { uiSequenceCount: 1_000_000_000 } }, "limit"],
    ["two hundred thousand channels", { attributes: { uiComp: 200_000, uiWidthBytes: 2_000_000 } }, "limit"],
  ];
  it.each(refused)("%s is refused", async (_, change, kind) => {
    await expect(openRecipe({ ...tz, ...change })).rejects.toMatchObject({ kind, details: { file: "a.nd2" } });
  });

  it("to metadata that are not needed is passed over", async () => {
    const chunks = { "ImageTextInfoLV!": Uint8Array.of(99, 99, 99), "ImageMetadataSeqLV|0!": Uint8Array.of(11, 3, 1) };
    const { picture: _, ...bare } = tz;
    const reader = await openRecipe({ ...bare, chunks });
    expect(reader.description.scenes[0]!.axes.join("")).toBe("tzcyx");
  });
});
