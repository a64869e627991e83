import { assertNever, ZarrdropError } from "../../../model/errors.ts";
import { largestHonestBlock } from "../../../model/limits.ts";
import { compressionOf } from "../container/compression.ts";
import { ABSENT, type Entries } from "../container/entries.ts";
import { corruptCzi } from "../errors.ts";
import { outerAxes, PlaneKeys } from "./planeKeys.ts";
import { pixelBytes, pixelTypeOf } from "../container/pixelType.ts";
import type { Rectangle } from "./rectangle.ts";

/** The entries of a scene. */
export type SceneMembers = {
  /** Value of dimension S, and place among the scenes of the file. */
  scene: number;
  number: number;
  tile: number | null;
  /** Those at full resolution: what the image is made of. */
  base: number[];
  /** Those of a pyramid. */
  overviews: number[];
  all: readonly number[];
};

/** What all of a set's files are together: the name of the first, and their bytes. */
export type CziFiles = { name: string; bytes: number };

/** Tiles that are stored finer than they are placed (localisation images) are believed up to this factor. */
const LARGEST_ENLARGEMENT = 64;

/**
 * Sorts the entries into scenes by dimension S, in its order; with `tiles`, each tile of a mosaic becomes a scene.
 * @throws `corrupt` without any tile, `unsupported-feature` and `limit` for tiles that cannot be decoded
 */
export function sceneMembers(entries: Entries, mosaic: "stitch" | "tiles", files: CziFiles): SceneMembers[] {
  const byScene = new Map<number, number[]>();
  const column = entries.coordinates.get("S");
  for (let index = 0; index < entries.count; index++) {
    if (!hasPixels(entries, index)) continue;
    const value = column?.[index] ?? ABSENT;
    const scene = value === ABSENT ? 0 : value;
    const list = byScene.get(scene);
    if (list === undefined) byScene.set(scene, [index]);
    else list.push(index);
  }
  const scenes = [...byScene]
    .sort(([a], [b]) => a - b)
    .map(([scene, all], number) => ({ scene, number, tile: null, all, ...splitOverviews(entries, all, files) }))
    .flatMap((members) => {
      switch (mosaic) {
        case "stitch":
          return [members];
        case "tiles":
          return splitTiles(entries, members);
        default:
          return assertNever(mosaic);
      }
    });
  if (scenes.length === 0) throw corruptCzi(files.name, "it lists no tiles");
  return scenes;
}

function hasPixels(entries: Entries, index: number): boolean {
  return (
    entries.width[index]! > 0 &&
    entries.height[index]! > 0 &&
    entries.storedWidth[index]! > 0 &&
    entries.storedHeight[index]! > 0
  );
}

/**
 * Tiles with fewer pixels than the area they cover are overviews, whatever their kind of pyramid tile says: unless their plane has nothing
 * better (a detector or scan mode of lower resolution); then the finest are taken.
 */
function splitOverviews(entries: Entries, all: number[], files: CziFiles): Pick<SceneMembers, "base" | "overviews"> {
  const isFull = (index: number): boolean =>
    entries.storedWidth[index]! >= entries.width[index]! && entries.storedHeight[index]! >= entries.height[index]!;
  const base = all.filter(isFull);
  let overviews: number[] = [];
  if (base.length < all.length) {
    const keys = new PlaneKeys(outerAxes(entries, all), entries, files.name);
    const planes = new Set(base.map((index) => keys.ofEntry(index)));
    const finest = new Map<number, number>();
    const others: number[] = [];
    for (const index of all) {
      if (isFull(index)) continue;
      const key = keys.ofEntry(index);
      if (planes.has(key)) overviews.push(index);
      else {
        others.push(index);
        finest.set(key, Math.min(finest.get(key) ?? Infinity, coarseness(entries, index)));
      }
    }
    for (const index of others) {
      // Sizes are rounded: tiles of one resolution differ a little.
      const isFinest = coarseness(entries, index) <= finest.get(keys.ofEntry(index))! * 1.5;
      (isFinest ? base : overviews).push(index);
    }
  }
  for (const index of base) checkDecodable(entries, index, files);
  overviews = overviews.filter((index) => isDecodable(entries, index, files));
  return { base, overviews };
}

/** Canvas pixels per stored pixel. */
function coarseness(entries: Entries, index: number): number {
  const area = entries.width[index]! * entries.height[index]!;
  return area / (entries.storedWidth[index]! * entries.storedHeight[index]!);
}

/** One scene per mosaic index (or per place, where there is none). A scene of one tile stays as it is. */
function splitTiles(entries: Entries, members: SceneMembers): SceneMembers[] {
  const byTile = new Map<number | string, number[]>();
  for (const index of members.base) {
    const mosaic = entries.mosaic[index]!;
    const tile = mosaic === ABSENT ? `${entries.x[index]},${entries.y[index]}` : mosaic;
    const list = byTile.get(tile);
    if (list === undefined) byTile.set(tile, [index]);
    else list.push(index);
  }
  if (byTile.size < 2) return [members];
  return [...byTile]
    .map(([tile, base], position) => ({ tile: typeof tile === "number" ? tile : position, base }))
    .sort((a, b) => a.tile - b.tile)
    .map(({ tile, base }) => ({ ...members, tile, base, overviews: [] }));
}

/** How many pixels of level 0 a pixel of the canvas becomes, so that no tile loses any. 1 as a rule. */
export function enlargementOf(entries: Entries, base: readonly number[]): number {
  let enlargement = 1;
  for (const index of base) {
    const factor = entries.storedWidth[index]! / entries.width[index]!;
    const evenHeight = entries.height[index]! * factor;
    const isEven = Number.isInteger(factor) && entries.storedHeight[index] === evenHeight;
    if (isEven && factor <= LARGEST_ENLARGEMENT) enlargement = Math.max(enlargement, factor);
  }
  return enlargement;
}

function isDecodable(entries: Entries, index: number, { bytes }: CziFiles): boolean {
  const isKnown = compressionOf(entries.compression[index]!) !== null;
  return isKnown && blockBytes(entries, index) <= largestHonestBlock(bytes);
}

/** Refuses at once what could only fail later. */
function checkDecodable(entries: Entries, index: number, files: CziFiles): void {
  if (isDecodable(entries, index, files)) return;
  const file = files.name;
  const pixelType = entries.pixelType[index]!;
  if (pixelTypeOf(pixelType) === null) {
    throw new ZarrdropError("unsupported-feature", `${file} has pixels of a kind that is not known here.`, {
      file,
      technical: `pixel type ${pixelType}`,
    });
  }
  const compression = entries.compression[index]!;
  if (compressionOf(compression) === null) {
    throw new ZarrdropError(
      "unsupported-feature",
      `${file} keeps its pixels in the private raw format of a camera, which only ZEN can read.`,
      { file, technical: `compression ${compression}`, advice: "Open the file in ZEN and save it again." },
    );
  }
  throw new ZarrdropError("limit", `${file} keeps its image in tiles that are too large to be decoded here.`, {
    file,
    technical: `${entries.storedWidth[index]} × ${entries.storedHeight[index]}`,
  });
}

/** Bytes of a decoded sub-block; infinite for pixels of an unknown kind. */
function blockBytes(entries: Entries, index: number): number {
  const type = pixelTypeOf(entries.pixelType[index]!);
  if (type === null) return Infinity;
  return entries.storedWidth[index]! * entries.storedHeight[index]! * entries.planes[index]! * pixelBytes(type);
}

/** The bounding box of entries on the file's canvas. */
export function boundsOf(entries: Entries, members: readonly number[]): Rectangle {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const index of members) {
    const x = entries.x[index]!;
    const y = entries.y[index]!;
    bounds.left = Math.min(bounds.left, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.right = Math.max(bounds.right, x + entries.width[index]!);
    bounds.bottom = Math.max(bounds.bottom, y + entries.height[index]!);
  }
  return bounds;
}
