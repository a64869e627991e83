import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import type { Contrast } from "./channelView.ts";
import { contrastOf } from "./channelView.ts";
import { floatValues } from "./floatValues.ts";
import { tileBox, tileKey, type Tile } from "./tiles.ts";
import type { TileReader } from "./tileStore.ts";
import { regionOf, type PlaneIndex, type ViewedImage } from "./viewedImage.ts";

/** Longest edge of what is read to find a contrast or to make a thumbnail. */
const OVERVIEW_EDGE = 1024;

/** Reads tiles of an image through the worker. */
export function tileReaderFor(client: ReadingClient, source: OpenImage, image: ViewedImage): TileReader {
  return async ({ place, plane }, signal) => {
    const box = { level: place.level, plane, ...tileBox(image, place) };
    return { key: tileKey(place, plane), ...(await readBox(client, source, image, box, signal)) };
  };
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

/** The contrast of one plane, from its overview. */
export async function readContrast(
  client: ReadingClient,
  source: OpenImage,
  image: ViewedImage,
  plane: PlaneIndex,
  signal: AbortSignal,
): Promise<Contrast> {
  const { values } = await readOverview(client, source, image, plane, signal);
  return contrastOf(values, image.output.dtype);
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
  return { ...box, values: floatValues(dtype, pixels) };
}
