import { imageToView, type Camera, type Size } from "./camera.ts";
import type { ChannelView } from "./channelView.ts";
import {
  factorsOf,
  needsRough,
  ROUGH_PLACE,
  TILE_EDGE,
  tileBox,
  tilesTouching,
  visibleTiles,
  type Tile,
  type TilePlace,
} from "./tiles.ts";
import type { TileRequest, TileStore } from "./tileStore.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** A rectangle of a tile, where it goes, and how its values become light. */
export type Quad = {
  tile: Tile;
  /** In pixels of the tile. */
  source: Box;
  /** In device pixels of the canvas; may reach beyond it. */
  target: Box;
  /** Which channel it is of, and how that is shown. */
  index: number;
  channel: ChannelView;
  /** Values are numbers of objects, which get a colour each. */
  isLabels: boolean;
  /** These lie over what was drawn before, which is seen where there is no object. */
  isOver?: true;
};

/** A rectangle, by its corner and its size. */
export type Box = { x: number; y: number; width: number; height: number };

/** A picture in columns `left` to `right` of the canvas (device pixels). Quads of one channel never overlap; channels add up. */
export type Part = { quads: readonly Quad[]; left: number; right: number };

/** Everything that is drawn at one moment, in device pixels. */
export type Frame = Size & {
  /** One picture, or two: side by side in one view, or with `isDifference` what tells the first from the second. */
  parts: readonly Part[];
  isDifference: boolean;
  /** Where no tile lies: red, green and blue from 0 to 1. */
  background: readonly [number, number, number];
};

/** What is looked at. */
export type Look = { camera: Camera; level: number; z: number; t: number; channels: readonly ChannelView[] };

/** Tiles of a channel that are asked for at once: a fine level seen from far away would need thousands. */
const MOST_TILES = 80;

/** True when the level is too fine to be shown as a whole at this zoom: only the middle is then. */
export function isCut(image: ViewedImage, look: Look, view: Size): boolean {
  return visibleTiles(image, look.level, look.camera, view).length > MOST_TILES;
}

/** The tiles that a look needs: what shows all of it soonest, then those of its level, the middle of the view first. */
export function requestsFor(image: ViewedImage, look: Look, view: Size): TileRequest[] {
  return [...firstRequests(image, look), ...wantedIn(image, look, view, MOST_TILES)];
}

/** What shows the whole of a plane soonest: a rough picture of a huge one, else its coarsest level if that is a single tile. */
export function firstRequests(image: ViewedImage, look: Pick<Look, "z" | "t" | "channels">): TileRequest[] {
  const coarsest = { level: image.levels.length - 1, column: 0, row: 0 };
  const { width, height } = image.levels[coarsest.level]!;
  if (needsRough(image)) return requestsAt([ROUGH_PLACE], look);
  return width <= TILE_EDGE && height <= TILE_EDGE ? requestsAt([coarsest], look) : [];
}

/** The part of the image (0 to 1) from which the rough picture of a look was made; null where there is none. */
export function roughShare(look: Look, store: TileStore): number | null {
  const [rough] = requestsAt([ROUGH_PLACE], look);
  return rough === undefined ? null : (store.get(rough.place, rough.plane)?.share ?? null);
}

/** Tiles of a channel for which something is drawn, be it from a coarser level. */
const MOST_PLACES = 4000;

function wantedIn(image: ViewedImage, look: Look, view: Size, most: number): TileRequest[] {
  return requestsAt(visibleTiles(image, look.level, look.camera, view).slice(0, most), look);
}

function requestsAt(places: readonly TilePlace[], look: Pick<Look, "z" | "t" | "channels">): TileRequest[] {
  const visible = look.channels.flatMap((channel, index) => (channel.isVisible ? [index] : []));
  return places.flatMap((place) => visible.map((channel) => ({ place, plane: { channel, z: look.z, t: look.t } })));
}

/** The quads of what there is, channel by channel: where a tile is missing, the nearest coarser level that has been read stands in. */
export function composeQuads(image: ViewedImage, look: Look, view: Size, ratio: number, store: TileStore): Quad[] {
  const quads: Quad[] = [];
  for (const { place, plane } of wantedIn(image, look, view, MOST_PLACES)) {
    const box = tileBox(image, place);
    const { factorX, factorY } = image.levels[place.level]!;
    const wanted = {
      x: box.x * factorX,
      y: box.y * factorY,
      width: box.width * factorX,
      height: box.height * factorY,
    };
    const channel = look.channels[plane.channel]!;
    for (const candidates of standIns(image, place, wanted)) {
      const found = candidates
        .map((candidate) => ({ place: candidate, tile: store.get(candidate, plane) }))
        .filter((candidate) => candidate.tile !== null);
      for (const { place: there, tile } of found) {
        const quad = quadOf({
          image,
          place: there,
          tile: tile!,
          wanted,
          camera: look.camera,
          view,
          ratio,
          index: plane.channel,
          channel,
        });
        if (quad !== null) quads.push(quad);
      }
      if (found.length > 0) break;
    }
  }
  return quads.toSorted((a, b) => a.index - b.index);
}

/** A tile, and what may be shown in its place, from fine to rough. */
function* standIns(image: ViewedImage, wanted: TilePlace, box: Box): Generator<TilePlace[]> {
  yield [wanted];
  for (let level = wanted.level + 1; level < image.levels.length; level++) {
    yield tilesTouching(image, level, box.x, box.y, box.x + box.width, box.y + box.height);
  }
  yield [ROUGH_PLACE];
}

/** The part of a tile that lies in `wanted` (pixels of level 0). */
function quadOf(part: {
  image: ViewedImage;
  place: TilePlace;
  tile: Tile;
  wanted: Box;
  camera: Camera;
  view: Size;
  ratio: number;
  index: number;
  channel: ChannelView;
}): Quad | null {
  const { image, place, tile, wanted, camera, view, ratio, index, channel } = part;
  const { factorX, factorY } = factorsOf(image, place);
  const left = Math.max(wanted.x, tile.x * factorX);
  const top = Math.max(wanted.y, tile.y * factorY);
  const right = Math.min(wanted.x + wanted.width, (tile.x + tile.width) * factorX);
  const bottom = Math.min(wanted.y + wanted.height, (tile.y + tile.height) * factorY);
  if (right <= left || bottom <= top) return null;
  const from = imageToView(camera, { x: left, y: top }, view);
  const to = imageToView(camera, { x: right, y: bottom }, view);
  // Edges on whole device pixels: neighbours then meet without a seam and without overlap, which would add up.
  const x = Math.round(from.x * ratio);
  const y = Math.round(from.y * ratio);
  const width = Math.round(to.x * ratio) - x;
  const height = Math.round(to.y * ratio) - y;
  if (width <= 0 || height <= 0) return null;
  return {
    tile,
    index,
    channel,
    isLabels: image.isLabels,
    source: {
      x: left / factorX - tile.x,
      y: top / factorY - tile.y,
      width: (right - left) / factorX,
      height: (bottom - top) / factorY,
    },
    target: { x, y, width, height },
  };
}
