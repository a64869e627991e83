import { describe, expect, it } from "vitest";
import { copyBox } from "../../src/model/copyBox.ts";
import { decodeInWorkspace } from "../../src/codecs/decompressors.ts";
import { loadKernel } from "../../src/codecs/kernel.ts";
import type { KernelWorkspace } from "../../src/codecs/kernelWorkspace.ts";
import { allocatePixels, itemSize, lanes, type PixelArray } from "../../src/model/dtype.ts";
import { asZarrdropError, type ErrorKind, ZarrdropError } from "../../src/model/errors.ts";
import type { SceneDescription } from "../../src/model/image.ts";
import { type Region, sizeOfShape, stepRegions, wholeRegion } from "../../src/model/region.ts";
import { guardReader } from "../../src/formats/guardedReader.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { codedData, type StoredBlock } from "../../src/formats/shared/storedBlock.ts";
import { SeededRandom } from "./random.ts";
import { Recorder } from "./recorder.ts";

/** What the suite may expect of a reader beyond the seam. */
export type ContractOptions = {
  /** Random regions tried per level. Default 25. */
  regions?: number;
  /** Scenes looked at (first ones). Default 3. */
  scenes?: number;
  /** Largest level read whole, in values; larger ones are left out. Default 8 million. */
  largestLevel?: number;
  /**
   * Most bytes read for reading everything at full size, as a multiple of the files' size. Default 1.1; formats whose blocks must be
   * read again (one compressed stream for all planes) say what they need and why.
   */
  readFactor?: number;
};

/** Reads of an image that are made to fail, evenly spread, and how: a disk, a permission, a defect of our own. */
const FAILED_READS = 12;
const FAILURES: readonly (readonly [failure: () => Error, kind: ErrorKind])[] = [
  [() => new ZarrdropError("source-unreadable", "The disk is gone."), "source-unreadable"],
  [() => new ZarrdropError("permission", "No more."), "permission"],
  [() => new TypeError("undefined is not a function"), "internal"],
];

/** Header blocks that a cache reads besides the pixels: they weigh in small files only. */
const HEADER_ALLOWANCE = 320 * 1024;

/**
 * The promises of `ImageReader`, tested on one image. `open` opens it anew each time and reads through `recorder.watch(…)`. The suite
 * puts `guardReader` around the reader, as the registry does.
 */
export function describeReader(
  name: string,
  open: (recorder: Recorder) => Promise<ImageReader>,
  options: ContractOptions = {},
): void {
  const { regions = 25, scenes = 3, largestLevel = 8_000_000, readFactor = 1.1 } = options;
  const openWatched = async () => {
    const recorder = new Recorder();
    const reader = guardReader(await open(recorder));
    return { recorder, reader };
  };
  const never = new AbortController().signal;

  describe(`reader contract: ${name}`, () => {
    it("gives every region as the same slice of the whole", async () => {
      const { recorder, reader } = await openWatched();
      const random = new SeededRandom(20_240_601);
      for (const [sceneIndex, scene] of reader.description.scenes.slice(0, scenes).entries()) {
        for (const [level, { shape }] of scene.levels.entries()) {
          if (sizeOfShape(shape) > largestLevel) continue;
          const whole = await read(reader, sceneIndex, level, wholeRegion(shape), never);
          for (let turn = 0; turn < regions; turn++) {
            const region = randomRegion(shape, scene.blockShape, random);
            const part = await read(reader, sceneIndex, level, region, never);
            expectSlice(part, whole, scene, shape, region);
          }
        }
      }
      expect(recorder.reads, "reads through the recorder").toBeGreaterThan(0);
      expect(recorder.offences).toEqual([]);
      reader.close();
    });

    it("gives the blocks of a plane so that they decode to what it reads, if it gives them", async () => {
      const { reader } = await openWatched();
      const random = new SeededRandom(11);
      const kernel = await loadKernel();
      for (const [sceneIndex, scene] of reader.description.scenes.slice(0, scenes).entries()) {
        for (const [level, { shape }] of scene.levels.entries()) {
          if (sizeOfShape(shape) > largestLevel) continue;
          for (let turn = 0; turn < regions; turn++) {
            const region = planeOf(randomRegion(shape, scene.blockShape, random));
            const blocks = (await reader.storedBlocks?.({ scene: sceneIndex, level, region, signal: never })) ?? null;
            if (blocks === null) break;
            const expected = await read(reader, sceneIndex, level, region, never);
            const decoded = await decodedBlocks(kernel.workspace(), blocks, scene, region);
            // What is not as it should be is left to `readRegion`.
            if (decoded !== null) expect(decoded).toEqual(expected);
          }
        }
      }
      reader.close();
    });

    it("reads about each byte once when everything is read block by block", async () => {
      const { recorder, reader } = await openWatched();
      for (const [sceneIndex, scene] of reader.description.scenes.entries()) {
        if (sizeOfShape(scene.shape) > largestLevel * 8) continue;
        for (const region of blockRows(scene)) await read(reader, sceneIndex, 0, region, never);
      }
      expect(recorder.bytes).toBeLessThanOrEqual(readFactor * recorder.fileBytes + HEADER_ALLOWANCE);
      expect(recorder.offences).toEqual([]);
      reader.close();
    });

    it("serves regions at once as it serves them in turn", async () => {
      const { reader } = await openWatched();
      const random = new SeededRandom(7);
      const [scene] = reader.description.scenes;
      const wanted = Array.from({ length: 4 }, () => randomRegion(scene!.shape, scene!.blockShape, random));
      const inTurn: PixelArray[] = [];
      for (const region of wanted) inTurn.push(await read(reader, 0, 0, region, never));
      const atOnce = await Promise.all(wanted.map((region) => read(reader, 0, 0, region, never)));
      expect(atOnce).toEqual(inTurn);
      reader.close();
    });

    it("stops when asked, before and on the way, and still works afterwards", async () => {
      const { recorder, reader } = await openWatched();
      const [scene] = reader.description.scenes;
      const region = blockRows(scene!).next().value!;
      await expect(read(reader, 0, 0, region, AbortSignal.abort())).rejects.toMatchObject({ kind: "cancelled" });
      const controller = new AbortController();
      recorder.onRead = () => controller.abort();
      await settlesCancelledOrDone(read(reader, 0, 0, region, controller.signal));
      recorder.onRead = () => {};
      const again = await read(reader, 0, 0, region, never);
      const fresh = await openWatched();
      expect(again).toEqual(await read(fresh.reader, 0, 0, region, never));
      fresh.reader.close();
      reader.close();
    });

    it("says of its files what they say themselves: a read that fails is no damage, and nothing goes on without it", async () => {
      const attempt = async (fail: (read: number) => void): Promise<{ text: string; reads: number }> => {
        const recorder = new Recorder();
        let reads = 0;
        recorder.onRead = () => fail(reads++);
        const reader = guardReader(await open(recorder));
        const { description } = reader;
        const parts: string[] = [JSON.stringify(description)];
        const region = blockRows(description.scenes[0]!).next().value!;
        parts.push(Buffer.from(bytesOf(await read(reader, 0, 0, region, never))).toString("base64"));
        reader.close();
        return { text: parts.join(), reads };
      };
      const whole = await attempt(() => {});
      const tried = Math.min(whole.reads, FAILED_READS);
      for (let turn = 0; turn < tried; turn++) {
        const at = Math.floor((turn * whole.reads) / tried);
        for (const [failure, kind] of FAILURES) {
          const isAlways = turn % 2 === 0;
          const outcome = await attempt((index) => {
            if (index === at || (isAlways && index > at)) throw failure();
          }).catch((error: unknown) => asZarrdropError(error));
          // What was read ahead and not needed may fail unseen: then everything is as it is without a failure.
          if (outcome instanceof Error) expect(outcome, `read ${at} of ${whole.reads}`).toMatchObject({ kind });
          else expect(outcome, `read ${at} of ${whole.reads}`).toMatchObject({ text: whole.text });
        }
      }
    });

    it("is closed for good", async () => {
      const { reader } = await openWatched();
      const [scene] = reader.description.scenes;
      const region = blockRows(scene!).next().value!;
      const underWay = read(reader, 0, 0, region, never);
      reader.close();
      await settlesCancelledOrDone(underWay);
      await expect(read(reader, 0, 0, region, never)).rejects.toMatchObject({ kind: "cancelled" });
      reader.close();
    });
  });
}

/** Reads a region into an array of its own. */
export async function read(
  reader: ImageReader,
  scene: number,
  level: number,
  region: Region,
  signal: AbortSignal,
): Promise<PixelArray> {
  const target = allocatePixels(reader.description.scenes[scene]!.dtype, sizeOfShape(region.shape));
  // What was there before must not shine through.
  new Uint8Array(target.buffer).fill(0xa5);
  await reader.readRegion({ scene, level, region, signal }, target);
  return target;
}

async function settlesCancelledOrDone(promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(ZarrdropError);
    expect(error).toMatchObject({ kind: "cancelled" });
  }
}

function expectSlice(
  part: PixelArray,
  whole: PixelArray,
  scene: SceneDescription,
  shape: readonly number[],
  region: Region,
): void {
  const expected = allocatePixels(scene.dtype, sizeOfShape(region.shape));
  copyBox(whole, wholeRegion(shape), expected, region, region, lanes(scene.dtype));
  const same = Buffer.compare(bytesOf(part), bytesOf(expected)) === 0;
  expect(same, `region ${region.start} + ${region.shape} of ${scene.id}, ${shape}`).toBe(true);
}

function bytesOf(pixels: PixelArray): Uint8Array {
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

/** A box of any place and size: small ones, whole axes and block edges come up often, as these are where mistakes are. */
function randomRegion(shape: readonly number[], block: readonly number[], random: SeededRandom): Region {
  const start: number[] = [];
  const size: number[] = [];
  for (const [axis, length] of shape.entries()) {
    const edge = Math.min(length - 1, block[axis]! * random.below(Math.ceil(length / block[axis]!)));
    const from = random.pick([0, edge, Math.max(0, edge - 1), random.below(length)]);
    const rest = length - from;
    start.push(from);
    size.push(random.pick([1, rest, Math.min(rest, block[axis]!), 1 + random.below(rest)]));
  }
  return { start, shape: size };
}

/** The image in boxes of whole blocks: rows of blocks along the last axis, of about 4 MiB. */
function blockRows(scene: SceneDescription): Generator<Region, void, void> {
  const { shape, blockShape, dtype } = scene;
  const step = [...blockShape];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    while (step[axis]! < shape[axis]! && sizeOfShape(step) * itemSize(dtype) < 4 * 2 ** 20) {
      step[axis] = Math.min(shape[axis]!, step[axis]! + blockShape[axis]!);
    }
    if (step[axis]! < shape[axis]!) break;
  }
  return stepRegions(shape, step);
}

/** The first plane of a region. */
function planeOf({ start, shape }: Region): Region {
  return { start, shape: shape.map((length, axis) => (axis < shape.length - 2 ? 1 : length)) };
}

/** The pixels of blocks as they are decoded and put together; null if one of them does not decode as it says. */
async function decodedBlocks(
  workspace: KernelWorkspace,
  blocks: readonly StoredBlock[],
  { dtype }: SceneDescription,
  region: Region,
): Promise<PixelArray | null> {
  const pixels = allocatePixels(dtype, sizeOfShape(region.shape));
  const target = bytesOf(pixels);
  const item = itemSize(dtype);
  const width = region.shape.at(-1)!;
  for (const block of blocks) {
    const { stored, rowValues, parts } = block;
    if (stored === null) continue;
    const bytes = await stored.source.read(stored.offset, stored.length);
    const coded = codedData(block, bytes);
    if (coded === null) return null;
    const encoded = { address: workspace.reserve(coded.data.length), length: coded.data.length };
    workspace.view(encoded).set(coded.data);
    try {
      decodeInWorkspace(workspace, encoded, coded.coding, (decoded) => {
        for (const { skipped, y, x, rows, columns } of parts) {
          for (let row = 0; row < rows; row++) {
            const from = (skipped + row * rowValues) * item;
            const values = workspace.view(decoded).subarray(from, from + columns * item);
            target.set(values, ((y + row) * width + x) * item);
          }
        }
      });
    } catch (thrown) {
      expect(asZarrdropError(thrown).kind).toBe("corrupt");
      return null;
    }
  }
  return pixels;
}
