import { throwIfAborted } from "../../bytes/abort.ts";
import type { DecodedPicture } from "../../codecs/codec.ts";
import type { PictureHeader } from "../../codecs/pictures.ts";
import { copyBox } from "../../model/copyBox.ts";
import { bytesOfPixels, type DataType, itemSize, type PixelArray } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription, SceneDescription } from "../../model/image.ts";
import { sizeOfShape } from "../../model/region.ts";

import type { ImageReader, OpenInput, ReadRequest } from "../reader.ts";
import { daskAutoChunks } from "./daskAuto.ts";
import { EncodedFile } from "./encodedFile.ts";

/** A picture file made ready by its codec. */
export type OpenPicture = {
  /** As `decode` gives it. */
  header: PictureHeader;
  frames: number;
  /** Seconds for which each frame is shown; empty or 0 where the file does not say. */
  durations: readonly number[];
  facts: Record<string, string>;
  notes: string[];
  /** Decodes a frame; called for one at a time. `room`: memory that the pixels may be put into, as in `PictureOptions`. */
  decode(frame: number, signal: AbortSignal, room?: Uint8Array<ArrayBuffer>): Promise<DecodedPicture>;
};

/** What a picture format adds to the common reader. */
export type PictureFormat = {
  id: string;
  name: string;
  open(file: EncodedFile, signal: AbortSignal): Promise<OpenPicture>;
};

/** Decoded frames up to this size are kept for the next region. */
const KEPT_BYTES = 64 * 2 ** 20;

/**
 * Opens a picture as BioIO's imageio reader sees it: axes y, x (t before them for several frames, s after them for
 * several samples), black and white as `bool`, no physical size, EXIF orientation not applied. The native block is a
 * frame.
 * @throws `corrupt`, `unsupported-feature`, `limit`
 */
export async function openPicture(format: PictureFormat, { path, source, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("internal", `${format.name} needs a file.`);
  try {
    const picture = await format.open(new EncodedFile(source), signal);
    return new PictureReader(picture, describe(format, picture, path, source.name));
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function isBlackAndWhite({ samples, bits }: PictureHeader): boolean {
  return samples === 1 && bits === 1;
}

function describe(format: PictureFormat, picture: OpenPicture, path: string, name: string): ImageDescription {
  const { facts, notes } = picture;
  return {
    format: format.id,
    formatName: format.name,
    name,
    files: [path],
    scenes: [describeScene(picture, facts)],
    attachments: [],
    omeXml: null,
    notes,
  };
}

function describeScene(picture: OpenPicture, facts: Record<string, string>): SceneDescription {
  const { header, frames, durations } = picture;
  const dtype: DataType = isBlackAndWhite(header) ? "bool" : header.dtype;
  const axes = ["y", "x"];
  const shape = [header.height, header.width];
  if (header.samples > 1) {
    axes.push("s");
    shape.push(header.samples);
  }
  const frameShape = [...shape];
  if (frames > 1) {
    axes.unshift("t");
    shape.unshift(frames);
  }
  const blockShape = frames > 1 ? [1, ...frameShape] : frameShape;
  const [interval] = durations;
  const isEven = interval !== undefined && interval > 0 && durations.every((duration) => duration === interval);
  const none = axes.map(() => null);
  return {
    id: "Image:0",
    name: "Image:0",
    axes,
    shape,
    dtype,
    channels: [{ name: null, color: null, window: null, emissionWavelengthNanometre: null }],
    scale: axes.map((axis) => (axis === "t" && isEven ? interval : null)),
    units: axes.map((axis) => (axis === "t" && isEven ? "second" : null)),
    origin: none,
    blockShape,
    levels: [{ shape }],
    isLabelImage: null,
    significantBits: header.bits < itemSize(dtype) * 8 && dtype !== "bool" ? header.bits : null,
    acquisitionDate: null,
    facts,
    reference: {
      sceneId: "Image:0",
      axes,
      scale: none,
      channelNames: null,
      daskChunks: frames > 1 ? blockShape : daskAutoChunks(shape, dtype),
    },
  };
}

class PictureReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #picture: OpenPicture;
  /** Frames are decoded one after the other: animations are composed one frame on another. */
  #queue: Promise<unknown> = Promise.resolve();
  #kept: { frame: number; pixels: PixelArray } | null = null;

  constructor(picture: OpenPicture, description: ImageDescription) {
    this.#picture = picture;
    this.description = description;
  }

  async readRegion({ region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    const [scene] = this.description.scenes;
    const { axes, shape } = scene!;
    const hasTime = axes[0] === "t";
    const first = hasTime ? region.start[0]! : 0;
    const count = hasTime ? region.shape[0]! : 1;
    for (let frame = first; frame < first + count; frame++) {
      const values = sizeOfShape(shape) / (hasTime ? shape[0]! : 1);
      const isWhole = sizeOfShape(region.shape) === values * count;
      const home = isWhole ? target.subarray((frame - first) * values, (frame - first + 1) * values) : null;
      const pixels = await this.#frame(frame, signal, home === null ? undefined : bytesOfPixels(home));
      if (pixels.buffer === target.buffer) continue;
      const box = { start: shape.map(() => 0), shape: [...shape] };
      const part = { start: [...region.start], shape: [...region.shape] };
      if (hasTime) {
        box.start[0] = frame;
        box.shape[0] = 1;
        part.start[0] = frame;
        part.shape[0] = 1;
      }
      copyBox(pixels, box, target, region, part);
    }
  }

  close(): void {
    this.#kept = null;
  }

  /** A frame, in the room that is lent for all of it or in memory of its own. */
  #frame(frame: number, signal: AbortSignal, room?: Uint8Array<ArrayBuffer>): Promise<PixelArray> {
    const result = this.#queue.then(async () => {
      throwIfAborted(signal);
      if (this.#kept?.frame === frame) return this.#kept.pixels;
      const pixels = this.#checked(await this.#picture.decode(frame, signal, room));
      const isOwn = room === undefined || pixels.buffer !== room.buffer;
      this.#kept = isOwn && pixels.byteLength <= KEPT_BYTES ? { frame, pixels } : null;
      return pixels;
    });
    this.#queue = result.catch(() => {});
    return result;
  }

  /** A decoder that finds other sizes than the header promised has met a lying file. */
  #checked(decoded: DecodedPicture): PixelArray {
    const { header } = this.#picture;
    const { width, height, samples, dtype, pixels } = decoded;
    const differs = width !== header.width || height !== header.height || samples !== header.samples;
    if (differs || dtype !== header.dtype) {
      const { name } = this.description;
      throw new ZarrdropError(
        "corrupt",
        `${name} contradicts itself: the picture in it has another size than its header says.`,
        {
          file: name,
          technical: `${width} × ${height} × ${samples} ${dtype}`,
        },
      );
    }
    return isBlackAndWhite(header) ? blackAndWhite(pixels) : pixels;
  }
}

/** Decoders give black as 0 and white as 255; a `bool` is 0 or 1. */
function blackAndWhite(pixels: PixelArray): Uint8Array {
  // Black-and-white pictures are of bytes; reading elements works for any.
  return Uint8Array.from(pixels as Uint8Array, (value) => (value === 0 ? 0 : 1));
}
