import { itemSize } from "../../model/dtype.ts";
import { viewToImage } from "./camera.ts";
import type { Camera, Size } from "./camera.ts";
import type { TileValues } from "./tileValues.ts";
import type { PlaneIndex, ViewedImage } from "./viewedImage.ts";

/** Edge of a tile in pixels of its level. */
export const TILE_EDGE = 512;

/** A square of one level, by its place in the grid of tiles. */
export type TilePlace = { level: number; column: number; row: number };

/** Pixels of a tile of one plane of one channel, ready to be drawn. */
export type Tile = {
  key: string;
  /** Place in the level, in its pixels. */
  x: number;
  y: number;
  width: number;
  height: number;
  values: TileValues;
  /** Of a rough picture: the part of the file's blocks that was read for it. */
  share?: number;
};

/** In the place of a level: the whole plane as a rough picture, from some of its blocks. */
const ROUGH = -1;
/** Longest edge of a rough picture in pixels. */
const ROUGH_EDGE = 512;
/** Bytes of a plane above which its levels take so long that a rough picture comes first. */
const PROMPT_BYTES = 24 * 2 ** 20;

/** The place of the rough picture of planes. */
export const ROUGH_PLACE: TilePlace = { level: ROUGH, column: 0, row: 0 };

/** Whether the planes of an image are so large that they are shown roughly at first. */
export function needsRough({ size, output }: ViewedImage): boolean {
  return size.width * size.height * itemSize(output.dtype) > PROMPT_BYTES;
}

/** Pixels of level 0 per pixel of a tile. */
export function factorsOf(image: ViewedImage, { level }: TilePlace): { factorX: number; factorY: number } {
  if (level !== ROUGH) return image.levels[level]!;
  const { width, height } = tileBox(image, ROUGH_PLACE);
  return { factorX: image.size.width / width, factorY: image.size.height / height };
}

/** A text that no other tile has. */
export function tileKey(place: TilePlace, plane: PlaneIndex): string {
  return `${place.level}/${plane.t}/${plane.z}/${plane.channel}/${place.row}/${place.column}`;
}

/** The box of a tile in pixels of its level. */
export function tileBox(image: ViewedImage, place: TilePlace): { x: number; y: number; width: number; height: number } {
  if (place.level === ROUGH) {
    const { width, height } = image.size;
    const scale = Math.min(1, ROUGH_EDGE / Math.max(width, height));
    return { x: 0, y: 0, width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
  }
  const level = image.levels[place.level]!;
  const x = place.column * TILE_EDGE;
  const y = place.row * TILE_EDGE;
  return { x, y, width: Math.min(TILE_EDGE, level.width - x), height: Math.min(TILE_EDGE, level.height - y) };
}

/** The tiles of a level that the view shows, those in its middle first. */
export function visibleTiles(image: ViewedImage, level: number, camera: Camera, view: Size): TilePlace[] {
  const first = viewToImage(camera, { x: 0, y: 0 }, view);
  const last = viewToImage(camera, { x: view.width, y: view.height }, view);
  return tilesTouching(image, level, first.x, first.y, last.x, last.y).toSorted(
    (a, b) => distance(image, a, camera) - distance(image, b, camera),
  );
}

/** The tiles of a level that touch a rectangle, given in pixels of level 0. */
export function tilesTouching(
  image: ViewedImage,
  level: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): TilePlace[] {
  const { width, height, factorX, factorY } = image.levels[level]!;
  const columns = range(left / factorX, right / factorX, width);
  const rows = range(top / factorY, bottom / factorY, height);
  const found: TilePlace[] = [];
  for (let row = rows.first; row <= rows.last; row++) {
    for (let column = columns.first; column <= columns.last; column++) found.push({ level, column, row });
  }
  return found;
}

function range(from: number, to: number, length: number): { first: number; last: number } {
  if (to <= 0 || from >= length || to <= from) return { first: 0, last: -1 };
  const count = Math.ceil(length / TILE_EDGE);
  return {
    first: Math.max(0, Math.floor(from / TILE_EDGE)),
    last: Math.min(count - 1, Math.ceil(to / TILE_EDGE) - 1),
  };
}

function distance(image: ViewedImage, place: TilePlace, camera: Camera): number {
  const { factorX, factorY } = image.levels[place.level]!;
  const x = (place.column + 0.5) * TILE_EDGE * factorX;
  const y = (place.row + 0.5) * TILE_EDGE * factorY;
  return (x - camera.x) ** 2 + (y - camera.y) ** 2;
}
