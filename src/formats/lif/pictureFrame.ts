import type { ByteSource } from "../../bytes/source.ts";
import { allocatePixels, bytesOfPixels, type DataType, itemSize, type PixelArray } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import { pictureFormats } from "../picture/descriptors.ts";
import type { FormatDescriptor } from "../reader.ts";
import type { BlockCache } from "../tiff/pixels/blockPieces.ts";
import { tiffFormat } from "../tiff/descriptor.ts";
import { firstPage } from "../tiff/series/firstPage.ts";
import { readLevelRegion } from "../tiff/pixels/regionReader.ts";
import { chainPlanes, type LevelStorage } from "../tiff/pixels/storage.ts";
import { TiffFile } from "../tiff/container/tiffFile.ts";
import { corruptLeica } from "./errors.ts";

/** A picture file as a part of a memory block: the bytes of its decoded values, page after page, row after row, samples together. */
export type PictureFrame = {
  size: number;
  read(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
};

/** Pictures are read row by row. */
const LONGEST_ROW_BYTES = 64 * 2 ** 20;

/** Values of a picture file in C order. */
type Pages = {
  pages: number;
  rows: number;
  /** Values of a row. */
  columns: number;
  samples: number;
  dtype: DataType;
  /** Fills `target` with rows of one page. */
  readRows(
    page: number,
    rows: { start: number; count: number },
    target: PixelArray,
    signal: AbortSignal,
  ): Promise<void>;
};

/**
 * Opens a picture that holds `size` bytes of a memory block. TIFF files have a plane on each page; what else they say of themselves
 * (OME-XML) does not matter. A colour picture of a grey image stands for its first sample.
 * Errors: those of the picture's reader; `corrupt` if its size is another one.
 */
export async function openPictureFrame(
  source: ByteSource,
  size: number,
  cache: BlockCache,
  lifetime: AbortSignal,
): Promise<PictureFrame> {
  const head = await source.read(0, Math.min(4096, source.size), lifetime);
  const sniffed = { path: source.name, head, size: source.size, siblings: [] };
  const format = [tiffFormat, ...pictureFormats].find((each) => each.sniff(sniffed) > 0);
  if (format === undefined) throw corruptLeica(source.name, "it is not a picture, as the file that names it says");
  const pages =
    format === tiffFormat
      ? await tiffPages(source, size, cache, lifetime)
      : await picturePage(source, format, lifetime);
  return frameOf(pages, size, source.name);
}

async function tiffPages(source: ByteSource, size: number, cache: BlockCache, lifetime: AbortSignal): Promise<Pages> {
  const file = await TiffFile.open(source, lifetime);
  const page = await firstPage(file);
  const dtype = page.pixel?.dtype;
  if (dtype === undefined || page.depth > 1 || page.planar) {
    throw corruptLeica(source.name, "its pixels are not stored as LAS X stores them", page.pixelText);
  }
  const { width: columns, height: rows, samples } = page;
  const pages = Math.max(1, Math.floor(size / (rows * columns * samples * itemSize(dtype))));
  const level: LevelStorage = {
    shape: [pages, rows, columns, samples],
    keyPage: page,
    keyFile: file,
    pageAxes: { sample: 3, z: -1, y: 1, x: 2 },
    planeStrides: [1, 0, 0, 0],
    planes: chainPlanes(file, 0),
  };
  return {
    pages,
    rows,
    columns,
    samples,
    dtype,
    readRows: (index, { start, count }, target, signal) => {
      const region: Region = { start: [index, start, 0, 0], shape: [1, count, columns, samples] };
      return readLevelRegion(level, region, target, cache, signal);
    },
  };
}

async function picturePage(source: ByteSource, format: FormatDescriptor, lifetime: AbortSignal): Promise<Pages> {
  const { open } = await format.load();
  const nothing = { list: async () => [], open: async () => null };
  const reader = await open({ directory: nothing, path: source.name, source, signal: lifetime });
  const [scene] = reader.description.scenes;
  const length = (axis: string): number => scene!.shape[scene!.axes.indexOf(axis)] ?? 1;
  if (length("t") > 1) throw corruptLeica(source.name, "it is a film where a picture should be");
  const [columns, samples] = [length("x"), length("s")];
  return {
    pages: 1,
    rows: length("y"),
    columns,
    samples,
    dtype: scene!.dtype,
    readRows: (_, { start, count }, target, signal) => {
      const region: Region = {
        start: scene!.axes.map((axis) => (axis === "y" ? start : 0)),
        shape: scene!.axes.map((axis, index) => (axis === "y" ? count : scene!.shape[index]!)),
      };
      return reader.readRegion({ scene: 0, level: 0, region, signal }, target);
    },
  };
}

function frameOf(pages: Pages, size: number, name: string): PictureFrame {
  const item = itemSize(pages.dtype);
  const stored = sizeOfShape([pages.pages, pages.rows, pages.columns, pages.samples]) * item;
  const isGrey = pages.samples === 3 && pages.pages * pages.rows * pages.columns * item === size;
  if (stored !== size && !isGrey) {
    throw corruptLeica(name, "it has another size than the file that names it says", `${stored} bytes, not ${size}`);
  }
  if (pages.columns * pages.samples * item > LONGEST_ROW_BYTES) {
    throw new ZarrdropError("limit", `The rows of ${name} are too long to be read.`, { file: name });
  }
  const rowBytes = pages.columns * (isGrey ? 1 : pages.samples) * item;
  const pageBytes = rowBytes * pages.rows;
  return {
    size,
    async read(offset, length, signal) {
      const result = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const page = Math.floor((offset + done) / pageBytes);
        const inPage = (offset + done) % pageBytes;
        const take = Math.min(length - done, pageBytes - inPage);
        const start = Math.floor(inPage / rowBytes);
        const count = Math.ceil((inPage + take) / rowBytes) - start;
        const values = allocatePixels(pages.dtype, count * pages.columns * pages.samples);
        await pages.readRows(page, { start, count }, values, signal);
        const bytes = bytesOfPixels(isGrey ? firstSamples(values, pages) : values);
        result.set(bytes.subarray(inPage - start * rowBytes, inPage - start * rowBytes + take), done);
        done += take;
      }
      return result;
    },
  };
}

function firstSamples(values: PixelArray, { dtype, samples }: Pages): PixelArray {
  const grey = allocatePixels(dtype, values.length / samples);
  for (let index = 0; index < grey.length; index++) grey[index] = values[index * samples]!;
  return grey;
}
