import type { ByteSource } from "../../../bytes/source.ts";
import { type DataType, itemSize } from "../../../model/dtype.ts";
import { sizeOfShape } from "../../../model/region.ts";
import { axisLetters } from "./axisLetters.ts";
import { corruptLeica } from "../errors.ts";
import type { ChannelXml, DimensionXml, ImageXml } from "./imageXml.ts";

/** An axis of an image as it lies in its memory block. */
export type StoredAxis = {
  letter: string;
  length: number;
  /** Bytes from one index to the next; below 0 for samples that are stored blue first. */
  stride: number;
  /** Bytes from index 0 where the steps differ; `stride` then is the smallest of them. */
  offsets: readonly number[] | null;
  dimension: DimensionXml | null;
};

/** The bytes of an image. */
export type PixelMemory = {
  source: ByteSource;
  /** Colour samples are in the order of the channels' tags, or, out of picture files, red first whatever the tags say. */
  samples: "tagged" | "red-first";
};

/** Where the values of an image are: any order of axes, each with a stride of its own. */
export type StoredImage = {
  memory: ByteSource;
  dtype: DataType;
  /** Byte of the value at index 0 of all axes. */
  first: number;
  /** Largest stride first; samples of a pixel last. */
  axes: StoredAxis[];
  /** One per index of axis c. */
  channels: ChannelXml[];
};

/**
 * Finds out how an image is stored. Axes of length 1 are left out; channels become axis c, red, green and blue of a
 * pixel axis s in this order. An image whose channels have different types becomes one image per type.
 * @throws `corrupt` if the array does not fit into its memory block
 */
export function storedImages({ channels, dimensions }: ImageXml, memory: PixelMemory, name: string): StoredImage[] {
  const dtypes = [...new Set(channels.map(({ dtype }) => dtype))];
  return dtypes.map((dtype) => {
    const same = channels.filter((channel) => channel.dtype === dtype);
    checkExtent(same, dimensions, memory.source, name);
    return storedImage(same, dimensions, memory);
  });
}

function storedImage(
  found: readonly ChannelXml[],
  dimensions: readonly DimensionXml[],
  memory: PixelMemory,
): StoredImage {
  const long = dimensions.filter(({ length }) => length > 1);
  const letters = axisLetters(long.map(({ id }) => id));
  const axes = long.map((dimension, index): StoredAxis => ({
    letter: letters[index]!,
    length: dimension.length,
    stride: dimension.stride,
    offsets: null,
    dimension,
  }));
  const channels = found.toSorted((a, b) => a.offset - b.offset);
  const tagged = colourSamples(channels, Math.min(...long.map(({ stride }) => stride)));
  const samples = memory.samples === "tagged" ? tagged : (tagged?.toSorted((a, b) => a - b) ?? null);
  const groups = samples === null ? channels : channels.filter((_, index) => index % samples.length === 0);
  const channelAxis = listedAxis(
    "c",
    groups.map(({ offset }) => offset),
  );
  if (channelAxis !== null) axes.push(channelAxis);
  axes.sort((a, b) => b.stride - a.stride);
  const sampleAxis = samples === null ? null : listedAxis("s", samples);
  if (sampleAxis !== null) axes.push(sampleAxis);
  return {
    memory: memory.source,
    dtype: channels[0]!.dtype,
    first: channels[0]!.offset + (samples?.[0] ?? 0),
    axes,
    channels: groups,
  };
}

/** An axis of given places; null for a single one. */
function listedAxis(letter: string, places: readonly number[]): StoredAxis | null {
  if (places.length < 2) return null;
  const steps = places.slice(1).map((place, index) => place - places[index]!);
  const stride = steps.reduce((least, step) => (Math.abs(step) < Math.abs(least) ? step : least));
  const isEven = steps.every((step) => step === stride);
  const offsets = isEven ? null : places.map((place) => place - places[0]!);
  return { letter, length: places.length, stride, offsets, dimension: null };
}

/**
 * Bytes from the beginning of a pixel to its red, green and blue sample where the channels (sorted by offset) are such samples, each
 * pixel's three together; else null.
 */
function colourSamples(channels: readonly ChannelXml[], pixelBytes: number): number[] | null {
  if (channels.length % 3 !== 0) return null;
  for (let first = 0; first < channels.length; first += 3) {
    const group = channels.slice(first, first + 3);
    const isLikeFirst = group.every(
      ({ offset, tag }, index) =>
        offset - group[0]!.offset === channels[index]!.offset - channels[0]!.offset && tag === channels[index]!.tag,
    );
    if (!isLikeFirst || group[2]!.offset - group[0]!.offset >= pixelBytes) return null;
  }
  const samples = [1, 2, 3].map((tag) => channels.slice(0, 3).find((channel) => channel.tag === tag)?.offset);
  if (samples.some((offset) => offset === undefined)) return null;
  // All three are there: checked in the line before.
  return samples.map((offset) => offset! - channels[0]!.offset);
}

/** All values must lie in the block, and there must be as many bytes as values: axes that overlap would make much of little. */
function checkExtent(
  channels: readonly ChannelXml[],
  dimensions: readonly DimensionXml[],
  memory: ByteSource,
  name: string,
): void {
  const item = itemSize(channels[0]!.dtype);
  const reach = dimensions.reduce((sum, { length, stride }) => sum + (length - 1) * stride, 0);
  const farthest = Math.max(...channels.map(({ offset }) => offset)) + reach + item;
  const values = sizeOfShape(dimensions.map(({ length }) => length)) * channels.length;
  const needed = Math.max(farthest, values * item);
  if (needed <= memory.size) return;
  throw corruptLeica(
    memory.name,
    `the image “${name}” is larger than its pixels in the file; the file may be cut off`,
    `${needed} bytes needed, ${memory.size} there`,
  );
}
