import { viewToImage, type Point, type Size } from "./camera.ts";
import type { Look } from "./frame.ts";
import type { Picture } from "./stageStatus.ts";
import { TILE_EDGE, tilesTouching, type Tile } from "./tiles.ts";
import type { ViewedLevel } from "./viewedImage.ts";

/** One of two pictures that are compared, as it is looked at. */
export type Side = { picture: Picture; look: Look };

/** By how much two pictures differ: in their values, or in the numbers of their objects. */
export type Difference =
  | {
      kind: "values";
      /** Over all pixels of all visible channels. */
      mean: number;
      largest: number;
      /** Where the largest is. */
      channel: number;
    }
  | {
      kind: "labels";
      /** Part of the pixels (0 to 1) that have another number. */
      share: number;
    };

type Sums = { sum: number; count: number; differing: number; largest: number; channel: number };

/**
 * Compares what is in view: each pixel of the finer level with the pixel of the other that is drawn at its middle. Pixels without a value (NaN) on either side are
 * passed over. It rests after each row of a tile, so that a page can be drawn meanwhile.
 * @param size of the view in CSS pixels
 * @returns null where something in view was not read, or nothing is in view
 */
export function* differenceInView(first: Side, second: Side, size: Size): Generator<undefined, Difference | null> {
  const [fine, coarse] = areaOf(levelOf(first)) <= areaOf(levelOf(second)) ? [first, second] : [second, first];
  const level = levelOf(fine);
  const corners = [
    { x: 0, y: 0 },
    { x: size.width, y: size.height },
  ] as const;
  const [from, to] = corners.map((corner) => viewToImage(fine.look.camera, corner, size)) as [Point, Point];
  const left = Math.max(0, Math.floor(from.x / level.factorX));
  const top = Math.max(0, Math.floor(from.y / level.factorY));
  const right = Math.min(level.width, Math.ceil(to.x / level.factorX));
  const bottom = Math.min(level.height, Math.ceil(to.y / level.factorY));
  const sums: Sums = { sum: 0, count: 0, differing: 0, largest: 0, channel: 0 };
  const { z, t, channels } = fine.look;
  for (const place of tilesTouching(fine.picture.image, fine.look.level, from.x, from.y, to.x, to.y)) {
    for (const [channel, { isVisible }] of channels.entries()) {
      if (!isVisible) continue;
      const tile = fine.picture.tiles.get(place, { channel, z, t });
      if (tile === null) return null;
      const box = {
        left: Math.max(left, tile.x),
        right: Math.min(right, tile.x + tile.width),
        top: Math.max(top, tile.y),
        bottom: Math.min(bottom, tile.y + tile.height),
      };
      const columns = placesIn(level.factorX, levelOf(coarse).factorX, levelOf(coarse).width, box.left, box.right);
      const rows = placesIn(level.factorY, levelOf(coarse).factorY, levelOf(coarse).height, box.top, box.bottom);
      for (let y = box.top; y < box.bottom; y++) {
        const start = (y - tile.y) * tile.width + box.left - tile.x;
        if (!addRow({ tile, start, columns, row: rows[y - box.top]!, channel }, coarse, sums)) return null;
        yield;
      }
    }
  }
  if (sums.count === 0) return null;
  if (fine.picture.image.isLabels) return { kind: "labels", share: sums.differing / sums.count };
  return { kind: "values", mean: sums.sum / sums.count, largest: sums.largest, channel: sums.channel };
}

function levelOf({ picture, look }: Side): ViewedLevel {
  return picture.image.levels[look.level]!;
}

function areaOf({ factorX, factorY }: ViewedLevel): number {
  return factorX * factorY;
}

/** Of each pixel of one level along an axis, the pixel of another that lies under its middle. */
function placesIn(factor: number, otherFactor: number, length: number, from: number, to: number): Int32Array {
  return Int32Array.from({ length: Math.max(0, to - from) }, (_, index) =>
    Math.min(length - 1, Math.floor(((from + index + 0.5) * factor) / otherFactor)),
  );
}

type FineRow = { tile: Tile; start: number; columns: Int32Array; row: number; channel: number };

/** False where the other picture was not read. */
function addRow({ tile, start, columns, row, channel }: FineRow, coarse: Side, sums: Sums): boolean {
  const { z, t, level } = coarse.look;
  let other: Tile | null = null;
  let end = -1;
  let base = 0;
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index]!;
    if (column >= end) {
      const place = { level, column: Math.floor(column / TILE_EDGE), row: Math.floor(row / TILE_EDGE) };
      other = coarse.picture.tiles.get(place, { channel, z, t });
      if (other === null) return false;
      end = other.x + other.width;
      base = (row - other.y) * other.width - other.x;
    }
    const difference = Math.abs(tile.values[start + index]! - other!.values[base + column]!);
    if (Number.isNaN(difference)) continue;
    sums.count++;
    if (difference === 0) continue;
    sums.sum += difference;
    sums.differing++;
    if (difference > sums.largest) {
      sums.largest = difference;
      sums.channel = channel;
    }
  }
  return true;
}
