import { pixelsFromBytes } from "../model/dtype.ts";
import type { DecodedPicture } from "./codec.ts";
import type { ByteFilter } from "./byteFilters.ts";
import { decompressorOn } from "./decompressors.ts";
import { loadKernel } from "./kernel.ts";
import { checkPictureSize, corruptPicture, type PictureDecoder, type PictureOptions } from "./pictures.ts";
import { pngPasses, pngRowBytes, type PngPass } from "./pngRows.ts";
import { pngChunks, readPngHeader, storedSamples, type PngHeader } from "./pngStructure.ts";

export { readPngHeader } from "./pngStructure.ts";

/** How a PNG file is decoded. */
export type PngOptions = PictureOptions & {
  /**
   * What a tRNS chunk does: `ignore` (default; as the reference's reader does it) leaves gray, RGB or the palette's RGB as
   * they are; `alpha` adds a last sample, 0 or the palette's alpha where transparent. Real alpha channels are always kept.
   */
  transparency?: "ignore" | "alpha";
};

/**
 * PNG of every colour type and depth, interlaced or not. Gray of 1, 2 and 4 bits is stretched to 8 (factors 255, 85, 17), a
 * palette becomes its RGB, 16 bits stay 16. Nothing is colour-managed: gAMA, sRGB and iCCP are left alone. Of an animated
 * PNG the picture that every reader shows is decoded.
 */
export async function loadPngDecoder(): Promise<PictureDecoder<PngOptions>> {
  const kernel = await loadKernel();
  return (bytes, options = {}) => {
    const header = readPngHeader(bytes);
    const hasAlpha = header.colour === "gray-alpha" || header.colour === "rgb-alpha";
    const addsAlpha = options.transparency === "alpha" && header.transparency !== null && !hasAlpha;
    const samples = header.samples + (addsAlpha ? 1 : 0);
    checkPictureSize("PNG", { ...header, samples }, options);
    const bitsPerPixel = storedSamples(header.colour) * header.depth;
    const passes = pngPasses(header.width, header.height, header.interlaced);
    const stored = passes.map(({ width, height }) => ({ rows: height, rowBytes: pngRowBytes(width, bitsPerPixel) }));
    const filters: ByteFilter[] = [
      { id: "png-rows", passes: stored, pixelBytes: Math.max(1, bitsPerPixel >> 3) },
      ...(header.depth === 16 ? [{ id: "swap-bytes", itemBytes: 2 } as const] : []),
    ];
    const size = stored.reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0);
    const { decode } = decompressorOn(kernel, { id: "zlib" }, filters);
    const paint = painter(header, samples);
    if (paint === null && header.depth >= 8 && !header.interlaced) {
      const { width, height, dtype, bits } = header;
      const rows = decode(imageData(bytes), size, options.room);
      return { width, height, samples, dtype, bits, pixels: pixelsFromBytes(dtype, rows) };
    }
    const rows = decode(imageData(bytes), size);
    const picture = emptyPicture(header, samples);
    let offset = 0;
    for (const [index, pass] of passes.entries()) {
      const { rowBytes } = stored[index]!;
      placePass(picture, rows.subarray(offset, offset + pass.height * rowBytes), pass, header, paint);
      offset += pass.height * rowBytes;
    }
    return picture;
  };
}

/**
 * All IDAT chunks as one.
 * @throws `corrupt` if there is none
 */
function imageData(bytes: Uint8Array): Uint8Array {
  const parts = [...pngChunks(bytes)].filter(({ name }) => name === "IDAT").map(({ data }) => data);
  if (parts.length === 0) throw corruptPicture("PNG", "it holds no pixels");
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

type PngPicture = DecodedPicture & { pixels: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> };

function emptyPicture(header: PngHeader, samples: number): PngPicture {
  const { width, height, dtype, bits } = header;
  const count = width * height * samples;
  const pixels = dtype === "uint16" ? new Uint16Array(count) : new Uint8Array(count);
  return { width, height, samples, dtype, bits, pixels };
}

/** Unpacks the rows of a pass into their places. */
function placePass(
  picture: PngPicture,
  rows: Uint8Array,
  pass: PngPass,
  { depth, colour }: PngHeader,
  paint: Painter | null,
): void {
  const { samples, pixels } = picture;
  const stored = storedSamples(colour);
  const rowBytes = pngRowBytes(pass.width, stored * depth);
  for (let y = 0; y < pass.height; y++) {
    const row = unpackRow(rows.subarray(y * rowBytes, (y + 1) * rowBytes), depth, pass.width * stored);
    const target = (pass.top + y * pass.stepY) * picture.width + pass.left;
    if (paint === null && pass.stepX === 1) pixels.set(row, target * samples);
    else if (paint === null) {
      for (let x = 0; x < pass.width; x++) {
        for (let sample = 0; sample < samples; sample++) {
          pixels[(target + x * pass.stepX) * samples + sample] = row[x * samples + sample]!;
        }
      }
    } else {
      for (let x = 0; x < pass.width; x++) paint(row, x * stored, pixels, (target + x * pass.stepX) * samples);
    }
  }
}

/** Values of a row: little-endian 16 bits, bytes, or packed from the high bits down. */
function unpackRow(bytes: Uint8Array, depth: number, values: number): Uint8Array | Uint16Array {
  if (depth === 8) return bytes;
  if (depth === 16) return new Uint16Array(bytes.buffer, bytes.byteOffset, values);
  const row = new Uint8Array(values);
  const perByte = 8 / depth;
  const mask = (1 << depth) - 1;
  for (let i = 0; i < values; i++) {
    row[i] = (bytes[Math.floor(i / perByte)]! >> (8 - depth * ((i % perByte) + 1))) & mask;
  }
  return row;
}

type Painter = (row: Uint8Array | Uint16Array, from: number, pixels: Uint8Array | Uint16Array, to: number) => void;

/** How a stored pixel becomes a decoded one; null where they are the same. */
function painter(header: PngHeader, samples: number): Painter | null {
  const { colour, depth, transparency } = header;
  if (header.palette !== null && colour === "palette") {
    const { palette } = header;
    return (row, from, pixels, to) => {
      const index = row[from]!;
      // An index beyond the palette is black, as in the reference's reader.
      for (let sample = 0; sample < 3; sample++) pixels[to + sample] = palette[3 * index + sample] ?? 0;
      if (samples === 4) pixels[to + 3] = transparency?.[index] ?? 255;
    };
  }
  const stored = storedSamples(colour);
  const factor = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
  if (samples === stored)
    return factor === 1 ? null : (row, from, pixels, to) => void (pixels[to] = row[from]! * factor);
  const opaque = depth === 16 ? 65535 : 255;
  const hidden = Array.from({ length: stored }, (_, sample) => {
    return ((transparency?.[2 * sample] ?? 0) << 8) | (transparency?.[2 * sample + 1] ?? 0);
  });
  return (row, from, pixels, to) => {
    let same = true;
    for (let sample = 0; sample < stored; sample++) {
      const value = row[from + sample]!;
      pixels[to + sample] = value * factor;
      same &&= value === hidden[sample];
    }
    pixels[to + stored] = same ? 0 : opaque;
  };
}
