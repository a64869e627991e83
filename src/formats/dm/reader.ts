import type { ByteSource } from "../../bytes/source.ts";
import type { PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { describeRawFile } from "../shared/describeRaw.ts";
import { rawPixels, rawReader, type ReadPixels, wholeArray } from "../shared/rawScene.ts";
import { sceneOrder } from "../shared/sceneOrder.ts";
import { axesOfDm, describeDmImage } from "./describeScene.ts";
import { type DmImage, imagesOf } from "./images.ts";
import { readDmTags } from "./tags.ts";

/**
 * Opens a DM3 or DM4 file: a scene for each of its images.
 * @throws those of `ImageReader`
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a DigitalMicrograph image.");
  try {
    const { root, littleEndian } = await readDmTags(source, signal);
    const { images, left } = imagesOf(root);
    const about = {
      format: "dm",
      formatName: "DigitalMicrograph",
      name: source.name,
      files: [path],
      notes: left.map((reason) => `An image was left out: ${reason}.`),
    };
    const pixels = images.map((image) => pixelsOf(source, image, littleEndian));
    return rawReader(describeRawFile(about, images.map(describeDmImage)), pixels);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function pixelsOf(source: ByteSource, image: DmImage, littleEndian: boolean): ReadPixels {
  const axes = axesOfDm(image);
  const shape = axes.map(({ length }) => length);
  const array = { source, offset: image.offset, shape, dtype: image.dtype, littleEndian };
  const read = rawPixels(wholeArray(array, sceneOrder(axes).order));
  return image.isColour ? colours(read, littleEndian ? [2, 1, 0, 3] : [1, 2, 3, 0]) : read;
}

/** A pixel is one number of alpha, red, green and blue from its highest byte to its lowest; `order`: which of its bytes each colour is. */
function colours(read: ReadPixels, order: readonly number[]): ReadPixels {
  return async (region, target, signal) => {
    const samples = region.shape.length - 1;
    const whole = { start: region.start.with(samples, 0), shape: region.shape.with(samples, order.length) };
    const bytes = new Uint8Array(whole.shape.reduce((product, length) => product * length, 1));
    await read(whole, bytes, signal);
    pick(bytes, target, order.slice(region.start[samples], region.start[samples]! + region.shape[samples]!));
  };
}

function pick(bytes: Uint8Array, target: PixelArray, order: readonly number[]): void {
  for (let at = 0, from = 0; at < target.length; from += 4)
    for (const place of order) target[at++] = bytes[from + place]!;
}
