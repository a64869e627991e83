import { intersectRegions, type Region } from "../../model/region.ts";
import type { SequenceSceneAxis } from "./sequenceAxes.ts";

/** What one file gives to a region. */
export type FilePiece = {
  /** Place of the file in the layout. */
  place: number;
  /** In the whole's coordinates. */
  box: Region;
  /** The same in the file's coordinates and order of axes. */
  fileRegion: Region;
};

/** The files that a region touches, in the order of places; `inFile` is the length of each axis inside a file. */
export function* filePieces(
  axes: readonly SequenceSceneAxis[],
  inFile: readonly number[],
  region: Region,
): Generator<FilePiece> {
  const first = region.start.map((start, axis) => Math.floor(start / inFile[axis]!));
  const last = region.start.map((start, axis) => Math.floor((start + region.shape[axis]! - 1) / inFile[axis]!));
  const index = [...first];
  for (;;) {
    const file = { start: index.map((each, axis) => each * inFile[axis]!), shape: inFile };
    // The file is one of those between the region's first and last.
    const box = intersectRegions(file, region)!;
    yield {
      place: index.reduce((sum, each, axis) => sum + each * axes[axis]!.fileStride, 0),
      box,
      fileRegion: regionInFile(axes, box, file.start),
    };
    let axis = axes.length - 1;
    for (; axis >= 0; axis--) {
      if (++index[axis]! <= last[axis]!) break;
      index[axis] = first[axis]!;
    }
    if (axis < 0) return;
  }
}

function regionInFile(axes: readonly SequenceSceneAxis[], box: Region, fileStart: readonly number[]): Region {
  const start: number[] = [];
  const shape: number[] = [];
  for (const [axis, { fileAxis }] of axes.entries()) {
    if (fileAxis < 0) continue;
    start[fileAxis] = box.start[axis]! - fileStart[axis]!;
    shape[fileAxis] = box.shape[axis]!;
  }
  return { start, shape };
}
