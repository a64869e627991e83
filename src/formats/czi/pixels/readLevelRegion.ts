import { throwIfAborted } from "../../../bytes/abort.ts";
import { bytesOfPixels, type PixelArray } from "../../../model/dtype.ts";
import { type Region, sizeOfShape, stridesOfShape } from "../../../model/region.ts";
import type { Stroke } from "./paint.ts";
import { type Rectangle, visibleParts } from "../scenes/rectangle.ts";
import type { SceneLayout } from "../scenes/sceneLayout.ts";
import type { TileJob, TileReader } from "./tileReader.ts";

/** Most strokes that are lined up before they are painted. */
const BATCH_STROKES = 8192;

/** Samples of a plane that are wanted, and the offset of the first of them in the target, in values. */
type Samples = { firstSample: number; samples: number; offset: number };

/**
 * Fills `target` with a region of a level. The tiles of each plane are painted over each other in the order of their mosaic index; what no
 * tile covers is 0. Only what is seen of a tile is copied, and tiles that are not seen are not decoded.
 */
export async function readLevelRegion(
  scene: SceneLayout,
  level: number,
  region: Region,
  target: PixelArray,
  tiles: TileReader,
  signal: AbortSignal,
): Promise<void> {
  const { outer, keys, dtype } = scene;
  const strides = stridesOfShape(region.shape);
  const y = outer.length;
  const x = y + 1;
  const area: Rectangle = {
    left: region.start[x]!,
    top: region.start[y]!,
    right: region.start[x]! + region.shape[x]!,
    bottom: region.start[y]! + region.shape[y]!,
  };
  const box = planeBox(scene, region);
  const index = scene.levels[level]!.tiles;

  let jobs = new Map<string, TileJob>();
  let waiting = 0;
  let covered = 0;
  let isCleared = false;
  const flush = async (): Promise<void> => {
    // Tiles mostly cover everything: then there is nothing to be cleared.
    if (!isCleared && covered < sizeOfShape(region.shape)) {
      bytesOfPixels(target).fill(0);
      isCleared = true;
    }
    const list = [...jobs.values()];
    jobs = new Map();
    waiting = 0;
    await tiles.run(list, target, dtype, signal);
  };
  let key: number | null = 0;
  while (true) {
    key = keys.firstInside(key, box.start, box.shape);
    const stored: number | null = key === null ? null : index.nextPlane(key);
    if (stored === null) break;
    if (stored !== key) {
      key = stored;
      continue;
    }
    throwIfAborted(signal);
    const at = keys.indicesOf(key);
    const visible = visibleParts(index.touching(key, area), area);
    const wantedSamples = samplesOf(scene, region, strides, at);
    const samplesInAll = wantedSamples.reduce((sum, { samples }) => sum + samples, 0);
    for (const wanted of wantedSamples) {
      for (const { item, part } of visible) {
        const { firstSample, samples, offset } = wanted;
        const stroke: Stroke = {
          plane: tiles.planeOf(item.entry),
          area: item.area,
          part,
          firstSample,
          samples,
          offset: offset + (part.top - area.top) * strides[y]! + (part.left - area.left) * strides[x]!,
          rowStride: strides[y]!,
          pixelStride: strides[x]!,
        };
        const block = tiles.blockOf(item.entry);
        const hasRest = !isInside(item.area, area) || samplesInAll < tiles.samplesOf(item.entry);
        const job = jobs.get(block);
        if (job === undefined) jobs.set(block, { entry: item.entry, strokes: [stroke], hasRest });
        else {
          job.strokes.push(stroke);
          job.hasRest ||= hasRest;
        }
        waiting++;
        covered += (part.right - part.left) * (part.bottom - part.top) * samples;
      }
    }
    if (waiting >= BATCH_STROKES) await flush();
    key++;
  }
  await flush();
}

function isInside(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.left >= outer.left && inner.top >= outer.top && inner.right <= outer.right && inner.bottom <= outer.bottom
  );
}

/** The planes that a region touches: a box over the outer axes as they are stored. */
function planeBox({ outer, channels }: SceneLayout, region: Region): { start: number[]; shape: number[] } {
  const start = outer.map((_, axis) => region.start[axis]!);
  const shape = outer.map((_, axis) => region.shape[axis]!);
  if (channels.kind === "mixed") {
    const axis = outer.findIndex(({ letter }) => letter === "c");
    const wanted = channels.stored.slice(start[axis], start[axis]! + shape[axis]!);
    const first = wanted[0]!.channel;
    start[axis] = first;
    shape[axis] = wanted.at(-1)!.channel - first + 1;
  }
  return { start, shape };
}

/** What of a plane's samples goes where. */
function samplesOf(
  { outer, channels }: SceneLayout,
  region: Region,
  strides: readonly number[],
  at: readonly number[],
): Samples[] {
  const offsetOf = (axis: number, index: number): number => (index - region.start[axis]!) * strides[axis]!;
  if (channels.kind === "plain") {
    const offset = at.reduce((sum, index, axis) => sum + offsetOf(axis, index), 0);
    const sampleAxis = outer.length + 2;
    if (channels.samples === 1) return [{ firstSample: 0, samples: 1, offset }];
    return [{ firstSample: region.start[sampleAxis]!, samples: region.shape[sampleAxis]!, offset }];
  }
  const channelAxis = outer.findIndex(({ letter }) => letter === "c");
  const first = region.start[channelAxis]!;
  return channels.stored.slice(first, first + region.shape[channelAxis]!).flatMap(({ channel, sample }, position) => {
    if (channel !== at[channelAxis]) return [];
    const offset = at.reduce(
      (sum, index, axis) => sum + (axis === channelAxis ? position * strides[axis]! : offsetOf(axis, index)),
      0,
    );
    return [{ firstSample: sample, samples: 1, offset }];
  });
}
