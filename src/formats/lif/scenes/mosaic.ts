import type { XmlElement } from "../../shared/xml.ts";
import { attachment, numberAttribute } from "../metadata/leicaXml.ts";
import type { StoredAxis } from "../metadata/storedImage.ts";

/** Where the tiles of an image lie when they are put together. */
export type Mosaic = {
  width: number;
  height: number;
  /** First column and row per tile, in the order of the stage axis. */
  tiles: { x: number; y: number }[];
  /** Position of column 0 and row 0 on the stage, in metres, in the image's directions. */
  origin: { x: number; y: number };
};

/** Size in pixels, and metres from one pixel to the next. */
type TileSize = { width: number; height: number; stepX: number; stepY: number };

/** A canvas may be this many times as large as all its tiles: beyond it these are positions here and there, no mosaic. */
const MOST_BACKGROUND = 64;

/**
 * Places the tiles of an image by their stage positions. The rule is the one that reproduces the images that LAS X itself puts together
 * (compared pixel by pixel in the documentation of openreadout): positions negated where the stage runs against the image, swapped
 * where its axes are, the least one being 0, in pixels, rounded half up; later tiles cover earlier ones.
 * @returns why not, in words that complete "The tiles are not put together: …", if the positions cannot be used
 */
export function placeTiles(image: XmlElement, count: number, size: TileSize): Mosaic | string {
  const scan = attachment(image, "TileScanInfo");
  const list = scan?.children.filter(({ name }) => name === "Tile") ?? [];
  if (scan === null || list.length === 0) return "the file does not say where they are";
  if (list.length !== count) return `the file gives ${list.length} positions for ${count} tiles`;
  const flipX = isSet(scan, "FlipX");
  const flipY = isSet(scan, "FlipY");
  const swap = isSet(scan, "SwapXY");
  const positions: { x: number; y: number }[] = [];
  for (const tile of list) {
    const stageX = numberAttribute(tile, "PosX");
    const stageY = numberAttribute(tile, "PosY");
    if (stageX === null || stageY === null) return "a position is missing";
    const x = flipX ? -stageX : stageX;
    const y = flipY ? -stageY : stageY;
    positions.push(swap ? { x: y, y: x } : { x, y });
  }
  const origin = {
    x: positions.reduce((least, { x }) => Math.min(least, x), Infinity),
    y: positions.reduce((least, { y }) => Math.min(least, y), Infinity),
  };
  const tiles = positions.map(({ x, y }) => ({
    x: Math.floor((x - origin.x) / size.stepX + 0.5),
    y: Math.floor((y - origin.y) / size.stepY + 0.5),
  }));
  if (tiles.every(({ x, y }) => x === 0 && y === 0)) return "all have the same position";
  const width = tiles.reduce((most, { x }) => Math.max(most, x), 0) + size.width;
  const height = tiles.reduce((most, { y }) => Math.max(most, y), 0) + size.height;
  if (!(width * height <= MOST_BACKGROUND * count * size.width * size.height)) return "they lie too far apart";
  return { width, height, tiles, origin };
}

/** Tiles are painted in the order of the file: that is their own order only where each follows the one before. */
export function isStoredTileByTile(axes: readonly StoredAxis[]): boolean {
  const axis = (letter: string): StoredAxis | undefined => axes.find((each) => each.letter === letter);
  const tile = ["x", "y", "s"].reduce((sum, letter) => {
    const found = axis(letter);
    return found === undefined ? sum : sum + (found.length - 1) * Math.abs(found.stride);
  }, 0);
  return (axis("m")?.stride ?? 0) > tile;
}

function isSet(element: XmlElement, name: string): boolean {
  return (numberAttribute(element, name) ?? 0) !== 0;
}
