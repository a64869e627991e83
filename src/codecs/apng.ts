import { crc32 } from "../model/crc32.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { DecodedPicture } from "./codec.ts";
import {
  type Animation,
  checkPictureSize,
  corruptPicture,
  type PictureDecoder,
  type PictureOptions,
} from "./pictures.ts";
import type { PngOptions } from "./png.ts";
import { pngChunks, type PngHeader, readPngHeader } from "./pngStructure.ts";

/** What becomes of a frame's place before the next one (PNG third edition, 11.3.6.2): nothing, cleared, as it was before. */
const DISPOSAL = { none: 0, background: 1, previous: 2 } as const;
/** A frame's pixels replace those below, or lie over them by their alpha. */
const BLEND_OVER = 1;

/** A frame: where it lies, how it is shown, and its compressed pixels. */
type Frame = {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Seconds; null for a still picture that is shown instead of an animation. */
  duration: number | null;
  disposal: number;
  blend: number;
  data: Uint8Array[];
};

/**
 * Opens an animated PNG; null for a still one. Frames are composed as the reference's reader (Pillow) does it; a still
 * picture that is no part of the animation is the first frame. Samples are those of the still picture.
 * @throws `corrupt`, `limit`
 */
export function openApng(
  bytes: Uint8Array,
  decode: PictureDecoder<PngOptions>,
  options: PictureOptions = {},
): Animation | null {
  const header = readPngHeader(bytes);
  if (header.frames === 0) return null;
  // A copy: the frames are decoded when they are asked for.
  const { frames: found, shared } = readFrames(bytes.slice(), header);
  const hasStill = found[0]?.duration === null;
  const frames = found.slice(0, header.frames + (hasStill ? 1 : 0));
  if (frames.length < 2) return null;
  checkPictureSize("PNG", header, options);
  let canvas = new Canvas(header, shared, decode, options);
  let painted = 0;
  return {
    header,
    frames: frames.length,
    durations: frames.map(({ duration }) => duration ?? 0),
    frame(index) {
      if (!(index >= 0 && index < frames.length)) throw new ZarrdropError("internal", `No frame ${index}.`);
      if (index + 1 < painted) {
        canvas = new Canvas(header, shared, decode, options);
        painted = 0;
      }
      for (; painted <= index; painted++) canvas.paint(frames[painted]!);
      return canvas.picture();
    },
  };
}

/** The frames, and the chunks before the pixels that all of them need. */
function readFrames(bytes: Uint8Array, header: PngHeader): { frames: Frame[]; shared: [string, Uint8Array][] } {
  const frames: Frame[] = [];
  const shared: [string, Uint8Array][] = [];
  const still: Frame = { ...whole(header), duration: null, disposal: DISPOSAL.none, blend: 0, data: [] };
  for (const { name, data } of pngChunks(bytes)) {
    const frame = frames.at(-1);
    if (name === "PLTE" || name === "tRNS") shared.push([name, data]);
    else if (name === "fcTL") frames.push(readControl(data, header));
    else if (name === "IDAT") {
      if (frame === undefined) frames.push(still);
      (frame ?? still).data.push(data);
    } else if (name === "fdAT" && frame !== undefined && frame !== still) frame.data.push(data.subarray(4));
  }
  // A file that ends too early has a last frame without pixels.
  return { frames: frames.filter(({ data }) => data.length > 0), shared };
}

function whole({ width, height }: PngHeader): Pick<Frame, "left" | "top" | "width" | "height"> {
  return { left: 0, top: 0, width, height };
}

function readControl(data: Uint8Array, header: PngHeader): Frame {
  if (data.length < 26) throw corruptPicture("PNG", "the description of a frame is too short");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height, left, top] = [4, 8, 12, 16].map((at) => view.getUint32(at)) as [number, number, number, number];
  if (width < 1 || height < 1 || left + width > header.width || top + height > header.height) {
    throw corruptPicture("PNG", "a frame lies outside the picture");
  }
  const duration = view.getUint16(20) / (view.getUint16(22) || 100);
  return { left, top, width, height, duration, disposal: data[24]!, blend: data[25]!, data: [] };
}

type Pixels = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** What was painted so far. */
class Canvas {
  readonly #header: PngHeader;
  readonly #shared: readonly [string, Uint8Array][];
  readonly #decode: PictureDecoder<PngOptions>;
  readonly #options: PictureOptions;
  readonly #pixels: Pixels;
  #isFirst = true;
  /** Done before the next frame is painted. */
  #dispose: (() => void) | null = null;

  constructor(
    header: PngHeader,
    shared: readonly [string, Uint8Array][],
    decode: PictureDecoder<PngOptions>,
    options: PictureOptions,
  ) {
    this.#header = header;
    this.#shared = shared;
    this.#decode = decode;
    this.#options = options;
    const count = header.width * header.height * header.samples;
    this.#pixels = header.dtype === "uint16" ? new Uint16Array(count) : new Uint8Array(count);
  }

  paint(frame: Frame): void {
    this.#dispose?.();
    // Before the first frame there was nothing to go back to.
    const clears = frame.disposal === DISPOSAL.background || (this.#isFirst && frame.disposal === DISPOSAL.previous);
    const saved = !clears && frame.disposal === DISPOSAL.previous ? this.#rows(frame).map((row) => row.slice()) : null;
    const { colour, transparency } = this.#header;
    const hasMask = transparency !== null && (colour === "palette" || colour === "rgb");
    const transparent = hasMask ? "alpha" : "ignore";
    const picture = this.#decode(this.#singleFile(frame), { ...this.#options, transparency: transparent });
    if (picture.width !== frame.width || picture.height !== frame.height) {
      throw corruptPicture("PNG", "a frame has another size than it says");
    }
    const isOver = frame.blend === BLEND_OVER && !this.#isFirst;
    for (const [y, row] of this.#rows(frame).entries()) this.#paintRow(row, picture, y, hasMask, isOver);
    this.#isFirst = false;
    this.#dispose =
      saved !== null
        ? () => this.#rows(frame).forEach((row, y) => row.set(saved[y]!))
        : clears
          ? () => this.#rows(frame).forEach((row) => row.fill(0))
          : null;
  }

  picture(): DecodedPicture {
    const { width, height, samples, dtype, bits } = this.#header;
    return { width, height, samples, dtype, bits, pixels: this.#pixels.slice() };
  }

  #paintRow(row: Pixels, picture: DecodedPicture, y: number, hasMask: boolean, isOver: boolean): void {
    const { samples, colour, dtype } = this.#header;
    const stored = picture.samples;
    const opaque = dtype === "uint16" ? 65_535 : 255;
    const alphaAt = hasMask || colour === "gray-alpha" || colour === "rgb-alpha" ? stored - 1 : -1;
    const from = y * picture.width * stored;
    for (let x = 0; x < picture.width; x++) {
      const alpha = isOver && alphaAt >= 0 ? (picture.pixels[from + x * stored + alphaAt] as number) : opaque;
      for (let sample = 0; sample < samples; sample++) {
        const value = picture.pixels[from + x * stored + sample] as number;
        const at = x * samples + sample;
        // All samples, alpha too, are mixed like this by Pillow.
        row[at] = alpha === opaque ? value : Math.floor((row[at]! * (opaque - alpha) + value * alpha) / opaque + 0.5);
      }
    }
  }

  /** The rows of the canvas that a frame covers, as views. */
  #rows({ left, top, width, height }: Frame): Pixels[] {
    const { samples } = this.#header;
    return Array.from({ length: height }, (_, y) => {
      const start = ((top + y) * this.#header.width + left) * samples;
      return this.#pixels.subarray(start, start + width * samples);
    });
  }

  /** A frame as a PNG file of its own. */
  #singleFile({ width, height, data }: Frame): Uint8Array<ArrayBuffer> {
    const { depth, colour, interlaced } = this.#header;
    const first = new Uint8Array(13);
    const view = new DataView(first.buffer);
    view.setUint32(0, width);
    view.setUint32(4, height);
    first.set([depth, COLOUR_TYPES[colour], 0, 0, interlaced ? 1 : 0], 8);
    const parts = [["IHDR", first], ...this.#shared, ...data.map((each) => ["IDAT", each] as const)] as const;
    const file = new Uint8Array(8 + parts.reduce((sum, [, bytes]) => sum + bytes.length + 12, 0));
    file.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const fileView = new DataView(file.buffer);
    let at = 8;
    for (const [name, bytes] of parts) {
      fileView.setUint32(at, bytes.length);
      file.set(
        Uint8Array.from(name, (letter) => letter.charCodeAt(0)),
        at + 4,
      );
      file.set(bytes, at + 8);
      fileView.setUint32(at + 8 + bytes.length, crc32(file.subarray(at + 4, at + 8 + bytes.length)));
      at += bytes.length + 12;
    }
    return file;
  }
}

const COLOUR_TYPES = { gray: 0, rgb: 2, palette: 3, "gray-alpha": 4, "rgb-alpha": 6 } as const;
