import type { PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { sizeOfShape } from "../../model/region.ts";
import { checkRawArray, type RawArray, readRawArray } from "../shared/rawArray.ts";

import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import { describeDv } from "./describeScene.ts";
import { readExtendedHeader } from "./extendedHeader.ts";
import { type DvHeader, HEADER_BYTES, readDvHeader } from "./header.ts";

/**
 * Opens a DeltaVision file.
 * @throws those of `ImageReader`
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a DeltaVision file.");
  try {
    const header = await readDvHeader(source, signal);
    const sections = await readExtendedHeader(source, header, signal);
    const description = describeDv(source.name, path, header, sections);
    const { shape } = description.scenes[0]!;
    const stored = storedArray(header, shape);
    const array: RawArray = { source, offset: HEADER_BYTES + header.extended.bytes, ...stored };
    checkRawArray(array);
    return new DvReader(description, array, header);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

/** Pairs of integers are read as rows of twice the length. */
function storedArray(header: DvHeader, shape: readonly number[]): Omit<RawArray, "source" | "offset"> {
  const { littleEndian, pixel } = header;
  if (pixel.stored === "plain") return { shape, dtype: pixel.dtype, littleEndian };
  return { shape: doubled(shape), dtype: "int16", littleEndian };
}

function doubled(shape: readonly number[]): number[] {
  return shape.map((length, axis) => (axis === shape.length - 1 ? 2 * length : length));
}

class DvReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #array: RawArray;
  readonly #header: DvHeader;

  constructor(description: ImageDescription, array: RawArray, header: DvHeader) {
    this.description = description;
    this.#array = array;
    this.#header = header;
  }

  async readRegion({ region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    if (this.#header.pixel.stored === "plain") {
      await readRawArray(this.#array, region, target, signal);
      return;
    }
    const pairs = { start: doubled(region.start), shape: doubled(region.shape) };
    const integers = new Int16Array(sizeOfShape(pairs.shape));
    await readRawArray(this.#array, pairs, integers, signal);
    // The description says complex64, so the guard has seen a Float32Array.
    (target as Float32Array).set(integers);
  }

  close(): void {
    // Nothing is held: the source belongs to the caller.
  }
}
