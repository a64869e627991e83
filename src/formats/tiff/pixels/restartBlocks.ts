import { isAboutContent } from "../../shared/aboutContent.ts";
import { throwIfAborted } from "../../../bytes/abort.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { jpegHeaderWithSize, loadJpegDecoder, readJpegHeader } from "../../../codecs/jpeg.ts";
import { allocatePixels } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { BlockDecoder } from "./blockDecoder.ts";
import type { BlockBox, BlockLists } from "./blockGrid.ts";
import { copyBlock } from "../../../model/copyBlock.ts";
import type { RestartBlocks, TiffPage } from "../container/page.ts";

/** Widest and highest picture of the JPEG standard, less what libjpeg keeps for itself. */
const LARGEST_JPEG = 65_500;
/** Blocks of about this many pixels: long enough that rows decoded twice weigh little, small enough for the memory. */
const BLOCK_PIXELS = 2 ** 21;
/** Width of a block where the picture is wider than a JPEG can be. */
const BLOCK_WIDTH = 8192;
/** Longest header: tables, comments and a thumbnail's profile. */
const LONGEST_HEADER = 2 ** 20;

/**
 * How a page's strip can be decoded in blocks; null if its intervals are not what the markers say, or do not make whole rows.
 * `starts` are those of the intervals, from the strip's offset. Errors: those of reading, `cancelled`.
 */
export async function restartBlocks(
  source: ByteSource,
  page: TiffPage,
  strip: { offset: number; length: number },
  starts: Float64Array,
  signal: AbortSignal,
): Promise<RestartBlocks | null> {
  throwIfAborted(signal);
  const first = starts[0] ?? 0;
  if (!(first >= 20 && first <= LONGEST_HEADER && strip.offset + first <= source.size)) return null;
  const units = unitsOf((await source.read(strip.offset, first, signal)).slice());
  if (units === null) return null;
  const perRow = Math.ceil(page.width / units.width);
  const down = Math.ceil(page.height / units.height);
  const across = perRow / units.interval;
  if (!Number.isInteger(across) || across * down !== starts.length || !isAscending(starts, strip.length)) return null;
  const width = units.interval * units.width;
  if (width > LARGEST_JPEG / 3) return null;
  const isWhole = page.width <= LARGEST_JPEG;
  const all = new Float64Array(starts.length + 1);
  all.set(starts);
  all[starts.length] = strip.length;
  return {
    header: units.header,
    starts: all,
    offset: strip.offset,
    width,
    height: units.height,
    across,
    down,
    blockAcross: isWhole ? across : Math.max(1, Math.floor(BLOCK_WIDTH / width)),
    blockDown: isWhole ? Math.min(down, Math.max(1, Math.floor(BLOCK_PIXELS / (page.width * units.height)))) : 1,
    needsRows: isWhole && units.isHalfHeight,
  };
}

/** The tile that a page seems to have. */
export function restartTile(page: TiffPage, blocks: RestartBlocks): NonNullable<TiffPage["tile"]> {
  const width = blocks.blockAcross === blocks.across ? page.width : blocks.blockAcross * blocks.width;
  return { width, height: blocks.blockDown * blocks.height, depth: 1 };
}

/** Where each block's intervals lie, with the neighbours that it needs. */
export function restartLists(blocks: RestartBlocks): BlockLists {
  const columns = Math.ceil(blocks.across / blocks.blockAcross);
  const rows = Math.ceil(blocks.down / blocks.blockDown);
  const lists = { offsets: new Float64Array(columns * rows), counts: new Float64Array(columns * rows) };
  for (let index = 0; index < columns * rows; index++) {
    const span = spanOf(blocks, Math.floor(index / columns), index % columns);
    const start = blocks.starts[span.first]!;
    lists.offsets[index] = blocks.offset + start;
    lists.counts[index] = blocks.starts[span.last + 1]! - start;
  }
  return lists;
}

/** Decodes blocks of intervals; the pixels are those that the whole picture has there. */
export async function loadRestartDecoder(file: string, page: TiffPage, blocks: RestartBlocks): Promise<BlockDecoder> {
  const decode = await loadJpegDecoder();
  const { dtype } = page.pixel!; // `checkDecodable` has seen it.
  return (encoded, box) => {
    const span = spanOf(blocks, Math.round(box.y / box.height), Math.round(box.x / box.width));
    const left = span.firstColumn * blocks.width;
    const top = span.firstRow * blocks.height;
    const width = Math.min(page.width, (span.lastColumn + 1) * blocks.width) - left;
    const height = Math.min(page.height, (span.lastRow + 1) * blocks.height) - top;
    const picture = decode(singlePicture(blocks, span, encoded, width, height, file), {
      maximumBytes: 2 * width * height * Math.max(4, page.samples),
    });
    if (picture.samples !== box.samples || picture.dtype !== dtype) throw damaged(file, "another kind of picture");
    return cutOut(picture, { left: box.x - left, top: box.y - top }, box, page);
  };
}

type Units = {
  header: Uint8Array<ArrayBuffer>;
  interval: number;
  width: number;
  height: number;
  isHalfHeight: boolean;
};

/** The coded units of a JPEG by its header; null without restart markers, and for pictures of several scans. */
function unitsOf(bytes: Uint8Array): Units | null {
  try {
    // The size in the header of a picture that is too large for one is anything.
    const header = jpegHeaderWithSize(bytes, 1, 1);
    const { process, restartInterval, sampling, scanOffset } = readJpegHeader(header);
    if (process !== "baseline" || restartInterval === 0 || scanOffset !== bytes.length) return null;
    const horizontal = Math.max(...sampling.map((each) => each.horizontal));
    const vertical = Math.max(...sampling.map((each) => each.vertical));
    if (horizontal < 1 || vertical < 1) return null;
    const single = sampling.length === 1;
    return {
      header,
      interval: restartInterval,
      width: single ? 8 : 8 * horizontal,
      height: single ? 8 : 8 * vertical,
      isHalfHeight: sampling.some((each) => each.vertical !== vertical),
    };
  } catch (error) {
    if (isAboutContent(error)) return null;
    throw error;
  }
}

function isAscending(starts: Float64Array, end: number): boolean {
  // An interval is at least its marker.
  return starts.every((start, index) => start + 2 <= (starts[index + 1] ?? end));
}

/** Intervals of a block and its neighbours: rows and columns, and their numbers, which follow one another. */
type Span = { firstRow: number; lastRow: number; firstColumn: number; lastColumn: number; first: number; last: number };

function spanOf(blocks: RestartBlocks, row: number, column: number): Span {
  const { across, down, blockAcross, blockDown, needsRows } = blocks;
  const isWhole = blockAcross === across;
  const moreRows = needsRows ? 1 : 0;
  const moreColumns = isWhole ? 0 : 1;
  const firstRow = Math.max(0, row * blockDown - moreRows);
  const lastRow = Math.min(down, (row + 1) * blockDown + moreRows) - 1;
  const firstColumn = Math.max(0, column * blockAcross - moreColumns);
  const lastColumn = Math.min(across, (column + 1) * blockAcross + moreColumns) - 1;
  // Blocks that are not as wide as the picture are one row high.
  const first = firstRow * across + firstColumn;
  return { firstRow, lastRow, firstColumn, lastColumn, first, last: lastRow * across + lastColumn };
}

/** A JPEG of some intervals: their markers count from 0 again. */
function singlePicture(
  { header, starts }: RestartBlocks,
  { first, last }: Span,
  encoded: Uint8Array,
  width: number,
  height: number,
  file: string,
): Uint8Array<ArrayBuffer> {
  const own = jpegHeaderWithSize(header, width, height);
  const jpeg = new Uint8Array(own.length + encoded.length + 2);
  jpeg.set(own);
  jpeg.set(encoded, own.length);
  for (let interval = first; interval < last; interval++) {
    const marker = own.length + starts[interval + 1]! - starts[first]! - 1;
    if (jpeg[marker - 1] !== 0xff || (jpeg[marker]! & 0xf8) !== 0xd0)
      throw damaged(file, "a marker is not where it is listed");
    jpeg[marker] = 0xd0 | ((interval - first) & 7);
  }
  const end = own.length + encoded.length;
  const endsWithMarker = jpeg[end - 2] === 0xff && jpeg[end - 1]! >= 0xd0 && jpeg[end - 1]! <= 0xd9;
  jpeg.set([0xff, 0xd9], endsWithMarker ? end - 2 : end);
  return endsWithMarker ? jpeg.subarray(0, end) : jpeg;
}

function cutOut(
  picture: ReturnType<Awaited<ReturnType<typeof loadJpegDecoder>>>,
  at: { left: number; top: number },
  box: BlockBox,
  page: TiffPage,
): ReturnType<BlockDecoder> {
  const { samples } = box;
  const width = Math.min(box.width, page.width - box.x);
  const height = Math.min(box.height, page.height - box.y);
  const pixels = allocatePixels(picture.dtype, box.width * box.height * samples);
  copyBlock(
    {
      pixels: picture.pixels,
      offset: (at.top * picture.width + at.left) * samples,
      strides: [picture.width * samples, 1],
    },
    { pixels, offset: 0, strides: [box.width * samples, 1] },
    [height, width * samples],
    1,
  );
  return pixels;
}

function damaged(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} is damaged: a part of its image cannot be decoded.`, {
    file,
    technical,
  });
}
