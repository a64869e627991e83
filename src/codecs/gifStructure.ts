import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { corruptPicture } from "./pictures.ts";

/** One image of a GIF file, not yet decoded. */
export type GifImage = {
  left: number;
  top: number;
  width: number;
  height: number;
  interlaced: boolean;
  /** The image's own colours; null if it uses the file's. */
  palette: GifPalette | null;
  /** The index that leaves what was there before; null for none. */
  transparent: number | null;
  /** What happens to the image's place before the next: 2 background, 3 (and above) what was there before, else nothing. */
  disposal: number;
  /** Seconds. */
  duration: number;
  minimumCodeSize: number;
  /** Of the first sub-block of codes. */
  dataOffset: number;
};

/** 256 × RGB, black where the file has fewer entries; "gray" for entries that are 0, 1, 2, … themselves. */
export type GifPalette = Uint8Array | "gray";

/** A GIF file taken apart; nothing is decoded yet. */
export type GifStructure = {
  /** The canvas: the file's screen, or more where an image reaches beyond it. */
  width: number;
  height: number;
  palette: GifPalette | null;
  background: number;
  images: readonly GifImage[];
};

/**
 * Walks the blocks of a GIF (GIF89a specification, sections 17–26) without decoding any image. Bytes between blocks are
 * skipped, a missing trailer is accepted.
 * @throws `corrupt` where there is no image at all, `limit`
 */
export function readGifStructure(bytes: Uint8Array): GifStructure {
  const signature = String.fromCharCode(...bytes.subarray(0, 6));
  if (signature !== "GIF87a" && signature !== "GIF89a")
    throw corruptPicture("GIF", "it does not begin like a GIF file");
  if (bytes.length < 13) throw corruptPicture("GIF", "it ends in its header");
  const word = (offset: number): number => bytes[offset]! | (bytes[offset + 1]! << 8);
  const screen = bytes[10]!;
  let position = 13;
  let palette: GifPalette | null = null;
  if ((screen & 0x80) !== 0) {
    palette = readPalette(bytes, position, screen);
    position += 3 << ((screen & 7) + 1);
  }
  const images: GifImage[] = [];
  let control = { transparent: null as number | null, duration: 0 };
  // An image that does not say how it is disposed of is treated as the one before it.
  let disposal = 0;
  while (position < bytes.length && bytes[position] !== 0x3b) {
    const introducer = bytes[position]!;
    if (introducer === 0x21) {
      const body = position + 3;
      if (bytes[position + 1] === 0xf9 && bytes[position + 2]! >= 4 && body + 4 <= bytes.length) {
        const flags = bytes[body]!;
        disposal = (flags >> 2) & 7 || disposal;
        control = { transparent: flags & 1 ? bytes[body + 3]! : null, duration: word(body + 1) / 100 };
      }
      position = skipSubBlocks(bytes, position + 2);
    } else if (introducer === 0x2c) {
      if (position + 11 > bytes.length) break;
      const flags = bytes[position + 9]!;
      const own = (flags & 0x80) !== 0 ? 3 << ((flags & 7) + 1) : 0;
      const codes = position + 10 + own;
      if (codes >= bytes.length) break;
      if (images.length >= LIMITS.linkedEntries) throw new ZarrdropError("limit", "The GIF file has too many images.");
      images.push({
        left: word(position + 1),
        top: word(position + 3),
        width: word(position + 5),
        height: word(position + 7),
        interlaced: (flags & 0x40) !== 0,
        palette: own > 0 ? readPalette(bytes, position + 10, flags) : null,
        disposal,
        ...control,
        minimumCodeSize: bytes[codes]!,
        dataOffset: codes + 1,
      });
      control = { transparent: null, duration: 0 };
      position = skipSubBlocks(bytes, codes + 1);
    } else {
      position += 1;
    }
  }
  if (images.length === 0) throw corruptPicture("GIF", "it holds no image");
  return {
    width: images.reduce((width, image) => Math.max(width, image.left + image.width), word(6)),
    height: images.reduce((height, image) => Math.max(height, image.top + image.height), word(8)),
    palette,
    background: palette === null ? 0 : bytes[11]!,
    images,
  };
}

function readPalette(bytes: Uint8Array, offset: number, flags: number): GifPalette {
  const entries = 2 << (flags & 7);
  const palette = new Uint8Array(768);
  palette.set(bytes.subarray(offset, offset + 3 * entries));
  for (let index = 0; index < entries; index++) {
    if (palette[3 * index] !== index || palette[3 * index + 1] !== index || palette[3 * index + 2] !== index)
      return palette;
  }
  return "gray";
}

function skipSubBlocks(bytes: Uint8Array, offset: number): number {
  let position = offset;
  while (position < bytes.length && bytes[position] !== 0) position += bytes[position]! + 1;
  return position + 1;
}
