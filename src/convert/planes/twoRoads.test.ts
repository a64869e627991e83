import fc from "fast-check";
import { beforeEach, expect, it, vi } from "vitest";
import { plannedJob, convertHere } from "../../../testing/convert/convertHere.ts";
import { codedTiff, type TiffCoding } from "../../../testing/formats/codedTiff.ts";
import { gapFile, mosaicFile } from "../../../testing/formats/cziFiles.ts";
import { FakeDirectoryHandle } from "../../../testing/store/fakeDirectoryHandle.ts";
import { allocatePixels, type DataType, type PixelArray } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { SourceReference } from "../../model/references.ts";
import { openSink } from "../../store/openSink.ts";

/** The general road is the oracle: here it can be forced, and it is counted how often the other one was taken. */
const road = vi.hoisted(() => ({ isGeneral: false, taken: 0, blocks: 0 }));
vi.mock("../../plan/layout/planes/planeRoad.ts", async (original) => {
  const real = await original<typeof import("../../plan/layout/planes/planeRoad.ts")>();
  return {
    ...real,
    planeRoad: (...given: Parameters<typeof real.planeRoad>) => {
      const found = road.isGeneral ? null : real.planeRoad(...given);
      if (found !== null) road.taken++;
      return found;
    },
  };
});

vi.mock("../../formats/guardedReader.ts", async (original) => {
  const real = await original<typeof import("../../formats/guardedReader.ts")>();
  return {
    ...real,
    guardReader: (...given: Parameters<typeof real.guardReader>) => {
      const reader = real.guardReader(...given);
      const storedBlocks = reader.storedBlocks!.bind(reader);
      reader.storedBlocks = async (request) => {
        const blocks = await storedBlocks(request);
        road.blocks += blocks?.length ?? 0;
        return blocks;
      };
      return reader;
    },
  };
});
beforeEach(() => {
  road.taken = 0;
  road.blocks = 0;
});

const TYPES: DataType[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
const BLOSC = { id: "blosc", cname: "zstd", clevel: 3, shuffle: "bitshuffle" };
const COMPRESSORS = [
  BLOSC,
  { ...BLOSC, cname: "lz4", shuffle: "shuffle" },
  { id: "zstd", level: 1 },
  { id: "gzip", level: 1 },
  "none",
];

/**
 * Camera-like values of a plane, a part of it zero; floats have values that are no numbers. Infinities have one sign: what two of both make is
 * NaN, whose sign is a matter of how the engine has compiled the general road.
 */
function planeOf(dtype: DataType, width: number, height: number, seed: number): PixelArray {
  const pixels = allocatePixels(dtype, width * height);
  const isFloat = dtype.startsWith("float");
  let state = seed + 1;
  for (let at = 0; at < pixels.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    if (at % width < width / 3 && seed % 3 === 0) continue;
    // Every other plane is noise, which does not compress.
    const value = isFloat ? (state - 2 ** 31) / 1000 : state >>> (seed % 2 === 1 || state % 5 === 0 ? 8 : 24);
    pixels[at] = isFloat && state % 97 === 0 ? [Number.NaN, Number.POSITIVE_INFINITY][state % 2]! : value;
  }
  return pixels;
}

const shapes = fc.record({
  width: fc.integer({ min: 1, max: 150 }),
  height: fc.integer({ min: 1, max: 120 }),
  slices: fc.integer({ min: 1, max: 5 }),
  channels: fc.integer({ min: 1, max: 3 }),
  halves: fc.boolean(),
});
const codings = fc.record({
  dtype: fc.constantFrom(...TYPES),
  tile: fc.option(fc.tuple(fc.constantFrom(16, 32, 64), fc.constantFrom(16, 48)), { nil: null }),
  rowsPerStrip: fc.integer({ min: 1, max: 60 }),
  compression: fc.constantFrom<TiffCoding["compression"][]>("none", "deflate", "zstd"),
  predicts: fc.boolean(),
});
const layouts = fc.record({
  zarrFormat: fc.constantFrom(2, 3),
  numLevels: fc.integer({ min: 1, max: 4 }),
  downsampleMethod: fc.constantFrom("mean", "mean", "nearest", "gaussian"),
  compressor: fc.constantFrom(...COMPRESSORS),
  chunk: fc.tuple(
    fc.constantFrom(1, 1, 2),
    fc.constantFrom(1, 1, 2, 3),
    fc.integer({ min: 9, max: 80 }),
    fc.integer({ min: 9, max: 160 }),
  ),
  /** Else chunks are as large as the planes, and each level has its own. */
  isChunked: fc.boolean(),
  shard: fc.boolean(),
  verify: fc.constantFrom("sample", "none", "none"),
});

function sourceOf(bytes: Uint8Array<ArrayBuffer>): SourceReference {
  const file = new File([bytes], "a.tif", { lastModified: 0 });
  return { kind: "files", files: [{ path: "a.tif", file }], main: "a.tif" };
}

/** A folder with the store that a conversion makes of a source. */
async function converted(source: SourceReference, settings: Record<string, unknown>) {
  const folder = new FakeDirectoryHandle("out").asHandle();
  const job = await plannedJob(source, { kind: "directory-handle", handle: folder }, settings);
  await convertHere(job);
  return { folder, storeName: job.plan.outputs[0]!.storeName };
}

/** Every file of the store that a conversion by one of the roads makes, by its path. */
async function storeBy(isGeneral: boolean, source: SourceReference, settings: Record<string, unknown>) {
  road.isGeneral = isGeneral;
  const { folder, storeName } = await converted(source, settings);
  const sink = await openSink({ kind: "directory-handle", handle: folder }, storeName);
  const files = new Map<string, string>();
  for (const path of await sink.list()) files.set(path, Buffer.from((await sink.read(path))!).toString("base64"));
  return files;
}

it("planes through the kernel give the bytes that the general road gives", { timeout: 120_000 }, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(shapes, codings, layouts, async (shape, { predicts, ...coding }, layout) => {
      const [width, height] = shape.halves ? [shape.width * 2, shape.height * 2] : [shape.width, shape.height];
      const predictor = !predicts || coding.compression === "none" ? 1 : coding.dtype.startsWith("float") ? 3 : 2;
      const planes = Array.from({ length: shape.slices * shape.channels }, (_, seed) =>
        planeOf(coding.dtype, width, height, seed),
      );
      const bytes = await codedTiff({ ...coding, width, height, predictor }, planes, shape.channels);
      const { chunk: wanted, isChunked, shard, ...rest } = layout;
      // The image has the axes that are longer than one.
      const chunk = wanted.filter((_, axis) => axis > 1 || [shape.channels, shape.slices][axis]! > 1);
      const settings = {
        ...rest,
        ...(isChunked ? { chunkShape: chunk } : {}),
        ...(isChunked && shard && layout.zarrFormat === 3
          ? { shardShape: chunk.map((length, axis) => length * (axis + 1)) }
          : {}),
      };
      const source = sourceOf(bytes);
      const general = await storeBy(true, source, settings);
      expect(await storeBy(false, source, settings)).toEqual(general);
      compared++;
    }),
    { numRuns: 25 },
  );
  // Nearly all of these can go by planes.
  expect(road.taken).toBeGreaterThan(compared / 2);
  expect(road.blocks).toBeGreaterThan(compared);
});

const PLAIN: TiffCoding = {
  width: 90,
  height: 70,
  dtype: "uint16",
  tile: null,
  rowsPerStrip: 70,
  compression: "none",
  predictor: 1,
};

it.each([
  { zarrFormat: 2, compressor: BLOSC, chunkShape: [1, 32, 40] },
  { zarrFormat: 2, compressor: "none", chunkShape: [1, 70, 90] },
  { zarrFormat: 3, compressor: { id: "zstd", level: 1 }, chunkShape: [1, 32, 40], shardShape: [2, 64, 80] },
])("chunks of a store go through the kernel as they are: $zarrFormat, $chunkShape", async (layout) => {
  const bytes = await codedTiff(
    PLAIN,
    [0, 1, 2].map((seed) => planeOf("uint16", 90, 70, seed)),
    1,
  );
  const { folder, storeName } = await converted(sourceOf(bytes), layout);
  const store: SourceReference = {
    kind: "directory-handle",
    handle: await folder.getDirectoryHandle(storeName),
    main: "",
  };
  const settings = { numLevels: 2, chunkShape: [1, 48, 64], verify: "none" };
  const general = await storeBy(true, store, settings);
  road.blocks = 0;
  expect(await storeBy(false, store, settings)).toEqual(general);
  expect(road.blocks).toBeGreaterThanOrEqual(3);
});

it.each([
  { name: "that overlap", bytes: mosaicFile(60), blocks: 8 },
  { name: "with gaps", bytes: gapFile(), blocks: 5 },
])("tiles of a mosaic $name go through the kernel as they are", async ({ bytes, blocks }) => {
  const file = new File([bytes], "a.czi", { lastModified: 0 });
  const mosaic: SourceReference = { kind: "files", files: [{ path: "a.czi", file }], main: "a.czi" };
  const settings = { scenes: [0], numLevels: 2, chunkShape: [1, 48, 64], verify: "none" };
  const general = await storeBy(true, mosaic, settings);
  expect(road.blocks).toBe(0);
  expect(await storeBy(false, mosaic, settings)).toEqual(general);
  expect(road.blocks).toBe(blocks);
});

it(
  "damaged and missing blocks are what they are on the general road: an error that names the file, or zeros",
  { timeout: 60_000 },
  async () => {
    const coding: TiffCoding = {
      width: 40,
      height: 40,
      dtype: "uint16",
      tile: [16, 16],
      rowsPerStrip: 1,
      compression: "deflate",
      predictor: 1,
    };
    const bytes = await codedTiff(coding, [planeOf("uint16", 40, 40, 1), planeOf("uint16", 40, 40, 2)], 1);
    const settings = { zarrFormat: 2, numLevels: 2, chunkShape: [1, 16, 16], verify: "none" };
    // The tenth tile is the first one of the second plane.
    const isTenth = tilesOf(bytes)[9]!;
    const damaged = bytes.slice();
    damaged.fill(0x55, isTenth.offset + 8, isTenth.offset + isTenth.length);
    const failures = [];
    for (const isGeneral of [true, false]) {
      failures.push(await storeBy(isGeneral, sourceOf(damaged), settings).catch((thrown) => thrown));
    }
    expect(failures[0]).toMatchObject({ kind: "corrupt", details: { file: "a.tif" } });
    expect(failures[1]).toMatchObject({ kind: "corrupt", message: failures[0].message, details: failures[0].details });

    const missing = bytes.slice();
    new DataView(missing.buffer).setUint32(isTenth.countAt, 0, true);
    const source = sourceOf(missing);
    expect(await storeBy(false, source, settings)).toEqual(await storeBy(true, source, settings));
    expect(road.taken).toBeGreaterThan(0);
  },
);

it.each([
  {
    what: "a page with a predictor that is not known",
    lie: async () => {
      const coding: TiffCoding = { ...PLAIN, compression: "deflate", predictor: 2 };
      const bytes = await codedTiff(coding, [planeOf("uint16", 90, 70, 1), planeOf("uint16", 90, 70, 2)], 1);
      const [, second] = entriesOf(bytes, 317);
      new DataView(bytes.buffer).setUint16(second! + 8, 256, true);
      return sourceOf(bytes);
    },
  },
  {
    what: "a chunk that is longer than its values",
    lie: async (): Promise<SourceReference> => {
      const bytes = await codedTiff(PLAIN, [planeOf("uint16", 90, 70, 1), planeOf("uint16", 90, 70, 2)], 1);
      const layout = { zarrFormat: 2, compressor: "none", chunkShape: [1, 70, 90] };
      const { folder, storeName } = await converted(sourceOf(bytes), layout);
      const sink = await openSink({ kind: "directory-handle", handle: folder }, storeName);
      await sink.write("0/1/0/0", [(await sink.read("0/1/0/0"))!, new Uint8Array(2)]);
      return { kind: "directory-handle", handle: await folder.getDirectoryHandle(storeName), main: "" };
    },
  },
])("what lies about its blocks is refused on both roads, in the same words: $what", async ({ lie }) => {
  const source = await lie();
  const failures: unknown[] = [];
  for (const isGeneral of [true, false]) {
    failures.push(await storeBy(isGeneral, source, { numLevels: 2, verify: "none" }).catch((thrown) => thrown));
  }
  expect(road.taken).toBeGreaterThan(0);
  expect(failures[0]).toBeInstanceOf(ZarrdropError);
  expect(failures[1]).toEqual(failures[0]);
});

/** Where the entries of a tag stand in the directories of a little-endian TIFF. */
function entriesOf(bytes: Uint8Array<ArrayBuffer>, tag: number): number[] {
  const view = new DataView(bytes.buffer);
  const found = [];
  for (let directory = view.getUint32(4, true); directory > 0;) {
    const entries = view.getUint16(directory, true);
    for (let at = directory + 2; at < directory + 2 + entries * 12; at += 12) {
      if (view.getUint16(at, true) === tag) found.push(at);
    }
    directory = view.getUint32(directory + 2 + entries * 12, true);
  }
  return found;
}

/** The tiles of all pages of a little-endian TIFF: where they lie, and where their byte counts stand. */
function tilesOf(bytes: Uint8Array<ArrayBuffer>): { offset: number; length: number; countAt: number }[] {
  const view = new DataView(bytes.buffer);
  const counts = entriesOf(bytes, 325);
  return entriesOf(bytes, 324).flatMap((offsets, page) =>
    Array.from({ length: view.getUint32(offsets + 4, true) }, (_, tile) => {
      const countAt = view.getUint32(counts[page]! + 8, true) + tile * 4;
      const offset = view.getUint32(view.getUint32(offsets + 8, true) + tile * 4, true);
      return { offset, length: view.getUint32(countAt, true), countAt };
    }),
  );
}
