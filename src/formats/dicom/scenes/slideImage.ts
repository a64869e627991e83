import { ZarrdropError } from "../../../model/errors.ts";
import { indicesBetween } from "../../../model/region.ts";
import { meanStep } from "../../shared/meanStep.ts";
import { TAGS } from "../dataset/tags.ts";
import { type FunctionalGroups, groupsOf } from "../functionalGroups.ts";
import { type Instance, isSegmentation } from "../instance.ts";
import { segmentNames, segmentNumbers } from "./facts.ts";
import { shownSamples, shownType } from "../pixels/decodeFrame.ts";
import type { PixelFormat } from "../pixels/pixelFormat.ts";
import type { Box } from "../pixels/readLevel.ts";

/** An instance of a slide image with the number of its first frame, where several are parts of one (a concatenation). */
export type SlidePart = { instance: Instance; first: number };

/** Where a frame begins on its plane. */
type Tile = { frame: number; top: number; left: number };

/** A picture of a slide that is stored in tiles (PS3.3, C.8.12.4): planes of optical paths (or segments) and depths. */
export type SlideImage = {
  parts: readonly SlidePart[];
  main: Instance;
  groups: FunctionalGroups;
  width: number;
  height: number;
  /** One for each optical path or segment. */
  channels: readonly (string | null)[];
  depths: number;
  /** Micrometres. */
  depthStep: number | null;
  /** Each tile says where it is: some may be left out. */
  isSparse: boolean;
  /** The tiles of a plane that touch a part of it. */
  tilesIn(channel: number, depth: number, box: Box): Iterable<Tile>;
};

/** Whether an instance is a part of a larger picture of a slide. */
export function isOfSlide({ data }: Instance): boolean {
  return (data.number(TAGS.TotalPixelMatrixColumns) ?? 0) > 0 && (data.number(TAGS.TotalPixelMatrixRows) ?? 0) > 0;
}

/**
 * The picture that some instances are parts of.
 * @throws `companion-missing` where some are not there, `corrupt`
 */
export function slideImageOf(instances: readonly Instance[]): SlideImage {
  const parts = partsOf(instances);
  // One part at least.
  const main = parts[0]!.instance;
  const width = main.data.number(TAGS.TotalPixelMatrixColumns)!;
  const height = main.data.number(TAGS.TotalPixelMatrixRows)!;
  const groups = groupsOf(main, 0);
  const about = { parts, main, groups, width, height };
  const isSparse = main.data.text(TAGS.DimensionOrganizationType) !== "TILED_FULL" && groups.tile !== null;
  return { ...about, isSparse, ...(isSparse ? sparsePlanes(about) : fullPlanes(about)) };
}

type Slide = Pick<SlideImage, "parts" | "main" | "groups" | "width" | "height">;
type Planes = Pick<SlideImage, "channels" | "depths" | "depthStep" | "tilesIn">;

function partsOf(instances: readonly Instance[]): SlidePart[] {
  const number = ({ data }: Instance): number => data.number(TAGS.InConcatenationNumber) ?? 0;
  const sorted = instances.toSorted((a, b) => number(a) - number(b));
  const total = sorted[0]!.data.number(TAGS.InConcatenationTotalNumber) ?? instances.length;
  if (sorted.length < total) {
    throw new ZarrdropError(
      "companion-missing",
      `The image is in ${total} files, and ${sorted.length} of them are there.`,
      {
        files: sorted.map(({ path }) => path),
        advice: "Put all files of the series into one folder, and drop the folder or all of the files.",
      },
    );
  }
  let next = 0;
  return sorted.map((instance) => {
    const first = instance.data.number(TAGS.ConcatenationFrameOffsetNumber) ?? next;
    next = first + instance.format.frames;
    return { instance, first };
  });
}

/** Every tile of every plane is there: rows from the left, then downwards, then depths, then optical paths. */
function fullPlanes({ parts, main, groups, width, height }: Slide): Planes {
  const { rows, columns } = main.format;
  const across = Math.ceil(width / columns);
  const perPlane = across * Math.ceil(height / rows);
  const frames = parts.reduce((most, { instance, first }) => Math.max(most, first + instance.format.frames), 0);
  const planes = Math.floor(frames / perPlane);
  if (planes < 1) {
    const technical = `${frames} frames of ${columns} × ${rows} for ${width} × ${height}`;
    throw new ZarrdropError("corrupt", "The slide has fewer tiles than its size needs.", { technical });
  }
  const named = channelNames(main);
  const count = named.length > 0 && planes % named.length === 0 ? named.length : 1;
  const depths = planes / count;
  return {
    channels: Array.from({ length: count }, (_, channel) => named[channel] ?? null),
    depths,
    depthStep: groups.distance === null ? null : groups.distance * 1000,
    *tilesIn(channel, depth, box) {
      const first = (channel * depths + depth) * perPlane;
      for (const [row, column] of cellsIn(box, main.format)) {
        yield { frame: first + row * across + column, top: row * rows, left: column * columns };
      }
    },
  };
}

/** Each frame says where it is; tiles without anything are left out. */
function sparsePlanes({ parts, main }: Slide): Planes {
  const { rows, columns } = main.format;
  const frames = parts.flatMap(({ instance, first }) =>
    Array.from({ length: instance.format.frames }, (_, index) => ({
      frame: first + index,
      groups: groupsOf(instance, index),
    })),
  );
  const depths = distinct(frames.map(({ groups }) => groups.tile?.depth ?? 0));
  const isOfSegments = isSegmentation(main.data);
  const keys: (number | string)[] = isOfSegments ? segmentNumbers(main, frames) : opticalPaths(main, frames);
  const channelOf = new Map(keys.map((key, index) => [key, index]));
  const depthOf = new Map(depths.map((depth, index) => [depth, index]));
  const names = channelNames(main);
  const cells = new Map<string, Tile[]>();
  for (const { frame, groups } of frames) {
    const { tile } = groups;
    if (tile === null) continue;
    const key = isOfSegments ? (groups.segment ?? 1) : groups.opticalPath;
    const plane = `${channelOf.get(key)} ${depthOf.get(tile.depth)}`;
    const placed = { frame, top: tile.row - 1, left: tile.column - 1 };
    // Tiles that do not lie on the grid touch several of its cells.
    for (const row of new Set([placed.top, placed.top + rows - 1].map((at) => Math.floor(at / rows)))) {
      for (const column of new Set([placed.left, placed.left + columns - 1].map((at) => Math.floor(at / columns)))) {
        const cell = `${plane} ${row} ${column}`;
        const list = cells.get(cell);
        if (list === undefined) cells.set(cell, [placed]);
        else list.push(placed);
      }
    }
  }
  return {
    channels: keys.map((_, index) => (keys.length === names.length ? names[index]! : null)),
    depths: depths.length,
    depthStep: meanStep(depths[0] ?? null, depths.at(-1) ?? null, depths.length - 1),
    *tilesIn(channel, depth, box) {
      const given = new Set<number>();
      for (const [row, column] of cellsIn(box, main.format)) {
        for (const tile of cells.get(`${channel} ${depth} ${row} ${column}`) ?? []) {
          if (given.has(tile.frame)) continue;
          given.add(tile.frame);
          yield tile;
        }
      }
    },
  };
}

/** Rows and columns of the tiles' grid that a part of a plane touches. */
function cellsIn(
  { top, left, bottom, right }: Box,
  { rows, columns }: Pick<PixelFormat, "rows" | "columns">,
): Iterable<[row: number, column: number]> {
  const first = [Math.floor(top / rows), Math.floor(left / columns)];
  const last = [Math.ceil(bottom / rows) - 1, Math.ceil(right / columns) - 1];
  // Indices have as many axes as the first one.
  return indicesBetween(first, last) as Iterable<[number, number]>;
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Identifiers in the order of the file's own list. */
function opticalPaths(main: Instance, frames: readonly { groups: FunctionalGroups }[]): string[] {
  const used = new Set(frames.map(({ groups }) => groups.opticalPath));
  const listed = main.data.items(TAGS.OpticalPathSequence).map((item) => item.text(TAGS.OpticalPathIdentifier));
  return [...new Set([...listed.filter((each) => used.has(each)), ...used])];
}

/** Names of segments or optical paths. */
function channelNames(main: Instance): (string | null)[] {
  if (isSegmentation(main.data)) return segmentNames(main);
  return main.data.items(TAGS.OpticalPathSequence).map((path) => {
    return path.text(TAGS.OpticalPathDescription, main.encoding) || path.text(TAGS.OpticalPathIdentifier) || null;
  });
}

/** The part that has a frame, and its number there; null where none has it. */
export function findFrame(parts: readonly SlidePart[], frame: number): { part: number; frame: number } | null {
  const part = parts.findLastIndex(({ first }) => first <= frame);
  if (part < 0) return null;
  const within = frame - parts[part]!.first;
  return within < parts[part]!.instance.format.frames ? { part, frame: within } : null;
}

/** What pictures of one kind of pixels have in common. */
export function pixelKindOf({ main, depths }: SlideImage): string {
  return `${shownType(main.frames.form)} ${shownSamples(main.frames.form)} ${depths}`;
}
