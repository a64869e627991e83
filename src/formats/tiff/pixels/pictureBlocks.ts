import type { DecodedPicture, Decompressor } from "../../../codecs/codec.ts";
import { loadDecompressor } from "../../../codecs/compressors.ts";
import { loadJpegDecoder, type JpegColorTransform } from "../../../codecs/jpeg.ts";
import { loadJpeg2000Decoder } from "../../../codecs/jpeg2000.ts";
import { loadJpegXlDecoder } from "../../../codecs/jpegXl.ts";
import { type JpegXrPicture, loadJpegXrDecoder } from "../../../codecs/jpegXr.ts";
import { loadLercDecoder } from "../../../codecs/lerc.ts";
import { loadPngDecoder } from "../../../codecs/png.ts";
import { loadWebpDecoder } from "../../../codecs/webp.ts";
import {
  allocatePixels,
  bytesOfPixels,
  itemSize,
  type DataType,
  pixelsFromBytes,
  type PixelArray,
} from "../../../model/dtype.ts";
import { assertNever, ZarrdropError } from "../../../model/errors.ts";
import type { BlockDecoder } from "./blockDecoder.ts";
import type { BlockBox } from "./blockGrid.ts";
import type { PictureCodec } from "./compression.ts";
import { copyBlock } from "../../../model/copyBlock.ts";
import type { TiffPage } from "../container/page.ts";
import { PHOTOMETRIC, TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Decodes one block's picture as the codec stores it. */
type PictureBlock = (encoded: Uint8Array, room: Uint8Array<ArrayBuffer> | undefined, box: BlockBox) => DecodedPicture;

/** Decoder for blocks that are pictures of their own. */
export async function loadPictureDecoder(file: TiffFile, page: TiffPage, codec: PictureCodec): Promise<BlockDecoder> {
  const decode = await loadPictureBlock(file, page, codec);
  const { dtype } = page.pixel!; // `checkDecodable` has seen it.
  return (encoded, box, room) => fitPicture(decode(encoded, room, box), box, page, dtype, file.name);
}

async function loadPictureBlock(file: TiffFile, page: TiffPage, codec: PictureCodec): Promise<PictureBlock> {
  const maximumBytes = largestPicture(page);
  switch (codec) {
    case "jpeg": {
      const decode = await loadJpegDecoder();
      const tables = await file.bytes(page, TAG.JPEGTables);
      return (encoded, room) => {
        const colorTransform = jpegColors(page, encoded);
        return decode(encoded, { colorTransform, maximumBytes, room, ...(tables === null ? {} : { tables }) });
      };
    }
    case "old-jpeg": {
      const decode = await loadJpegDecoder();
      const { oldJpegStream } = await import("./oldJpeg.ts");
      const streamOf = await oldJpegStream(file, page);
      const colorTransform = page.photometric === PHOTOMETRIC.YCbCr ? "ycbcr-to-rgb" : "none";
      return (encoded, room, box) => {
        // Of the last strip there is only what is on the page.
        const rows = page.tile === null ? Math.min(box.height, page.height - box.y) : box.height;
        return decode(streamOf(encoded, rows, box.width), { colorTransform, maximumBytes, room });
      };
    }
    case "jpeg2000": {
      const decode = await loadJpeg2000Decoder();
      return (encoded, room) => decode(encoded, { maximumBytes, room });
    }
    case "jpegxl": {
      const decode = await loadJpegXlDecoder();
      return (encoded, room) => decode(encoded, { maximumBytes, room });
    }
    case "jpegxr": {
      const decode = await loadJpegXrDecoder();
      return (encoded, room) => redFirst(decode(encoded, { maximumBytes, room }));
    }
    case "lerc": {
      const decode = await loadLercDecoder();
      const unwrap = await loadLercWrapping(file, page);
      return (encoded, room) =>
        decode(unwrap === null ? encoded : unwrap.decode(encoded, { atMost: maximumBytes }), { maximumBytes, room });
    }
    case "png": {
      const decode = await loadPngDecoder();
      return (encoded, room) => decode(encoded, { maximumBytes, room });
    }
    case "webp": {
      const decode = await loadWebpDecoder();
      // An opaque alpha channel may have been left out.
      const samples = page.samples === 4 ? 4 : 3;
      return (encoded, room) => decode(encoded, { samples, maximumBytes, room });
    }
    default:
      return assertNever(codec);
  }
}

/** A LERC blob may be compressed once more: the second of LercParameters is 0 (not), 1 (deflate) or 2 (zstd). */
async function loadLercWrapping(file: TiffFile, page: TiffPage): Promise<Decompressor | null> {
  const wrapping = (await file.numbers(page, TAG.LercParameters))?.[1] ?? 0;
  if (wrapping === 0) return null;
  if (wrapping === 1) return loadDecompressor({ id: "zlib" });
  if (wrapping === 2) return loadDecompressor({ id: "zstd" });
  throw new ZarrdropError(
    "unsupported-feature",
    `${file.name} cannot be read: its LERC data are wrapped in an unknown way.`,
    {
      file: file.name,
      technical: `LercParameters ${wrapping}`,
    },
  );
}

/** A picture may be larger than its block by padding, but not by much: four times is beyond any writer. */
function largestPicture(page: TiffPage): number {
  const width = page.tile?.width ?? page.width;
  const height = page.tile?.height ?? page.rowsPerStrip;
  return Math.max(2 ** 20, (width + 64) * (height + 64) * Math.max(4, page.samples) * 2 * (page.tile?.depth ?? 1));
}

/**
 * tifffile's rule: YCbCr becomes RGB; RGB pixels are taken as they are unless the picture says by a JFIF segment that it is
 * YCbCr (Aperio's slides say nothing and hold RGB).
 */
function jpegColors(page: TiffPage, encoded: Uint8Array): JpegColorTransform {
  if (page.planar) return "none";
  if (page.photometric !== PHOTOMETRIC.RGB || page.extraSamples.length > 0) return "auto";
  const isJfif = encoded[6] === 0x4a && encoded[7] === 0x46 && encoded[8] === 0x49 && encoded[9] === 0x46;
  return isJfif ? "auto" : "none";
}

/** TIFF's RGB is red first; some JPEG XR formats are blue first. */
function redFirst(picture: JpegXrPicture): DecodedPicture {
  const { pixels, samples } = picture;
  if (!picture.blueFirst) return picture;
  for (let at = 0; at + 2 < pixels.length; at += samples) {
    const blue = pixels[at]!;
    pixels[at] = pixels[at + 2]!;
    pixels[at + 2] = blue;
  }
  return picture;
}

/** A picture as the pixels of a block: cut where it is larger, filled with 0 where the page ends; errors where it lacks pixels. */
function fitPicture(picture: DecodedPicture, box: BlockBox, page: TiffPage, dtype: DataType, file: string): PixelArray {
  const height = box.depth * box.height;
  const neededWidth = Math.min(box.width, page.width - box.x);
  const neededHeight = box.depth > 1 ? height : Math.min(box.height, page.height - box.y);
  if (picture.samples !== box.samples || picture.width < neededWidth || picture.height < neededHeight) {
    throw new ZarrdropError("corrupt", `${file} is damaged: a part of its image has the wrong size.`, {
      file,
      technical: `${picture.width} × ${picture.height} × ${picture.samples}, not ${box.width} × ${height} × ${box.samples}`,
    });
  }
  const pixels = asType(picture.pixels, picture.dtype, dtype);
  if (picture.width === box.width && picture.height === height) return pixels;
  const whole = allocatePixels(dtype, height * box.width * box.samples);
  const shape = [Math.min(height, picture.height), Math.min(box.width, picture.width) * box.samples];
  copyBlock(
    { pixels, offset: 0, strides: [picture.width * box.samples, 1] },
    { pixels: whole, offset: 0, strides: [box.width * box.samples, 1] },
    shape,
    1,
  );
  return whole;
}

/** The same numbers in the page's type: another sign costs nothing, narrower numbers are widened. */
function asType(pixels: PixelArray, from: DataType, to: DataType): PixelArray {
  if (from === to) return pixels;
  if (itemSize(from) === itemSize(to)) return pixelsFromBytes(to, bytesOfPixels(pixels));
  const converted = allocatePixels(to, pixels.length);
  for (let index = 0; index < pixels.length; index++) converted[index] = pixels[index]!;
  return converted;
}
