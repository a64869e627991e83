import { borrowRoom, returnRoom } from "../../../bytes/rooms.ts";
import { type DataType, itemSize, lanes, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { largestHonestBlock, LIMITS } from "../../../model/limits.ts";
import { sizeOfShape } from "../../../model/region.ts";
import type { BlockCache } from "../../../bytes/blockCache.ts";
import type { BlockBox } from "./blockGrid.ts";
import { clearBlock, copyBlock, denseBytes, type Strided } from "../../../model/copyBlock.ts";
import { largestDecodedSize } from "./compression.ts";
import type { BlockDecoder } from "./blockDecoder.ts";
import { blockDecoderOf } from "./decodeBlock.ts";
import type { PageLayout } from "./layout.ts";
import type { TiffPage } from "../container/page.ts";
import { blocksTouching, boxShape, type Destination, destinationOf, type PageBox, spanLength } from "./pageBox.ts";
import type { Piece } from "../container/pieces.ts";
import type { StoredPlane } from "./storage.ts";
import { blockTooLarge } from "./checkLevel.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Pieces for a page whose blocks must be decoded. What the cache has is copied at once and needs no piece. */
export async function blockPieces(
  stored: StoredPlane,
  layout: PageLayout,
  box: PageBox,
  destination: Destination,
  cache: BlockCache,
): Promise<Iterable<Piece>> {
  const decode = await blockDecoderOf(stored.file, stored.page);
  return piecesOf(stored, layout, box, destination, cache, decode);
}

function* piecesOf(
  stored: StoredPlane,
  layout: PageLayout,
  box: PageBox,
  destination: Destination,
  cache: BlockCache,
  decode: BlockDecoder,
): Generator<Piece> {
  const { page, file, shift } = stored;
  for (const { index, block, part } of blocksTouching(page, layout, box)) {
    const offset = layout.offsets[index]!;
    const length = layout.counts[index]!;
    if (offset === 0 || length === 0) {
      clearBlock(destinationOf(destination, box, part), boxShape(part), lanes(page.pixel!.dtype));
      continue;
    }
    checkBlockSize(file, block, page, length);
    const target = destinationOf(destination, box, part);
    const copy = (pixels: PixelArray): void => {
      const strides = [
        block.height * block.width * block.samples,
        block.width * block.samples,
        block.samples,
        1,
      ] as const;
      const start =
        (part.z.start - block.z) * strides[0] +
        (part.y.start - block.y) * strides[1] +
        (part.x.start - block.x) * strides[2] +
        (page.planar ? 0 : part.sample.start);
      const source = { pixels, offset: start, strides };
      copyBlock(source, target, boxShape(part), lanes(page.pixel!.dtype));
    };
    const key = `${fileNumber(file)} ${page.directory.offset} ${index}`;
    const known = cache.get(key);
    if (known !== undefined) {
      copy(known);
      continue;
    }
    const deliver = (bytes: Uint8Array): void => {
      // A block that was wanted whole is not wanted again soon.
      if (isWhole(page, block, part))
        decodeInto(target, {
          decode: (room) => decode(bytes, block, room),
          block,
          part,
          dtype: page.pixel!.dtype,
          copy,
        });
      else {
        const pixels = decode(bytes, block);
        copy(pixels);
        cache.put(key, pixels);
      }
    };
    yield { source: file.source, range: { offset: offset + shift, length }, deliver };
  }
}

/** Decodes a block where its pixels go if they lie there as in the block, else in memory that is used again, and copies them. */
function decodeInto(
  target: Strided,
  {
    decode,
    block,
    part,
    dtype,
    copy,
  }: {
    decode: (room: Uint8Array<ArrayBuffer> | undefined) => PixelArray;
    block: BlockBox;
    part: PageBox;
    dtype: DataType;
    copy: (pixels: PixelArray) => void;
  },
): void {
  const shape = boxShape(part);
  const values = block.depth * block.height * block.width * block.samples;
  const home = sizeOfShape(shape) === values ? denseBytes(target, shape, lanes(dtype)) : undefined;
  const room = home ?? borrowRoom(values * itemSize(dtype));
  const pixels = decode(room);
  const isHome = pixels.buffer === home?.buffer && pixels.byteOffset === home.byteOffset;
  if (!isHome) copy(pixels);
  if (home === undefined && room !== undefined) returnRoom(room);
}

const fileNumbers = new WeakMap<TiffFile, number>();
let filesNumbered = 0;

/** Directories of different files of a set may lie at the same offset. */
function fileNumber(file: TiffFile): number {
  const known = fileNumbers.get(file);
  if (known !== undefined) return known;
  fileNumbers.set(file, ++filesNumbered);
  return filesNumbered;
}

/** True if a part is all of a block that lies inside the page. */
function isWhole(page: TiffPage, block: BlockBox, part: PageBox): boolean {
  return (
    spanLength(part.x) === Math.min(block.width, page.width - block.x) &&
    spanLength(part.y) === Math.min(block.height, page.height - block.y) &&
    spanLength(part.z) === Math.min(block.depth, page.depth - block.z) &&
    spanLength(part.sample) === block.samples
  );
}

/** Blocks of this decoded size need no doubts: smaller ones cost little if they turn out to be damaged. */
const HARMLESS_BYTES = 32 * 2 ** 20;

/**
 * Refuses a block that is too large, or that cannot decode to its size, before memory is asked for.
 * @throws `limit`, `corrupt`
 */
export function checkBlockSize(
  { name: file, source }: TiffFile,
  block: BlockBox,
  page: TiffPage,
  encoded: number,
): void {
  const decoded = block.depth * block.height * block.width * block.samples * itemSize(page.pixel!.dtype);
  if (decoded > HARMLESS_BYTES && decoded > largestDecodedSize(page.compression, encoded)) {
    throw new ZarrdropError("corrupt", `${file} is damaged: a part of its image is too small for its pixels.`, {
      file,
      technical: `${encoded} bytes encoded for ${decoded} decoded`,
    });
  }
  if (decoded <= largestHonestBlock(source.size) && encoded <= LIMITS.encodedBlockBytes) return;
  throw blockTooLarge(file, `${decoded} bytes, ${encoded} encoded`);
}
