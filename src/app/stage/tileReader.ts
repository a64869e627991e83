import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import { initialChannels, isColorPicture } from "./channelView.ts";
import { tileValues, type TileValues } from "./tileValues.ts";
import { ROUGH_PLACE, tileBox, tileKey, type Tile } from "./tiles.ts";
import type { TileReader } from "./tileStore.ts";
import { regionOf, type PlaneIndex, type ViewedImage } from "./viewedImage.ts";

/** Longest edge of what is read to make a thumbnail. */
const OVERVIEW_EDGE = 1024;

/** Reads tiles of an image through the worker. */
export function tileReaderFor(client: ReadingClient, source: OpenImage, image: ViewedImage): TileReader {
  const readRough = roughReaderFor(client, source, image);
  return async ({ place, plane }, signal) => {
    const box = tileBox(image, place);
    const key = tileKey(place, plane);
    if (place.level === ROUGH_PLACE.level) return { key, ...box, ...(await readRough(plane, signal)) };
    return { key, ...(await readBox(client, source, image, { level: place.level, plane, ...box }, signal)) };
  };
}

type RoughTile = Pick<Tile, "values" | "share">;

/** Reads rough pictures. Red, green and blue of a camera picture lie in the same blocks: they are read at once. */
function roughReaderFor(
  client: ReadingClient,
  source: OpenImage,
  image: ViewedImage,
): (plane: PlaneIndex, signal: AbortSignal) => Promise<RoughTile> {
  const box = tileBox(image, ROUGH_PLACE);
  const count = isColorPicture(image.output, initialChannels(image.output, image.channelCount)) ? 3 : 1;
  const read = async (plane: PlaneIndex, signal: AbortSignal): Promise<RoughTile[]> => {
    const region = regionOf(image, 0, plane, { x: 0, y: 0, ...image.size }, count);
    const { shape } = regionOf(image, 0, plane, box, count);
    const request = { output: image.output, region, shape: [...shape] };
    const { dtype, pixels, share } = await client.readRough(source, request, signal);
    const values = tileValues(dtype, pixels, image.isLabels);
    return Array.from({ length: count }, (_, channel) => ({
      values: count === 1 ? values : channelOf(values, channel, shape),
      share,
    }));
  };
  let last: { key: string; signal: AbortSignal; planes: Promise<RoughTile[]> } | null = null;
  return async (plane, signal) => {
    if (count === 1) return (await read(plane, signal))[0]!;
    const key = `${plane.z} ${plane.t}`;
    if (last?.key !== key || last.signal.aborted) {
      last = { key, signal, planes: read({ ...plane, channel: 0 }, signal) };
    }
    return (await last.planes)[plane.channel]!;
  };
}

/** One of three channels of a box: planes one after the other, or samples of a pixel where they are the last axis. */
function channelOf(values: TileValues, channel: number, shape: readonly number[]): TileValues {
  const size = values.length / 3;
  if (shape.at(-1) !== 3) return values.slice(channel * size, (channel + 1) * size);
  return values.filter((_, index) => index % 3 === channel);
}

/** A small picture of one plane: the coarsest level, or the middle of it where even that is large. */
export async function readOverview(
  client: ReadingClient,
  source: OpenImage,
  image: ViewedImage,
  plane: PlaneIndex,
  signal: AbortSignal,
): Promise<Tile> {
  const level = image.levels.length - 1;
  const { width, height } = image.levels[level]!;
  const box = {
    level,
    plane,
    x: Math.max(0, Math.floor((width - OVERVIEW_EDGE) / 2)),
    y: Math.max(0, Math.floor((height - OVERVIEW_EDGE) / 2)),
    width: Math.min(width, OVERVIEW_EDGE),
    height: Math.min(height, OVERVIEW_EDGE),
  };
  return { key: "overview", ...(await readBox(client, source, image, box, signal)) };
}

async function readBox(
  client: ReadingClient,
  source: OpenImage,
  image: ViewedImage,
  { level, plane, ...box }: { level: number; plane: PlaneIndex; x: number; y: number; width: number; height: number },
  signal: AbortSignal,
): Promise<Omit<Tile, "key">> {
  const request = { output: image.output, level, region: regionOf(image, level, plane, box) };
  const { dtype, pixels } = await client.readLevel(source, request, signal);
  return { ...box, values: tileValues(dtype, pixels, image.isLabels) };
}
