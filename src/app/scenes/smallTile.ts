import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import { initialChannels, isColorPicture } from "../stage/channelView.ts";
import { readOverview, tileReaderFor } from "../stage/tileReader.ts";
import { needsRough, ROUGH_PLACE, type Tile } from "../stage/tiles.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";

/** Channels of a small picture: more would be confusion. */
const MOST_CHANNELS = 3;

/** A channel of a small picture, and its pixels. */
export type SmallChannel = { index: number; channel: ReturnType<typeof initialChannels>[number]; tile: Tile };

/** The middle slice at the first time point, small: what thumbnails are made of. `isColor`: its channels are those of one camera picture. */
export async function readSmall(
  reading: ReadingClient,
  source: OpenImage,
  image: ViewedImage,
  signal: AbortSignal,
): Promise<{ channels: SmallChannel[]; isColor: boolean }> {
  const all = initialChannels(image.output, image.channelCount);
  const readTile = tileReaderFor(reading, source, image);
  const z = Math.floor(image.sizeZ / 2);
  const channels: SmallChannel[] = [];
  for (const [index, channel] of all.entries()) {
    if (!channel.isVisible || channels.length >= MOST_CHANNELS) continue;
    const plane = { channel: index, z, t: 0 };
    const tile = needsRough(image)
      ? await readTile({ place: ROUGH_PLACE, plane }, signal)
      : await readOverview(reading, source, image, plane, signal);
    channels.push({ index, channel, tile });
  }
  return { channels, isColor: isColorPicture(image.output, all) };
}
