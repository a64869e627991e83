import { processorTime } from "../../testing/processorTime.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DATA_TYPES } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { ImageDescription } from "../model/image.ts";
import { sizeOfShape } from "../model/region.ts";
import { storeBefore } from "./layout/appendTo.ts";
import { levelFiles } from "./layout/cost.ts";
import { describeImage, describeScene } from "../../testing/plan/sampleDescription.ts";
import { rootAttributes } from "./metadata/ngff.ts";
import { parseSettings } from "./settings/parseSettings.ts";
import { planConversion, type PlanContext } from "./planConversion.ts";
import { PRESETS, settingsOfPreset } from "./settings/presets.ts";

const COMPATIBLE = "bioio-conversion-0.1.4";

function plan(image: ImageDescription, settings: Record<string, unknown> = {}, context: PlanContext = {}) {
  return planConversion(image, parseSettings(settings), context);
}

function planOne(axes: string, shape: number[], settings: Record<string, unknown> = {}) {
  return plan(describeImage([describeScene(axes, shape)]), settings).outputs[0]!;
}

function refusal(act: () => unknown): ZarrdropError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof ZarrdropError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was refused");
}

describe("the default path", () => {
  test("a stack with two channels, three levels", () => {
    const output = planOne("tczyx", [1, 2, 64, 2048, 2049], { num_levels: 3 });
    expect(output).toMatchObject({
      scene: 0,
      storeName: "source.ome.zarr",
      zarrFormat: 3,
      ngffVersion: "0.5",
      view: { sources: [0, 1, 2, 3, 4] },
      dtype: "uint16",
      cast: "none",
      compressor: { id: "blosc", cname: "zstd", clevel: 3, shuffle: "bitshuffle", typesize: null, blocksize: 0 },
      resampling: { method: "mean", blockShape: null },
      time: { sourceStart: 0, destinationStart: 0, count: 1, append: false },
      imageName: "source",
      notes: [],
    });
    expect(
      output.levels.map(({ path, shape, chunkShape, shardShape }) => ({ path, shape, chunkShape, shardShape })),
    ).toEqual([
      { path: "0", shape: [1, 2, 64, 2048, 2049], chunkShape: [1, 1, 1, 2048, 2049], shardShape: null },
      { path: "1", shape: [1, 2, 64, 1024, 1024], chunkShape: [1, 1, 8, 1024, 1024], shardShape: null },
      { path: "2", shape: [1, 2, 64, 512, 512], chunkShape: [1, 1, 32, 512, 512], shardShape: null },
    ]);
    expect(output.levels[1]!.translation).toEqual([0, 0, 0, 0.5, expect.closeTo(0.50048828125, 12)]);
  });

  test("the page's first preset: levels down to 512, tiles, shards", () => {
    const image = describeImage([describeScene("tczyx", [1, 2, 64, 2048, 2048])]);
    const { levels } = planConversion(image, settingsOfPreset(PRESETS[0]!)).outputs[0]!;
    expect(
      levels.map(({ shape, chunkShape, shardShape }) => [shape.slice(2), chunkShape.slice(2), shardShape?.slice(2)]),
    ).toEqual([
      [
        [64, 2048, 2048],
        [1, 1024, 1024],
        [2, 2048, 2048],
      ],
      [
        [64, 1024, 1024],
        [1, 1024, 1024],
        [8, 1024, 1024],
      ],
      [
        [64, 512, 512],
        [2, 512, 512],
        [8, 512, 512],
      ],
    ]);
  });

  test("Zarr v2 has no shards", () => {
    const output = planOne("zyx", [64, 4096, 4096], { zarr_format: 2, chunk_strategy: "viewer" });
    expect(output).toMatchObject({ ngffVersion: "0.4", levels: [{ shardShape: null }] });
  });

  test("label images are resampled by the most frequent value; any method by choice", () => {
    const labels = describeImage([describeScene("yx", [9, 9], { isLabelImage: true })]);
    const method = (settings: Record<string, unknown>) => plan(labels, settings).outputs[0]!.resampling.method;
    expect(method({})).toBe("mode");
    expect(method({ labels: false })).toBe("mean");
    expect(method({ downsample_method: "max" })).toBe("max");
    expect(planOne("yx", [9, 9], { labels: true }).resampling.method).toBe("mode");
  });

  test("each scene keeps its own type; an override saturates, or wraps by choice", () => {
    const image = describeImage([
      describeScene("yx", [9, 9], { dtype: "uint8" }),
      describeScene("yx", [9, 9], { dtype: "float32" }),
    ]);
    expect(plan(image).outputs.map(({ dtype, cast }) => [dtype, cast])).toEqual([
      ["uint8", "none"],
      ["float32", "none"],
    ]);
    expect(plan(image, { dtype: "uint8" }).outputs.map(({ cast }) => cast)).toEqual(["none", "saturate"]);
    expect(plan(image, { dtype: "uint8", dtype_cast: "wrap" }).outputs[1]!.cast).toBe("wrap");
    expect(plan(image, { dtype: "uint8" }).outputs[1]!.notes).toMatchObject([{ severity: "loss" }]);
  });

  test("level positions: each level's pixels cover the same extent; time points are not resampled", () => {
    const output = planOne("tyx", [4, 8, 8], {
      level_shapes: [
        [4, 8, 8],
        [2, 4, 4],
      ],
    });
    expect(output.levels[1]).toMatchObject({ scale: [1, 2, 2], translation: [0, 0.5, 0.5] });
    expect(output.notes.map(({ text }) => text)).toContain("Level 1 holds the first 2 time points only.");
  });

  test("a store may get more time points than the image has", () => {
    const output = planOne("tyx", [3, 8, 8], { level_shapes: [[5, 8, 8]], start_T_dest: 3 });
    expect(output.time).toEqual({ axis: 0, sourceStart: 0, destinationStart: 3, count: 2, append: false });
    expect(output.notes.map(({ severity }) => severity)).toEqual(["loss", "change"]);
  });

  test("the file's metadata: OME-XML, image name, what cannot be carried", () => {
    const omeXml = '<OME><Image ID="Image:0"><Pixels><TiffData/></Pixels></Image></OME>';
    const scene = describeScene("yx", [9, 9], { name: "nuclei" });
    const image = describeImage([scene], { omeXml, attachments: ["thumbnail", "label"], notes: ["Odd header."] });
    const { outputs, notes } = plan(image);
    expect(outputs[0]!.imageName).toBe("nuclei");
    expect(outputs[0]!.metadata.omeXml).toContain("<MetadataOnly/>");
    expect(notes).toEqual([
      { severity: "information", text: "Odd header." },
      { severity: "loss", text: "Attached pictures are not converted: thumbnail, label." },
    ]);
    expect(plan({ ...image, omeXml: "<OME><BinaryOnly/></OME>" }).notes.at(-1)!.text).toContain("OME-XML");
    expect(plan(image, { compatibility: COMPATIBLE }).outputs[0]!.metadata.omeXml).toBeNull();
  });

  test("a colour picture says that its samples become channels", () => {
    expect(planOne("yxs", [31, 45, 3]).notes.map(({ text }) => text)).toEqual([
      "The 3 samples of each pixel become channels.",
    ]);
    expect(planOne("xyczt", [5, 4, 3, 2, 1]).notes.map(({ text }) => text)).toEqual([
      "The axes are put in the order t, c, z, y, x (the file has x, y, c, z, t).",
    ]);
  });

  test("grey for one white channel, colours else", () => {
    expect(planOne("zyx", [4, 9, 9]).metadata.rdefs).toEqual({ defaultT: 0, defaultZ: 1, model: "greyscale" });
    expect(planOne("cyx", [2, 9, 9]).metadata.rdefs).toEqual({ defaultT: 0, defaultZ: 0, model: "color" });
  });
});

describe("names", () => {
  const scenes = ["A", "a", "B/1"].map((name, index) => describeScene("yx", [9, 9], { name, id: `Image:${index}` }));
  const image = describeImage(scenes, { name: "x.ome.tif" });
  const names = (settings: Record<string, unknown>, context: PlanContext = {}, of = image) =>
    plan(of, settings, context).outputs.map(({ storeName }) => storeName);

  test("a scene has the same name whichever are selected", () => {
    expect(names({})).toEqual(["x_A.ome.zarr", "x_a_2.ome.zarr", "x_B_1.ome.zarr"]);
    expect(names({ scenes: [2, 1] })).toEqual(["x_B_1.ome.zarr", "x_a_2.ome.zarr"]);
    expect(names({ scenes: -1, name: "out.ome.zarr" })).toEqual(["out_B_1.ome.zarr"]);
  });

  test("as the reference, with its collisions refused", () => {
    expect(names({ compatibility: COMPATIBLE, scenes: [1] })).toEqual(["x.ome.ome.zarr"]);
    const same = describeImage([scenes[0]!, scenes[0]!], { name: "x.tif" });
    expect(refusal(() => names({ compatibility: COMPATIBLE }, {}, same))).toMatchObject({ kind: "exists" });
  });

  test("what is there already: refused, renamed, or left to the writer", () => {
    const context = { takenNames: ["X_a.OME.zarr", "x_A_3.ome.zarr"] };
    expect(refusal(() => names({}, context))).toMatchObject({ kind: "exists", details: { file: "x_A.ome.zarr" } });
    expect(names({ existing: "rename" }, context)).toEqual(["x_A_2.ome.zarr", "x_a_2_2.ome.zarr", "x_B_1.ome.zarr"]);
    expect(names({ existing: "replace" }, context)[0]).toBe("x_A.ome.zarr");
    expect(names({ existing: "skip" }, context)[0]).toBe("x_A.ome.zarr");
  });

  test("tiles that are not stitched are stores of their own", () => {
    const output = plan(describeImage([describeScene("myx", [2, 9, 9])])).outputs;
    expect(output.map(({ storeName }) => storeName)).toEqual(["source_M0.ome.zarr", "source_M1.ome.zarr"]);
    expect(output[1]!.view.fixed).toEqual([{ axis: 0, index: 1 }]);
  });
});

describe("adding time points to a store", () => {
  const image = describeImage([describeScene("tyx", [3, 9, 9])]);
  const existing = (shape: number[]) => ({
    zarrFormat: 2 as const,
    axes: ["t", "y", "x"],
    dtype: "uint16" as const,
    compressor: null,
    levels: [
      { shape, chunkShape: [1, 4, 4], shardShape: null },
      { shape: [shape[0]!, 4, 4], chunkShape: [1, 4, 4], shardShape: null },
    ],
  });
  const append = (shape: number[], settings: Record<string, unknown> = {}) =>
    plan(
      image,
      { existing: "append", ...settings },
      {
        takenNames: ["source.ome.zarr"],
        existingStores: { "source.ome.zarr": existing(shape) },
      },
    ).outputs[0]!;

  test("at the end, with the store's own levels, chunks, codec and format", () => {
    expect(append([5, 9, 9])).toMatchObject({
      zarrFormat: 2,
      compressor: null,
      time: {
        sourceStart: 0,
        destinationStart: 5,
        count: 3,
        append: {
          shapes: [
            [5, 9, 9],
            [5, 4, 4],
          ],
        },
      },
      levels: [{ shape: [8, 9, 9], chunkShape: [1, 4, 4] }, { shape: [8, 4, 4] }],
    });
  });

  test("and the plan says what the store was before", () => {
    expect(storeBefore(append([5, 9, 9]))).toEqual(existing([5, 9, 9]));
    expect(storeBefore(append([5, 9, 9], { start_T_dest: 1, tbatch: 1 }))).toEqual(existing([5, 9, 9]));
    expect(storeBefore(plan(image).outputs[0]!)).toBeNull();
  });

  test("from a given time point on", () => {
    expect(append([5, 9, 9], { start_T_dest: 1, start_T_src: 1 })).toMatchObject({
      time: { sourceStart: 1, destinationStart: 1, count: 2 },
      levels: [{ shape: [5, 9, 9] }, { shape: [5, 4, 4] }],
    });
  });

  test("with what is left empty or written over in between said in the plan", () => {
    const notes = (settings: Record<string, unknown>): string[] =>
      append([5, 9, 9], settings).notes.map(({ severity, text }) => `${severity}: ${text}`);
    expect(notes({})).toEqual(["information: The range of time points 5 to 7 is added to the store that is there."]);
    expect(notes({ start_T_dest: 7 })).toEqual([
      "information: The range of time points 7 to 9 is added to the store that is there.",
      "change: The range of time points 5 to 6 stays empty: the store ends before it, what is added comes after it.",
    ]);
    expect(notes({ start_T_dest: 6, tbatch: 1 })).toContain(
      "change: Time point 5 stays empty: the store ends before it, what is added comes after it.",
    );
    expect(notes({ start_T_dest: 4 })).toEqual([
      "loss: Time point 4 of the store that is there is written over.",
      "information: The range of time points 5 to 6 is added to the store that is there.",
    ]);
  });

  test("only where the image fits", () => {
    expect(refusal(() => append([5, 9, 8]))).toMatchObject({ kind: "setting", details: { setting: "existing" } });
    expect(refusal(() => append([5, 9, 9], { dtype: "uint8" })).message).toContain("uint8");
    expect(refusal(() => plan(image, { existing: "append" }, { takenNames: ["source.ome.zarr"] })).kind).toBe("exists");
    expect(plan(image, { existing: "append" }).outputs[0]!.time.append).toBe(false);
  });
});

test("one level of a large image is a matter for a note", () => {
  const notesOf = (shape: number[], settings: Record<string, unknown>) =>
    planOne("cyx", shape, settings).notes.map(({ text }) => text);
  expect(notesOf([2, 4000, 3000], { num_levels: 1 })).toEqual([
    "There is one level only: viewers load whole planes of 3000 × 4000 pixels even for a small view. With smaller levels (num_levels) they do not.",
  ]);
  expect(notesOf([2, 4000, 3000], { compatibility: COMPATIBLE })[0]).toMatch(/^There is one level only/);
  expect(notesOf([2, 4000, 3000], { num_levels: 2 })).toEqual([]);
  expect(notesOf([500, 2048, 2048], { num_levels: 1 })).toEqual([]);
});

describe("compatibility mode", () => {
  test("has the reference's order of chunks in shards, which can be chosen without it", () => {
    const sharded = { chunk_shape: [1, 4, 4], shard_shape: [1, 8, 8] };
    const orderOf = (settings: Record<string, unknown>) => planOne("zyx", [2, 16, 16], settings).shardOrder;
    expect(orderOf({ ...sharded, compatibility: COMPATIBLE })).toBe("morton");
    expect(orderOf({ ...sharded, compatibility: COMPATIBLE, shard_order: "c" })).toBeUndefined();
    expect(orderOf({ ...sharded, shard_order: "morton" })).toBe("morton");
    expect(orderOf(sharded)).toBeUndefined();
    expect(orderOf({ compatibility: COMPATIBLE })).toBeUndefined();
  });

  test("settings of the reader's axes are turned where only a defect keeps the reference from converting", () => {
    const output = planOne("yxs", [33, 47, 4], {
      compatibility: COMPATIBLE,
      chunk_shape: [16, 8, 4],
      axes_units: ["micrometer", "nanometer", null],
    });
    expect(output.levels[0]!.chunkShape).toEqual([4, 16, 8]);
    expect(output.axes.map(({ name, unit }) => [name, unit])).toEqual([
      ["c", null],
      ["y", "micrometer"],
      ["x", "nanometer"],
    ]);
  });

  test("six axes are written as they are with sizes, types and units for each, as there", () => {
    const output = planOne("tczyxs", [1, 1, 1, 31, 45, 3], {
      compatibility: COMPATIBLE,
      physical_pixel_size: [1, 1, 1, 0.5, 0.5, 1],
      axes_types: ["time", "channel", "space", "space", "space", null],
      axes_units: [null, null, null, null, null, null],
      num_levels: 2,
    });
    expect(output.axes.map(({ name }) => name).join("")).toBe("tczyxs");
    expect(output.levels[1]!.shape).toEqual([1, 1, 1, 16, 22, 3]);
    expect(output.resampling.blockShape).toEqual([1, 1, 1, 31, 45, 3]);
  });

  test("parameters that the reference does not have do not change what it would write", () => {
    const output = planOne("zyx", [64, 2048, 2048], {
      compatibility: COMPATIBLE,
      chunk_strategy: "viewer",
      dtype: "uint8",
    });
    expect(output).toMatchObject({
      cast: "wrap",
      levels: [{ chunkShape: [4, 2048, 2048], shardShape: null, translation: null }],
    });
  });

  test("big-endian stores stay so in Zarr v2, unless a type is asked for", () => {
    const scene = describeScene("yx", [4, 5]);
    scene.reference.bigEndian = true;
    const orderOf = (settings: Record<string, unknown>) => plan(describeImage([scene]), settings).outputs[0]!.byteOrder;
    const compatible = { compatibility: COMPATIBLE, zarr_format: 2 };
    expect(orderOf(compatible)).toBe("big");
    expect(orderOf({ ...compatible, dtype: "uint16" })).toBeUndefined();
    expect(orderOf({ ...compatible, zarr_format: 3 })).toBeUndefined();
    expect(orderOf({ zarr_format: 2 })).toBeUndefined();
  });

  test("a shuffle that is left open stays open in the metadata of Zarr v2 only there", () => {
    const compressor = { numcodecs: { id: "blosc", shuffle: -1 } };
    const of = (settings: Record<string, unknown>) =>
      planOne("yx", [4, 5], { zarr_format: 2, compressor, ...settings }).compressor;
    expect(of({ compatibility: COMPATIBLE })).toMatchObject({ shuffle: "shuffle", shuffleByType: true });
    expect(of({})).not.toHaveProperty("shuffleByType");
  });

  test("steps that overflow in a smaller level are refused", () => {
    const settings = { compatibility: COMPATIBLE, physical_pixel_size: [1, 1e308], num_levels: 2 };
    expect(refusal(() => planOne("yx", [4, 5], settings)).details.setting).toBe("physical_pixel_size");
  });

  test("what the reference drops is said", () => {
    const scene = describeScene("yx", [9, 9], { scale: [0.1, 0.1], units: ["micrometer", "micrometer"] });
    const texts = plan(describeImage([scene]), {
      compatibility: COMPATIBLE,
      zarr_format: 2,
      rdefs: { model: "color" },
      channels: [{ label: "a", color: "FF0000" }],
    }).outputs[0]!.notes.map(({ text }) => text);
    expect(texts).toEqual([
      "Units are not written: bioio-conversion leaves them out.",
      "The given channels are not written: the image has no channel axis.",
      "rdefs and creator_info are not written: bioio-conversion leaves them out of Zarr v2.",
    ]);
  });

  test("a single time point must equal level 0, several may not", () => {
    const shapes = (t: number) => ({ compatibility: COMPATIBLE, level_shapes: [[t + 1, 9, 9]] });
    expect(refusal(() => planOne("tyx", [1, 9, 9], shapes(1))).message).toContain("level_shapes");
    expect(planOne("tyx", [2, 9, 9], shapes(2)).time.count).toBe(2);
  });
});

describe("cost", () => {
  test("bytes, files and memory of a plan", () => {
    const image = describeImage([describeScene("czyx", [2, 10, 100, 100])]);
    const { cost } = plan(image, { num_levels: 2, chunk_shape: [1, 1, 64, 64] });
    expect(cost.pixelBytes).toBe(2 * 2 * 10 * (100 * 100 + 50 * 50));
    // Chunks of both levels, a zarr.json each and the root's.
    expect(cost.files).toBe(2 * 10 * 4 + 2 * 10 * 1 + 3);
    // A small image: little more than the thread itself.
    expect(cost).toMatchObject({ workers: 8, memoryRemark: null });
    // What a conversion takes however many work counts once.
    expect((cost.memoryBytes - 8 * cost.workerBytes) / 2 ** 20).toBe(26);
    expect(cost.workerBytes / 2 ** 20).toBeGreaterThan(10);
    expect(cost.workerBytes / 2 ** 20).toBeLessThan(20);
    expect(plan(image, { zarr_format: 2 }).cost.files).toBe(1 + 4);
  });

  test("the chunk grid covers each level once", () => {
    const size = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(fc.tuple(size, size, size), fc.constantFrom("budget", "viewer"), (shape, strategy) => {
        const { levels } = planOne("zyx", shape, { num_levels: "auto", chunk_strategy: strategy });
        for (const level of levels) {
          const outer = level.shardShape ?? level.chunkShape;
          const grid = level.shape.map((length, axis) => Math.ceil(length / outer[axis]!));
          expect(levelFiles(level)).toBe(sizeOfShape(grid));
          grid.forEach((count, axis) => {
            expect((count - 1) * outer[axis]!).toBeLessThan(level.shape[axis]!);
            expect(count * outer[axis]!).toBeGreaterThanOrEqual(level.shape[axis]!);
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  test("chunks or shards that do not fit into memory are refused, with what would fit", () => {
    const inOrder = { chunk_shape: [1, 256, 256], shard_shape: [64, 2048, 2048] };
    // Its chunks come in the order in which they lie there: it goes to the disk piece by piece.
    expect(planOne("zyx", [64, 2048, 2048], inOrder).levels).toHaveLength(1);
    const shard = { ...inOrder, dtype: "float32" };
    const error = refusal(() => planOne("zyx", [64, 2048, 2048], shard));
    expect(error).toMatchObject({ kind: "memory", details: { setting: "shard_shape" } });
    const fitting = /^\(([^)]*)\) instead/.exec(error.details.advice!)![1]!.split(", ").map(Number);
    expect(planOne("zyx", [64, 2048, 2048], { ...shard, shard_shape: fitting }).levels[0]!.shardShape).toEqual(fitting);
    const budget = Number(/memory_budget to (\d+)/.exec(error.details.advice!)![1]);
    expect(planOne("zyx", [64, 2048, 2048], { ...shard, memory_budget: budget }).levels).toHaveLength(1);
    expect(refusal(() => planOne("yx", [60000, 60000], { chunk_shape: [60000, 60000] }))).toMatchObject({
      kind: "setting",
      details: { setting: "chunk_shape" },
    });
  });
});

describe("at large", () => {
  test("thousands of scenes and levels plan quickly", () => {
    const scenes = Array.from({ length: 5_000 }, (_, index) => {
      const scene = describeScene("czyx", [2, 30, 2048, 2048], { id: `Image:${index}` });
      return { ...scene, reference: { ...scene.reference, sceneId: scene.id } };
    });
    const start = processorTime();
    expect(plan(describeImage(scenes), { num_levels: 4 }).outputs).toHaveLength(5_000);
    expect(plan(describeImage(scenes), { num_levels: 4, compatibility: COMPATIBLE }).outputs).toHaveLength(5_000);
    expect(planOne("tczyx", [1000, 4, 500, 60_000, 60_000], { num_levels: 4096 }).levels).toHaveLength(4096);
    expect(processorTime() - start).toBeLessThan(10_000);
  });

  test("any image and settings: a plan of plain JSON with valid axes, or a tagged refusal", () => {
    const image = fc
      .record({
        axes: fc.shuffledSubarray(["t", "c", "z", "y", "x", "s", "m", "h"], { minLength: 1 }),
        sizes: fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5000 })), {
          minLength: 8,
          maxLength: 8,
        }),
        dtype: fc.constantFrom(...DATA_TYPES),
        name: fc.string({ maxLength: 20 }),
      })
      .map(({ axes, sizes, dtype, name }) => {
        // A mosaic or a second unknown axis makes one store per index: few of them do.
        const shape = axes.map((letter, axis) => ("mh".includes(letter) ? Math.min(3, sizes[axis]!) : sizes[axis]!));
        return describeImage([describeScene(axes.join(""), shape, { dtype, name })], { name });
      });
    const settings = fc.record(
      {
        compatibility: fc.constantFrom("none", COMPATIBLE),
        num_levels: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant("auto")),
        downsample_z: fc.boolean(),
        chunk_strategy: fc.constantFrom("budget", "viewer"),
        chunk_shape: fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 2, maxLength: 5 }),
        shard_factor: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
        memory_target: fc.integer({ min: 1, max: 2 ** 24 }),
        zarr_format: fc.constantFrom(2, 3),
        dtype: fc.constantFrom("uint8", "float32"),
        start_T_src: fc.nat(3),
        start_T_dest: fc.nat(3),
        tbatch: fc.integer({ min: 1, max: 4 }),
        physical_pixel_size: fc.array(fc.constant(0.5), { minLength: 2, maxLength: 6 }),
        downsample_method: fc.constantFrom("mean", "bioio"),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(image, settings, (description, given) => {
        let made;
        try {
          made = plan(description, given);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ZarrdropError);
          expect(["setting", "memory", "limit", "exists"]).toContain((thrown as ZarrdropError).kind);
          return;
        }
        expect(JSON.parse(JSON.stringify(made))).toEqual(made);
        expect(new Set(made.outputs.map(({ storeName }) => storeName)).size).toBe(made.outputs.length);
        for (const output of made.outputs) {
          for (const level of output.levels) {
            for (const parallel of [level.chunkShape, level.shardShape, level.scale, level.translation, output.axes]) {
              if (parallel !== null) expect(parallel).toHaveLength(level.shape.length);
            }
            level.shardShape?.forEach((size, axis) => expect(size % level.chunkShape[axis]!).toBe(0));
          }
          expect(output.view.sources).toHaveLength(output.axes.length);
          const root = JSON.stringify(rootAttributes(output));
          expect(root).not.toContain("null");
          if (output.metadata.style === "zarrdrop") {
            const names = output.axes.map(({ name }) => name);
            expect(names).toEqual(["t", "c", "z", "y", "x"].filter((name) => names.includes(name)));
            expect(names.slice(-2)).toEqual(["y", "x"]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
