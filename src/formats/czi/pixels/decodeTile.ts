import { type ByteFilter } from "../../../codecs/byteFilters.ts";
import type { Decompressor } from "../../../codecs/codec.ts";
import { type DecompressorConfiguration, loadDecompressor } from "../../../codecs/decompressors.ts";
import { loadJpegDecoder } from "../../../codecs/jpeg.ts";
import { loadJpegXrDecoder } from "../../../codecs/jpegXr.ts";
import {
  allocatePixels,
  bytesOfPixels,
  type DataType,
  type PixelArray,
  pixelsFromBytes,
} from "../../../model/dtype.ts";
import { assertNever } from "../../../model/errors.ts";
import type { Compression } from "../container/compression.ts";
import { corruptCzi } from "../errors.ts";
import type { TileFormat } from "./tileFormat.ts";
import { type PixelType, pixelBytes, pixelElements } from "../container/pixelType.ts";
import { actualSize, isUncompressedAfterAll, type TileSize } from "../quirks.ts";
import { zstdContentSize } from "./zstdContentSize.ts";

/**
 * Decodes the data of a sub-block: C order (plane, y, x, sample), samples as red, green, blue(, alpha), in the scene's data type, as bytes.
 * They may be a view of what was given or of `room` (memory that is lent for them), and need not be aligned to the data type.
 */
export type TileDecoder = (
  data: Uint8Array<ArrayBuffer>,
  format: TileFormat,
  room?: Uint8Array<ArrayBuffer>,
) => Uint8Array<ArrayBuffer>;

/** The decoder for a file and a compression. Its errors: `corrupt` with the file's name, those of the codecs. */
export async function loadTileDecoder(compression: Compression, file: string): Promise<TileDecoder> {
  const decode = await loadPlainDecoder(compression, file);
  const decodeRaw = uncompressed(file);
  return (data, format, room) => {
    const plain = isUncompressedAfterAll(data, format) ? decodeRaw(data, format) : decode(data, format, room);
    return widen(plain, format);
  };
}

/** Pixels in the order red, green, blue and of the stored size. */
async function loadPlainDecoder(compression: Compression, file: string): Promise<TileDecoder> {
  switch (compression) {
    case "none":
      return uncompressed(file);
    case "lzw":
      return decompressed(await loadDecompressor({ id: "lzw" }), file);
    case "zstd":
      return decompressed(await loadDecompressor({ id: "zstd" }), file);
    case "zstd-with-header":
      return zstdWithHeader(file);
    case "jpeg":
      return jpeg(file);
    case "jpeg-xr":
      return jpegXr(file);
    default:
      return assertNever(compression);
  }
}

/** Bytes of the decoded data as they are stored. */
function decodedBytes({ type, width, height, planes }: TileFormat): number {
  return width * height * planes * pixelBytes(type);
}

function uncompressed(file: string): TileDecoder {
  return (data, format) => {
    const stored = data.subarray(0, decodedBytes(format));
    // What was read may be shared and must not be changed.
    return fromBytes(format.type.samples === 1 ? stored : stored.slice(), format, file);
  };
}

function decompressed(decompressor: Decompressor, file: string): TileDecoder {
  return (data, format, room) => {
    const stated = zstdContentSize(data);
    const wanted = decodedBytes(format);
    // A frame of a slightly other size is decoded as it is and made to fit.
    const size = stated !== null && actualSize(stated, format) !== null ? stated : wanted;
    return fromBytes(decompressor.decode(data, size, room), format, file);
  };
}

/** Stored bytes as pixels: as many as the tile has, or a row or a column more or less. */
function fromBytes(bytes: Uint8Array<ArrayBuffer>, format: TileFormat, file: string): Uint8Array<ArrayBuffer> {
  const size = actualSize(bytes.length, format);
  if (size === null) {
    throw corruptCzi(file, "a tile has too few pixels", `${bytes.length} of ${decodedBytes(format)} bytes`);
  }
  return redFirst(fitted(bytes, size, format), format.type);
}

/**
 * "zstd1": a header before the frame. Its first byte is its length: 1, or 3 with a chunk of type 1 whose value's lowest bit says that the low
 * bytes of all 16-bit numbers come before the high ones.
 */
async function zstdWithHeader(file: string): Promise<TileDecoder> {
  const configuration: DecompressorConfiguration = { id: "zstd" };
  const packed: ByteFilter[] = [{ id: "unshuffle", itemBytes: 2 }];
  const plain = decompressed(await loadDecompressor(configuration), file);
  const unpacking = decompressed(await loadDecompressor(configuration, packed), file);
  return (data, format, room) => {
    const length = data[0];
    if (length === 1) return plain(data.subarray(1), format, room);
    if (length !== 3 || data[1] !== 1) {
      throw corruptCzi(file, "a compressed tile begins wrongly", `zstd1 header ${data.subarray(0, 3).join(" ")}`);
    }
    return ((data[2]! & 1) === 1 ? unpacking : plain)(data.subarray(3), format, room);
  };
}

async function jpeg(file: string): Promise<TileDecoder> {
  const decode = await loadJpegDecoder();
  return (data, format, room) => {
    // Samples come out as red, green, blue.
    const picture = decode(data, { maximumBytes: pictureCap(format), room });
    checkKind(picture, format, file);
    return fitted(bytesOfPixels(picture.pixels), picture, format);
  };
}

async function jpegXr(file: string): Promise<TileDecoder> {
  const decode = await loadJpegXrDecoder();
  return (data, format, room) => {
    const picture = decode(data, { maximumBytes: pictureCap(format), room });
    checkKind(picture, format, file);
    const pixels = fitted(bytesOfPixels(picture.pixels), picture, format);
    // 24-bit tiles are stored blue first, 48-bit ones red first: the picture says which.
    return picture.blueFirst ? redFirst(pixels, format.type) : pixels;
  };
}

/** A picture may be somewhat larger than its tile, see `fitted`. */
function pictureCap({ type, width, height }: TileFormat): number {
  return (width + LARGEST_DIFFERENCE) * (height + LARGEST_DIFFERENCE) * pixelBytes(type);
}

type Picture = TileSize & { samples: number; dtype: DataType; pixels: PixelArray };

/** Pixels by which a picture may be larger or smaller than its tile, on each side. */
const LARGEST_DIFFERENCE = 16;

function checkKind(picture: Picture, { type, planes, width, height }: TileFormat, file: string): void {
  const isOfSize =
    Math.abs(picture.width - width) <= LARGEST_DIFFERENCE && Math.abs(picture.height - height) <= LARGEST_DIFFERENCE;
  if (isOfSize && picture.samples === type.samples && picture.dtype === type.dtype && planes === 1) return;
  throw corruptCzi(
    file,
    "a tile holds other pixels than the list of tiles says",
    `${picture.width} × ${picture.height} × ${picture.samples} ${picture.dtype}, not ${width} × ${height} ${type.name}`,
  );
}

/** Pixels of another size than the tile's are cut, or filled up with 0. */
function fitted(bytes: Uint8Array<ArrayBuffer>, stored: TileSize, format: TileFormat): Uint8Array<ArrayBuffer> {
  const { type, width, height, planes } = format;
  if (stored.width === width && stored.height === height) return bytes;
  const pixel = pixelBytes(type);
  const result = new Uint8Array(decodedBytes(format));
  const rows = Math.min(height, stored.height);
  const count = Math.min(width, stored.width) * pixel;
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < rows; row++) {
      const start = (plane * stored.height + row) * stored.width * pixel;
      result.set(bytes.subarray(start, start + count), (plane * height + row) * width * pixel);
    }
  }
  return result;
}

/** Turns blue, green, red into red, green, blue, in place. */
function redFirst(bytes: Uint8Array<ArrayBuffer>, type: PixelType): Uint8Array<ArrayBuffer> {
  if (type.samples === 1) return bytes;
  // Bytes of several samples are always in a buffer of their own, so that this is a view. It only moves elements within one array.
  const values = pixelsFromBytes(type.dtype, bytes) as Uint8Array;
  const step = pixelElements(type);
  const lanes = step / type.samples;
  for (let pixel = 0; pixel < values.length; pixel += step) {
    for (let lane = 0; lane < lanes; lane++) {
      const first = pixel + lane;
      const third = first + 2 * lanes;
      const blue = values[first]!;
      values[first] = values[third]!;
      values[third] = blue;
    }
  }
  return bytes;
}

/** The values in the scene's data type, which is at least as wide. */
function widen(bytes: Uint8Array<ArrayBuffer>, { type, dtype }: TileFormat): Uint8Array<ArrayBuffer> {
  if (type.dtype === dtype) return bytes;
  const pixels = pixelsFromBytes(type.dtype, bytes);
  const widened = allocatePixels(dtype, pixels.length);
  // Neither is of 64-bit integers or complex: `commonDataType` knows no such mixture. Numbers convert element by element.
  (widened as Float64Array).set(pixels as Float64Array);
  return bytesOfPixels(widened);
}
