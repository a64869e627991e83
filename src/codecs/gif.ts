import { ZarrdropError } from "../model/errors.ts";
import type { DecodedPicture } from "./codec.ts";
import { decodeGifImage, deinterlaceGif } from "./gifLzw.ts";
import { readGifStructure, type GifImage, type GifPalette, type GifStructure } from "./gifStructure.ts";
import { checkPictureSize, type Animation, type PictureHeader, type PictureOptions } from "./pictures.ts";

/**
 * Opens a GIF. Frames are composed as the reference's reader (imageio over Pillow) does it:
 * - 1 sample where the first frame's colours are the gray ramp itself and no later frame has other ones; else RGB: the
 *   colour of the transparent index is shown where nothing was painted;
 * - RGBA where a first frame with transparency is followed by frames with colours of their own: transparent is then 0.
 * The canvas begins with the first frame's transparent index (else 0). `bytes` is copied.
 * @throws `corrupt`, `limit`; a frame that is damaged fails when it is asked for
 */
export function openGif(bytes: Uint8Array, options: PictureOptions = {}): Animation {
  const structure = readGifStructure(bytes);
  const header = headerOf(structure);
  checkPictureSize("GIF", header, options);
  const copy = bytes.slice();
  let canvas = new Canvas(structure, header);
  let painted = 0;
  return {
    header,
    frames: structure.images.length,
    durations: structure.images.map((image) => image.duration),
    frame(index) {
      if (!(index >= 0 && index < structure.images.length)) throw new ZarrdropError("internal", `No frame ${index}.`);
      if (index + 1 < painted) {
        canvas = new Canvas(structure, header);
        painted = 0;
      }
      for (; painted <= index; painted++) canvas.paint(painted, decodeImage(copy, structure.images[painted]!));
      return canvas.picture();
    },
  };
}

/** The first image's palette: the canvas holds its indices until other colours come in. */
function basePalette(structure: GifStructure): GifPalette {
  return structure.images[0]?.palette ?? structure.palette ?? "gray";
}

function headerOf(structure: GifStructure): PictureHeader {
  const [first, ...others] = structure.images;
  const recoloured = others.some((image) => image.palette instanceof Uint8Array);
  let samples = basePalette(structure) === "gray" && !recoloured ? 1 : 3;
  if (recoloured && first?.transparent !== null) samples = 4;
  return { width: structure.width, height: structure.height, samples, dtype: "uint8", bits: 8 };
}

function decodeImage(bytes: Uint8Array, image: GifImage): Uint8Array {
  const { width, height } = image;
  const indices = decodeGifImage(bytes, image.dataOffset, image.minimumCodeSize, width * height);
  return image.interlaced ? deinterlaceGif(indices, width, height) : indices;
}

type Rectangle = { left: number; top: number; width: number; height: number };

/**
 * What was painted so far: indices while all frames use the first one's colours, from the first frame with others on RGBA.
 */
class Canvas {
  readonly #structure: GifStructure;
  readonly #header: PictureHeader;
  readonly #base: GifPalette;
  /** Values per pixel: 1 index, or 4 of RGBA. */
  #depth: 1 | 4 = 1;
  #pixels: Uint8Array<ArrayBuffer>;
  /** The index that stands for "nothing here" while the canvas holds indices. */
  readonly #transparent: number | null;
  /** Done before the next frame is painted. */
  #dispose: (() => void) | null = null;

  constructor(structure: GifStructure, header: PictureHeader) {
    this.#structure = structure;
    this.#header = header;
    this.#base = basePalette(structure);
    this.#transparent = structure.images[0]?.transparent ?? null;
    this.#pixels = new Uint8Array(header.width * header.height).fill(this.#transparent ?? 0);
  }

  paint(index: number, indices: Uint8Array): void {
    const image = this.#structure.images[index]!;
    this.#dispose?.();
    if (index > 0 && this.#depth === 1 && image.palette instanceof Uint8Array) this.#useColours();
    const palette = image.palette ?? this.#structure.palette ?? "gray";
    this.#dispose = this.#disposalOf(image, index, palette);
    // The first image paints its transparent pixels too: they are what the canvas already holds.
    const skipped = index === 0 ? null : image.transparent;
    this.#eachPixel(image, (target, source) => {
      const value = indices[source]!;
      if (value === skipped) return;
      if (this.#depth === 1) this.#pixels[target] = value;
      else this.#putColour(target, palette, value, 255);
    });
  }

  picture(): DecodedPicture {
    const { width, height, samples } = this.#header;
    const pixels = new Uint8Array(width * height * samples);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const value = this.#pixels[pixel * this.#depth]!;
      for (let sample = 0; sample < samples; sample++) {
        pixels[pixel * samples + sample] =
          this.#depth === 4
            ? this.#pixels[4 * pixel + sample]!
            : sample < 3
              ? colour(this.#base, value, sample)
              : alpha(value, this.#transparent);
      }
    }
    return { ...this.#header, pixels };
  }

  #disposalOf(image: GifImage, index: number, palette: GifPalette): (() => void) | null {
    if (image.disposal < 2) return null;
    if (image.disposal === 2) {
      const value = (this.#depth === 1 ? this.#transparent : null) ?? image.transparent;
      const fill = value ?? this.#structure.background;
      return () =>
        this.#eachPixel(image, (target) => {
          if (this.#depth === 1) this.#pixels[target] = fill;
          else this.#putColour(target, palette, fill, value === null ? 255 : 0);
        });
    }
    // Before the first image there was nothing to go back to, unless its transparent index.
    if (index === 0 && image.transparent === null) return null;
    const saved: Uint8Array[] = [];
    this.#eachRow(image, (start, end) => saved.push(this.#pixels.slice(start, end)));
    return () => {
      let row = 0;
      this.#eachRow(image, (start) => this.#pixels.set(saved[row++]!, start));
    };
  }

  #useColours(): void {
    const indices = this.#pixels;
    this.#depth = 4;
    this.#pixels = new Uint8Array(indices.length * 4);
    for (let pixel = 0; pixel < indices.length; pixel++) {
      const value = indices[pixel]!;
      this.#putColour(pixel, this.#base, value, alpha(value, this.#transparent));
    }
  }

  #putColour(pixel: number, palette: GifPalette, index: number, opacity: number): void {
    for (let sample = 0; sample < 3; sample++) this.#pixels[4 * pixel + sample] = colour(palette, index, sample);
    this.#pixels[4 * pixel + 3] = opacity;
  }

  #eachPixel(place: Rectangle, visit: (target: number, source: number) => void): void {
    for (let y = 0; y < place.height; y++) {
      const start = (place.top + y) * this.#header.width + place.left;
      for (let x = 0; x < place.width; x++) visit(start + x, y * place.width + x);
    }
  }

  /** Ranges of `#pixels`, one a row. */
  #eachRow(place: Rectangle, visit: (start: number, end: number) => void): void {
    for (let y = 0; y < place.height; y++) {
      const start = ((place.top + y) * this.#header.width + place.left) * this.#depth;
      visit(start, start + place.width * this.#depth);
    }
  }
}

function colour(palette: GifPalette, index: number, sample: number): number {
  return palette === "gray" ? index : palette[3 * index + sample]!;
}

function alpha(index: number, transparent: number | null): number {
  return index === transparent ? 0 : 255;
}
