import { bytesOfPixels, type PixelArray } from "../../../model/dtype.ts";
import { copyBox } from "../../../model/copyBox.ts";
import { indicesBetween, intersectRegions, type Region, sizeOfShape } from "../../../model/region.ts";
import type { FrameReader, WantedFrame } from "./frameReader.ts";

/** A part of a plane, in pixels; the ends are outside. */
export type Box = { top: number; left: number; bottom: number; right: number };

/** A frame, and where on its plane it lies. */
export type PlacedFrame = { instance: number; frame: number; top: number; left: number };

/** A level that is put together from frames: axes before the plane, then y, x, and samples where there are several. */
export type FrameLevel = {
  reader: FrameReader;
  outer: number;
  frameRows: number;
  frameColumns: number;
  samples: number;
  /** Frames may lie over each other, and leave gaps. */
  isSparse: boolean;
  /** The frames that touch a part of the plane at a place on the first axes; what none touches is 0. */
  framesIn(place: readonly number[], box: Box): Iterable<PlacedFrame>;
};

type Wanted = WantedFrame & { source: Region; shown: Region; plane: number };

/** Fills `target` with a box of a level. */
export async function readLevel(
  level: FrameLevel,
  region: Region,
  target: PixelArray,
  signal: AbortSignal,
): Promise<void> {
  const { outer, samples } = level;
  const own = { start: region.start.slice(outer), shape: region.shape.slice(outer) };
  const [top, left] = own.start as [number, number]; // A plane has two axes.
  const [height, width] = own.shape as [number, number];
  if (samples === 1) {
    own.start.push(0);
    own.shape.push(1);
  }
  const box = { top, left, bottom: top + height, right: left + width };
  const first = region.start.slice(0, outer);
  const last = first.map((start, axis) => start + region.shape[axis]! - 1);
  const size = sizeOfShape(own.shape);
  const wanted: Wanted[] = [];
  let covered = 0;
  let plane = 0;
  for (const place of indicesBetween(first, last)) {
    for (const placed of level.framesIn(place, box)) {
      const source: Region = {
        start: [placed.top, placed.left, 0],
        shape: [level.frameRows, level.frameColumns, samples],
      };
      const shown = intersectRegions(source, own);
      if (shown === null) continue;
      covered += sizeOfShape(shown.shape);
      const isPart = shown.shape.some((length, axis) => length < source.shape[axis]!);
      wanted.push({ instance: placed.instance, frame: placed.frame, isPart, source, shown, plane });
    }
    plane++;
  }
  if (level.isSparse || covered < size * plane) bytesOfPixels(target).fill(0);
  const use = ({ source, shown, plane: at }: Wanted, pixels: PixelArray): void => {
    copyBox(pixels, source, target.subarray(at * size, (at + 1) * size), own, shown);
  };
  await level.reader.read(wanted, use, signal);
}
