import { jpegHeaderWithSize, loadJpegDecoder } from "../../../codecs/jpeg.ts";
import { allocatePixels } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { BlockDecoder } from "./blockDecoder.ts";
import type { BlockBox, BlockLists } from "./blockGrid.ts";
import { copyBlock } from "../../../model/copyBlock.ts";
import type { RestartBlocks, TiffPage } from "../container/page.ts";

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
