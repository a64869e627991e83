import type { DataType } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { type ChannelPlan, planChannels } from "./channelPlan.ts";
import { isSystemRaw } from "../container/compression.ts";
import type { Entries } from "../container/entries.ts";
import { outerAxes, type OuterAxis, PlaneKeys } from "./planeKeys.ts";
import { pyramidLevels } from "./pyramidLevels.ts";
import type { Rectangle } from "./rectangle.ts";
import { boundsOf, enlargementOf, type SceneMembers } from "./sceneMembers.ts";
import { type Level, TileIndex } from "./tileIndex.ts";

/** Where the pixels of a scene are. */
export type SceneLayout = {
  /** Value of dimension S (0 without it). */
  scene: number;
  /** Its place among the scenes of the file. */
  number: number;
  hasSceneDimension: boolean;
  /** The tile's mosaic index, or its number, where each tile is a scene of its own. */
  tile: number | null;
  outer: readonly OuterAxis[];
  keys: PlaneKeys;
  dtype: DataType;
  channels: ChannelPlan;
  /** On the file's canvas, in pixels of full resolution: the bounding box of the scene's tiles. */
  bounds: Rectangle;
  /** Pixels of level 0 per pixel of the canvas and axis: 1 but for tiles that are stored finer than they are placed. */
  enlargement: number;
  /** Full resolution first. */
  levels: Level[];
  /** Entries at full resolution. */
  base: readonly number[];
  notes: string[];
};

/**
 * Lays a scene out.
 * @throws `limit`, `unsupported-feature`
 */
export function layOutScene(entries: Entries, members: SceneMembers, file: string): SceneLayout {
  const { base, overviews, scene, number, tile } = members;
  const outer = outerAxes(entries, members.all);
  const keys = new PlaneKeys(outer, entries, file);
  const notes: string[] = [];
  const { channels, dtype } = planChannels(entries, base, outer, file, notes);
  const bounds = boundsOf(entries, base);
  const enlargement = enlargementOf(entries, base);
  const width = (bounds.right - bounds.left) * enlargement;
  const height = (bounds.bottom - bounds.top) * enlargement;
  if (width > LIMITS.axisLength || height > LIMITS.axisLength) {
    throw new ZarrdropError("limit", `${file} claims to hold an image of ${width} × ${height} pixels.`, { file });
  }
  checkSpread(entries, base, { outer, width, height }, file);
  if (base.some((index) => isResized(entries, index, enlargement))) {
    notes.push(
      "Some tiles are stored at another resolution than the rest; their pixels were repeated or left out to fit.",
    );
  }
  if (base.some((index) => isSystemRaw(entries.compression[index]!))) {
    notes.push(
      "The pixels are the raw data of a fast recording, taken as they are: compare the orientation with ZEN's.",
    );
  }
  const tiles = new TileIndex(entries, base, (index) => ({
    key: keys.ofEntry(index),
    x: (entries.x[index]! - bounds.left) * enlargement,
    y: (entries.y[index]! - bounds.top) * enlargement,
    width: entries.width[index]! * enlargement,
    height: entries.height[index]! * enlargement,
  }));
  const levels: Level[] = [{ width, height, tiles }];
  if (enlargement === 1) {
    const pixelTypes = new Set(base.map((index) => entries.pixelType[index]));
    const alike = overviews.filter((index) => pixelTypes.has(entries.pixelType[index]));
    levels.push(...pyramidLevels(entries, { base, overviews: alike }, keys, bounds));
  }
  const hasSceneDimension = entries.coordinates.has("S");
  return {
    scene,
    number,
    hasSceneDimension,
    tile,
    outer,
    keys,
    dtype,
    channels,
    bounds,
    enlargement,
    levels,
    base,
    notes,
  };
}

/** An image may be this many times as large as its tiles together… */
const LARGEST_SPREAD = 1024;
/** …or have this many pixels, whatever its tiles have. */
const ALWAYS_ALLOWED = 2 ** 26;

/**
 * Refuses an image that is nearly all empty: one wrong number in a list of tiles makes a canvas of many gigapixels of a
 * few kilobytes, and nobody wants that converted.
 * @throws `corrupt`
 */
function checkSpread(
  entries: Entries,
  base: readonly number[],
  { outer, width, height }: { outer: readonly OuterAxis[]; width: number; height: number },
  file: string,
): void {
  const pixels = outer.reduce((product, { length }) => product * length, width * height);
  if (pixels <= ALWAYS_ALLOWED) return;
  let stored = 0;
  for (const index of base) stored += entries.storedWidth[index]! * entries.storedHeight[index]!;
  if (pixels <= stored * LARGEST_SPREAD) return;
  const lengths = [...outer.map(({ letter, length }) => `${letter} ${length}`), `${width} × ${height}`].join(", ");
  throw new ZarrdropError(
    "corrupt",
    `${file} is damaged, or its tiles lie very far apart: together they cover less than a thousandth of the image.`,
    { file, technical: lengths, advice: "If the tiles are what you want, choose a scene for each tile." },
  );
}

function isResized(entries: Entries, index: number, enlargement: number): boolean {
  return (
    entries.storedWidth[index] !== entries.width[index]! * enlargement ||
    entries.storedHeight[index] !== entries.height[index]! * enlargement
  );
}
