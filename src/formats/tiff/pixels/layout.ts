import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { type BlockGrid, blockGridOf, type BlockLists } from "./blockGrid.ts";
import { pageBytes, type TiffPage } from "../container/page.ts";
import { restartLists } from "./restartBlocks.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Where the blocks of a page lie in the file. */
export type PageLayout = {
  grid: BlockGrid;
  /** File offset per block; 0 for a block that is not stored. */
  offsets: Float64Array;
  /** Encoded bytes per block; 0 for a block that is not stored. */
  counts: Float64Array;
};

/** Bytes of lists of blocks kept for a file: a slide has 100,000 blocks on a page, a stack 100,000 pages. */
const KEPT_BYTES = 16 * 2 ** 20;

const layouts = new WeakMap<TiffFile, BoundedCache<number, PageLayout>>();

/**
 * The layout of a page.
 * @throws `corrupt` when the file lists fewer blocks than the image has
 */
export async function layoutOf(file: TiffFile, page: TiffPage): Promise<PageLayout> {
  let kept = layouts.get(file);
  if (kept === undefined) {
    kept = new BoundedCache(KEPT_BYTES, ({ offsets }) => offsets.byteLength * 2);
    layouts.set(file, kept);
  }
  const known = kept.get(page.directory.offset);
  if (known !== undefined) return known;
  const layout = await readLayout(file, page);
  kept.put(page.directory.offset, layout);
  return layout;
}

/** True if pixels are stored as they are (apart from byte order), so that single rows can be read. */
export function isPlain(page: TiffPage): boolean {
  return page.compression === 1 && page.predictor === 1 && page.pixel?.kind === "plain" && !page.reversedBits;
}

/** Where `planes` planes that follow a page's own without directories would end; null if its pixels are not in one plain piece. */
export async function contiguousEnd(file: TiffFile, page: TiffPage, planes: number): Promise<number | null> {
  if (!isPlain(page)) return null;
  const { grid, offsets } = await layoutOf(file, page);
  const { block, across, down } = grid;
  // A tile may be larger than the image: its rows are then longer than the image's.
  const isWhole = across === 1 && down === 1 && block.width === page.width && block.height === page.height;
  return isWhole ? offsets[0]! + planes * pageBytes(page) : null;
}

/** Block lists that a vendor's quirk replaces, by directory offset. */
const corrections = new WeakMap<TiffFile, ReadonlyMap<number, BlockLists>>();

/** Makes `layoutOf` use other block lists than those of the file, by the offsets of the pages' directories. */
export function correctLayouts(file: TiffFile, lists: ReadonlyMap<number, BlockLists>): void {
  corrections.set(file, lists);
}

/** The block lists as the file has them. */
export async function storedBlockLists(file: TiffFile, page: TiffPage): Promise<BlockLists> {
  const offsets =
    (await file.numbers(page, TAG.TileOffsets)) ??
    (await file.numbers(page, TAG.StripOffsets)) ??
    (await file.numbers(page, TAG.JPEGInterchangeFormat)) ??
    new Float64Array(0);
  const counts =
    (await file.numbers(page, TAG.TileByteCounts)) ??
    (await file.numbers(page, TAG.StripByteCounts)) ??
    (await file.numbers(page, TAG.JPEGInterchangeFormatLength)) ??
    guessedCounts(file, page, offsets);
  return { offsets, counts };
}

async function readLayout(file: TiffFile, page: TiffPage): Promise<PageLayout> {
  const grid = blockGridOf(page);
  if (page.restarts !== null) return { grid, ...restartLists(page.restarts) };
  checkBlockCount(file.name, page, grid);
  const corrected = corrections.get(file)?.get(page.directory.offset);
  const { offsets, counts } = corrected ?? (await storedBlockLists(file, page));
  if (!grid.tiled && isPlain(page)) {
    const rows = wholeLayers(page, grid, offsets, counts);
    if (rows !== null) return rows;
  }
  if (offsets.length < grid.count || counts.length < grid.count) {
    throw new ZarrdropError("corrupt", `${file.name} is damaged: a part of the image is not listed in the file.`, {
      file: file.name,
      technical: `${offsets.length} offsets, ${counts.length} byte counts for ${grid.count} blocks`,
    });
  }
  return { grid, offsets, counts };
}

/**
 * Refuses an image in millions of tiny pieces before their lists are read: each costs a look, and 16 bytes.
 * @throws {ZarrdropError} limit
 */
function checkBlockCount(name: string, page: TiffPage, { block, count }: BlockGrid): void {
  const bytes = (block.depth * block.height * block.width * block.samples * (page.pixel?.bits ?? 8)) / 8;
  if (count <= LIMITS.tinyChunks || bytes >= LIMITS.tinyChunkBytes) return;
  throw new ZarrdropError("limit", `${name} keeps its image in ${count} pieces, too many to be read here.`, {
    file: name,
    technical: `blocks of ${bytes} bytes`,
    advice: "Save it again with larger tiles or strips.",
  });
}

/**
 * Uncompressed strips that follow one another in the file, seen as one strip per sample plane and layer: rows can then be read across
 * strips. Null where they do not.
 */
function wholeLayers(page: TiffPage, grid: BlockGrid, offsets: Float64Array, counts: Float64Array): PageLayout | null {
  const layers = grid.deep * grid.planes;
  const layerBytes = pageBytes(page) / layers;
  const first = offsets[0];
  if (first === undefined || first === 0 || layerBytes === 0) return null;
  // A single offset for many strips: everything follows it (ImageJ and others; tifffile reads it so too).
  const together = offsets.length === 1 || isUnbroken(offsets, counts, layerBytes * layers);
  if (!together) return null;
  const merged = new Float64Array(layers);
  for (let layer = 0; layer < layers; layer++) merged[layer] = first + layer * layerBytes;
  return {
    grid: { ...grid, block: { ...grid.block, height: page.height }, down: 1, count: layers },
    offsets: merged,
    counts: new Float64Array(layers).fill(layerBytes),
  };
}

function isUnbroken(offsets: Float64Array, counts: Float64Array, total: number): boolean {
  if (counts.length !== offsets.length) return false;
  let sum = 0;
  for (let index = 0; index < offsets.length; index++) {
    const count = counts[index]!;
    if (count === 0 || offsets[index] !== offsets[0]! + sum) return false;
    sum += count;
  }
  return sum === total;
}

/** For files without byte counts: what uncompressed pixels take; else all up to the next block or the end of the file. */
function guessedCounts(file: TiffFile, page: TiffPage, offsets: Float64Array): Float64Array {
  const { block } = blockGridOf(page);
  const rowBytes = Math.ceil((block.width * block.samples * (page.pixel?.bits ?? 8)) / 8);
  const blockBytes = page.compression === 1 ? block.depth * block.height * rowBytes : Infinity;
  const inOrder = offsets.toSorted();
  return offsets.map((offset) => {
    const next = inOrder[firstAbove(inOrder, offset)] ?? file.source.size;
    return offset === 0 ? 0 : Math.max(0, Math.min(blockBytes, Math.min(next, file.source.size) - offset));
  });
}

/** Index of the first number above a value in an ascending list; its length if there is none. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
