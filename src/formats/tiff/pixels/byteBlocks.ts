import type { ByteFilter } from "../../../codecs/byteFilters.ts";
import type { Decompressor } from "../../../codecs/codec.ts";
import { loadByteDecompressor, loadDecompressor } from "../../../codecs/compressors.ts";
import type { KernelCoding } from "../../../codecs/decompressors.ts";
import { itemSize, pixelsFromBytes, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { BlockDecoder } from "./blockDecoder.ts";
import type { BlockBox } from "./blockGrid.ts";
import { type ByteCodec, compressionOf, type FaxCodec } from "./compression.ts";
import type { TiffPage } from "../container/page.ts";
import type { PixelType } from "../container/pixelType.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { complexIntegerPixels, float24Pixels, numberBytes, reverseBits } from "./unpack.ts";

/** Decoder for blocks that are compressed as bytes: decompress, undo predictor and packing, bring to the machine's byte order. */
export async function loadByteDecoder(file: TiffFile, page: TiffPage, codec: ByteCodec): Promise<BlockDecoder> {
  const pixel = page.pixel!; // `checkDecodable` has seen it.
  const { littleEndian } = file.header;
  const rowValues = (page.tile?.width ?? page.width) * (page.planar ? 1 : page.samples);
  const filters = filtersFor(page, pixel, littleEndian, rowValues);
  const plain = codec.id === "fax" ? await faxOf(file, page, codec, rowValues) : await loadByteDecompressor(codec);
  const filter = await loadDecompressor({ id: "none" }, filters);
  const direct =
    codec.id === "lzma" || codec.id === "fax"
      ? inTwoSteps(plain, filters.length === 0 ? null : filter)
      : await loadDecompressor(codec, filters);
  const lenient = lenientDecoder(plain, filter);
  return (encoded, box, room) => {
    const rows = box.depth * box.height;
    const input = page.reversedBits ? reversed(encoded) : encoded;
    const wanted = storedRowBytes(pixel, rowValues) * rows;
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = direct.decode(input, wanted, room);
    } catch (error) {
      if (!(error instanceof ZarrdropError) || error.kind !== "corrupt") throw error;
      const rowBytes = storedRowBytes(pixel, rowValues);
      const most = wholeBlockRows(page) * rowBytes * 2 + PADDING_BYTES;
      bytes = lenient(input, { wanted, partial: partialBytes(page, box, rowBytes), most }, error);
    }
    return finish(bytes, pixel, littleEndian, rows * rowValues);
  };
}

/**
 * How the kernel decodes a page's blocks of so many rows; null where it takes more than the kernel to make pixels of them.
 */
export function kernelCoding({ header }: TiffFile, page: TiffPage, rows: number): KernelCoding | null {
  const compression = compressionOf(page.compression);
  const { pixel } = page;
  if (compression.kind !== "bytes" || pixel === null || page.reversedBits) return null;
  if (compression.codec.id === "lzma" || compression.codec.id === "fax") return null;
  if (pixel.kind !== "plain" && pixel.kind !== "packed") return null;
  const rowValues = (page.tile?.width ?? page.width) * (page.planar ? 1 : page.samples);
  return {
    configuration: compression.codec,
    filters: filtersFor(page, pixel, header.littleEndian, rowValues),
    decodedBytes: storedRowBytes(pixel, rowValues) * rows,
  };
}

/** A decoder of fax rows; whether those of group 3 are told from the ones above, a field says. */
async function faxOf(file: TiffFile, page: TiffPage, { scheme }: FaxCodec, width: number): Promise<Decompressor> {
  const { faxDecompressor } = await import("../../../codecs/fax.ts");
  if (scheme !== "group3") return faxDecompressor({ kind: scheme }, width);
  const [options = 0] = (await file.numbers(page, TAG.T4Options)) ?? [];
  return faxDecompressor({ kind: scheme, isMixed: options % 2 === 1 }, width);
}

/** Bytes that data may exceed twice their block by: a strip padded to whole sectors or to the size of its neighbours is smaller. */
const PADDING_BYTES = 2 ** 16;

/** For codecs outside the kernel, which do not undo filters. */
function inTwoSteps(plain: Decompressor, filter: Decompressor | null): Decompressor {
  if (filter === null) return plain;
  return { decode: (input, size, room) => filter.decode(plain.decode(input, size), size, room) };
}

/** What the kernel undoes after decompressing. */
function filtersFor(page: TiffPage, pixel: PixelType, littleEndian: boolean, rowItems: number): ByteFilter[] {
  const samples = page.planar ? 1 : page.samples;
  const itemBytes = itemSize(pixel.dtype);
  switch (pixel.kind) {
    case "packed": {
      const filters: ByteFilter[] = [{ id: "unpack-bits", bits: pixel.bits, rowItems }];
      // Differences are taken between the numbers, not between the bits.
      if (page.predictor === 2) {
        const size = itemBytes as 1 | 2 | 4; // `pixelTypeOf` packs no others.
        filters.push({ id: "horizontal-predictor", itemBytes: size, rowItems, samples, littleEndian: true });
      }
      return filters;
    }
    case "float24":
      return page.predictor === 3 ? [{ id: "floating-predictor", itemBytes: 3, rowItems, samples }] : [];
    case "complex-integer":
      return [];
    case "plain": {
      const size = numberBytes(pixel) as 1 | 2 | 4 | 8; // `pixelTypeOf` knows no others.
      if (page.predictor === 2)
        return [{ id: "horizontal-predictor", itemBytes: size, rowItems, samples, littleEndian }];
      if (page.predictor === 3 && size !== 1) return [{ id: "floating-predictor", itemBytes: size, rowItems, samples }];
      return littleEndian || size === 1 ? [] : [{ id: "swap-bytes", itemBytes: size }];
    }
  }
}

/** Bytes of a row as stored; rows begin on a byte. */
function storedRowBytes(pixel: PixelType, rowValues: number): number {
  return Math.ceil((rowValues * pixel.bits) / 8);
}

/** Bytes of the rows of a block that are inside the page: some writers do not store the rest of the last tiles. */
function partialBytes(page: TiffPage, box: BlockBox, rowBytes: number): number {
  const rows = box.depth > 1 ? box.depth * box.height : Math.min(box.height, page.height - box.y);
  return rows * rowBytes;
}

/** Rows of a block that no edge cuts. */
function wholeBlockRows(page: TiffPage): number {
  return page.tile === null ? page.rowsPerStrip * page.depth : page.tile.height * page.tile.depth;
}

type LenientSizes = { wanted: number; partial: number; most: number };

/** Decoding of data that are longer than they should be (padded strips) or that end with the page's last row. */
function lenientDecoder(plain: Decompressor, filter: Decompressor) {
  return (input: Uint8Array, sizes: LenientSizes, reason: ZarrdropError): Uint8Array<ArrayBuffer> => {
    const { wanted, partial, most } = sizes;
    let decoded: Uint8Array<ArrayBuffer>;
    try {
      decoded = plain.decode(input, { atMost: most });
    } catch (error) {
      // More than any padding: what was wrong at first is what is wrong.
      throw error instanceof ZarrdropError && error.kind === "limit" ? reason : error;
    }
    if (decoded.length < partial || decoded.length === wanted) throw reason;
    const whole = new Uint8Array(wanted);
    whole.set(decoded.subarray(0, wanted));
    return filter.decode(whole, wanted);
  };
}

function finish(bytes: Uint8Array<ArrayBuffer>, pixel: PixelType, littleEndian: boolean, values: number): PixelArray {
  switch (pixel.kind) {
    case "plain":
    case "packed":
      return pixelsFromBytes(pixel.dtype, bytes);
    case "float24":
      return float24Pixels(bytes, littleEndian, values);
    case "complex-integer":
      return complexIntegerPixels(bytes, pixel, littleEndian, values);
  }
}

function reversed(encoded: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = encoded.slice();
  reverseBits(copy);
  return copy;
}
