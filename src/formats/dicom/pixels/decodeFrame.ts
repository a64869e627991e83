import type { DecodedPicture } from "../../../codecs/codec.ts";
import { loadDecompressor } from "../../../codecs/decompressors.ts";
import { swapByteOrder } from "../../../model/byteOrder.ts";
import { copyStrided } from "../../../model/copyBox.ts";
import { allocatePixels, bytesOfPixels, type DataType, itemSize, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { largestHonestBlock } from "../../../model/limits.ts";
import type { FrameCoding } from "../dataset/transferSyntax.ts";
import { applyPalette, fullSamples, type Palette, rgbOfYbr, tightenBits } from "./colours.ts";
import { hasLooseBits, type PixelFormat } from "./pixelFormat.ts";

/** What is needed to decode the frames of an instance. */
export type FrameForm = {
  format: PixelFormat;
  coding: FrameCoding;
  littleEndian: boolean;
  /** Colours that pixels are numbers of, where they are to be applied. */
  palette: Palette | null;
  /** Colours of two pixels are stored once. */
  isHalved: boolean;
};

/** The pixels of a frame from its bytes: rows × columns × `shownSamples`, of `shownType`. `frame`: bits of frames follow one another without gaps. */
export type FrameDecoder = (stored: Uint8Array, frame: number) => PixelArray;

/** Samples of a pixel as it is given. */
export function shownSamples({ format, palette }: FrameForm): number {
  return palette === null ? format.samples : 3;
}

/** The type of a sample as it is given. */
export function shownType({ format, palette }: FrameForm): DataType {
  if (palette === null) return format.dtype;
  return palette.colours instanceof Uint8Array ? "uint8" : "uint16";
}

/** Whether Y, Cb and Cr are to become red, green and blue. JPEG 2000 does so with its own two. */
export function isYbr({ photometric, samples }: PixelFormat): boolean {
  return samples === 3 && /^YBR_FULL(_422)?$/.test(photometric);
}

/** Bits of a frame that is not encoded. */
export function frameBits({ format, isHalved }: Pick<FrameForm, "format" | "isHalved">): number {
  const { rows, columns, samples, allocated } = format;
  return rows * columns * (isHalved ? 2 : samples) * allocated;
}

/** Loads what decodes frames: samples together, little-endian, bits and colours put right. */
export async function loadFrameDecoder(form: FrameForm): Promise<FrameDecoder> {
  const { format, palette } = form;
  const decode = await loadDecoder(form);
  const isLoose = hasLooseBits(format);
  return (stored, frame) => {
    const { pixels, isRgb } = decode(stored, frame);
    if (isLoose) tightenBits(pixels, format);
    if (palette !== null) return applyPalette(pixels, palette);
    if (isYbr(format) && !isRgb) rgbOfYbr(pixels, format.stored);
    return pixels;
  };
}

type Decoded = { pixels: PixelArray; isRgb: boolean };

async function loadDecoder(form: FrameForm): Promise<(stored: Uint8Array, frame: number) => Decoded> {
  const { format, coding } = form;
  const plain = (pixels: PixelArray): Decoded => ({ pixels, isRgb: false });
  const picture = (decode: (bytes: Uint8Array, cap: { maximumBytes: number }) => DecodedPicture) => {
    return (stored: Uint8Array): Decoded => plain(asFormat(decode(stored, capOf(format)), format));
  };
  switch (coding) {
    case "native":
      return (stored, frame) => plain(nativeFrame(stored, frame, form));
    case "deflate": {
      const inflate = await loadDecompressor({ id: "deflate" });
      return (stored) => plain(nativeFrame(inflate.decode(stored, bytesFor(form, stored)), 0, form));
    }
    case "rle": {
      const { loadRleDecoder } = await import("../../../codecs/dicomRle.ts");
      const decodeRle = await loadRleDecoder();
      const frame = {
        pixels: format.rows * format.columns,
        samples: format.samples,
        sampleBytes: Math.ceil(format.allocated / 8),
      };
      return (stored) => {
        const pixels = emptyFrame(format, stored);
        decodeRle(stored, frame, bytesOfPixels(pixels));
        return plain(pixels);
      };
    }
    case "jpeg":
      return jpegDecoder(format);
    case "jpeg-ls": {
      const { decodeJpegLs } = await import("../../../codecs/jpegLs.ts");
      return picture(decodeJpegLs);
    }
    case "jpeg-2000": {
      const { loadJpeg2000Decoder } = await import("../../../codecs/jpeg2000.ts");
      return picture(await loadJpeg2000Decoder());
    }
    case "jpeg-xl": {
      const { loadJpegXlDecoder } = await import("../../../codecs/jpegXl.ts");
      return picture(await loadJpegXlDecoder());
    }
  }
}

/** JPEG brings Y, Cb and Cr to full size on its way to colours; without loss there is no such way. */
async function jpegDecoder(format: PixelFormat): Promise<(stored: Uint8Array) => Decoded> {
  const { loadJpegDecoder, readJpegHeader } = await import("../../../codecs/jpeg.ts");
  const decode = await loadJpegDecoder();
  return (stored) => {
    const { process, adobeTransform, sampling } = readJpegHeader(stored);
    // Nobody stores red at half size: what the file calls RGB is not.
    const isSubsampled = sampling.some(({ horizontal, vertical }) => horizontal > 1 || vertical > 1);
    const isStored = isYbr(format) ? adobeTransform !== 0 : isSubsampled;
    const isRgb = process !== "lossless";
    const colorTransform = format.samples === 3 && isStored ? "ycbcr-to-rgb" : "none";
    return { pixels: asFormat(decode(stored, { ...capOf(format), colorTransform }), format), isRgb };
  };
}

function capOf({ rows, columns, samples, dtype }: PixelFormat): { maximumBytes: number } {
  // Some encoders give 16 bits where 8 carry data.
  return { maximumBytes: rows * columns * samples * Math.max(2, itemSize(dtype)) };
}

/** Refuses frames that are far larger than what is stored of them. */
function emptyFrame({ rows, columns, samples, dtype }: PixelFormat, stored: Uint8Array): PixelArray {
  const values = rows * columns * samples;
  if (values * itemSize(dtype) > largestHonestBlock(stored.length)) {
    throw new ZarrdropError("limit", "A frame is too large for what is stored of it.");
  }
  return allocatePixels(dtype, values);
}

function bytesFor(form: FrameForm, stored: Uint8Array): number {
  const bytes = Math.ceil(frameBits(form) / 8);
  if (bytes <= largestHonestBlock(stored.length)) return bytes;
  throw new ZarrdropError("limit", "A frame is too large for what is stored of it.");
}

/** A picture as values of the file's type. */
function asFormat(picture: DecodedPicture, { rows, columns, samples, dtype }: PixelFormat): PixelArray {
  const { width, height, pixels } = picture;
  if (width !== columns || height !== rows || picture.samples !== samples) {
    throw new ZarrdropError("corrupt", "A frame has another size than the file says.", {
      technical: `${width} × ${height} × ${picture.samples}, not ${columns} × ${rows} × ${samples}`,
    });
  }
  if (picture.dtype === dtype) return pixels;
  const values = allocatePixels(dtype, pixels.length);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    throw new ZarrdropError("unsupported-feature", "Encoded values of 64 bits are not read.");
  }
  // Integers keep their bits: a sign is where the file has it.
  values.set(pixels as Exclude<PixelArray, BigInt64Array | BigUint64Array>);
  return values;
}

function nativeFrame(stored: Uint8Array, frame: number, { format, littleEndian, isHalved }: FrameForm): PixelArray {
  const { rows, columns, samples, dtype, allocated, isPlanar } = format;
  const values = rows * columns * samples;
  if (allocated === 1) return bitsOf(stored, ((frame % 8) * (values % 8)) % 8, values);
  const read = allocatePixels(dtype, isHalved ? rows * columns * 2 : values);
  const bytes = bytesOfPixels(read);
  if (stored.length < bytes.length) throw new ZarrdropError("corrupt", "A frame ends too early.");
  bytes.set(stored.subarray(0, bytes.length));
  if (!littleEndian) swapByteOrder(bytes, itemSize(dtype));
  if (!isHalved && !isPlanar) return read;
  const pixels = allocatePixels(dtype, values);
  if (isHalved) fullSamples(read, pixels);
  else interleave(read, pixels, samples);
  return pixels;
}

function bitsOf(stored: Uint8Array, skipped: number, count: number): Uint8Array {
  if (stored.length * 8 < skipped + count) throw new ZarrdropError("corrupt", "A frame ends too early.");
  return Uint8Array.from({ length: count }, (_, at) => (stored[(skipped + at) >> 3]! >> ((skipped + at) & 7)) & 1);
}

function interleave(planes: PixelArray, pixels: PixelArray, samples: number): void {
  const count = planes.length / samples;
  for (let sample = 0; sample < samples; sample++) {
    copyStrided(planes, sample * count, [1], pixels, sample, [samples], [count]);
  }
}
