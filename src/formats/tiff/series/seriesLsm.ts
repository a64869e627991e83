import type { BlockLists } from "../pixels/blockGrid.ts";
import { correctLayouts, storedBlockLists } from "../pixels/layout.ts";
import { lsmFacts, type LsmInfo, parseLsmInfo } from "./lsmInfo.ts";
import type { TiffPage } from "../container/page.ts";
import { makeSeries, type Series, squeezeAxes } from "./series.ts";
import { listedPlanes } from "../pixels/storage.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Pages that are looked at one by one: a plane and its thumbnail each. */
const MOST_PAGES = 200_000;

/**
 * The series of a Zeiss LSM file: the image, in every second directory, and the thumbnails between them (tifffile's rule).
 * Null when something does not fit.
 */
export async function lsmSeries(file: TiffFile, first: TiffPage): Promise<Series[] | null> {
  const bytes = await file.bytes(first, TAG.LsmInfo);
  const info = bytes === null ? null : parseLsmInfo(bytes, file.name);
  if (info === null || info.axes === null) return null;
  const axes = imageAxes(info, info.axes, first);
  const shape = [...axes].map((axis) => info.sizes[axis as keyof LsmInfo["sizes"]]);
  if (shape.some((length) => length < 1)) return null;

  const pages: TiffPage[] = [];
  const count = await file.directoryCount();
  if (count > MOST_PAGES) return null;
  for (let index = 0; index < count; index++) {
    const page = await file.page(index);
    if (page === null) return null;
    pages.push(page);
  }
  correctLayouts(file, await lsmLayouts(file, pages));

  const [, thumbnail] = pages;
  const hasThumbnails = thumbnail !== undefined && (thumbnail.subfileType & 1) === 1;
  const imagePages = hasThumbnails ? pages.filter((_, index) => index % 2 === 0) : pages;
  const image = seriesOf(file, first, imagePages, axes, shape);
  if (image === null) return null;
  image.facts = await lsmFacts(file, info);
  if (!hasThumbnails) return [image];
  const small = thumbnailSeries(file, thumbnail, pages, axes, shape);
  return small === null ? [image] : [image, small];
}

/** Interleaved channels come after x; those of planar pages are where the scan has them. */
function imageAxes(info: LsmInfo, scan: string, page: TiffPage): string {
  let axes = scan;
  if (!page.planar && page.samples > 1) axes = axes.replace("C", "").replace("X", "XC");
  if (info.sizes.P > 0) axes = `P${axes}`;
  if (info.sizes.M > 0) axes = `M${axes}`;
  return axes;
}

function seriesOf(
  file: TiffFile,
  page: TiffPage,
  pages: readonly TiffPage[],
  axes: string,
  shape: readonly number[],
): Series | null {
  const planes = listedPlanes(
    file,
    pages.map((each) => each.directory.offset),
  );
  const { axes: squeezed, shape: lengths } = squeezeAxes(axes, shape);
  const parts = { kind: "lsm" as const, name: "", file, page, planes, isSubDirectory: false };
  return makeSeries({ ...parts, axes: squeezed, shape: lengths }, false);
}

function thumbnailSeries(
  file: TiffFile,
  page: TiffPage,
  all: readonly TiffPage[],
  axes: string,
  shape: readonly number[],
): Series | null {
  const pages = all.filter((_, index) => index % 2 === 1);
  let outer = 0;
  let count = 1;
  while (count < pages.length && outer < shape.length - 2) count *= shape[outer++]!;
  const series = seriesOf(file, page, pages, axes.slice(0, outer) + page.axes, [
    ...shape.slice(0, outer),
    ...page.shape,
  ]);
  if (series !== null) series.name = "Thumbnail";
  return series;
}

/**
 * Two quirks of LSM files: above 4 GB offsets have lost their upper half and begin again at 0, and the byte counts of compressed strips
 * are those of the pixels. Both can be told from the order of the strips in the file.
 */
async function lsmLayouts(file: TiffFile, pages: readonly TiffPage[]): Promise<ReadonlyMap<number, BlockLists>> {
  const corrected = new Map<number, BlockLists>();
  const isLarge = file.source.size >= 2 ** 32;
  const isCompressed = pages[0]!.compression !== 1;
  if (!isLarge && !isCompressed) return corrected;
  const lists: BlockLists[] = [];
  for (const page of pages) lists.push(await storedBlockLists(file, page));
  if (isLarge) unwrapOffsets(lists);
  if (isCompressed) countBytes(lists, file.source.size);
  pages.forEach((page, index) => corrected.set(page.directory.offset, lists[index]!));
  return corrected;
}

function unwrapOffsets(lists: readonly BlockLists[]): void {
  let wrapped = 0;
  let previous = 0;
  for (const { offsets } of inFileOrder(lists)) {
    for (let index = 0; index < offsets.length; index++) {
      const offset = offsets[index]!;
      if (offset < previous) wrapped += 2 ** 32;
      previous = offset;
      offsets[index] = offset + wrapped;
    }
  }
}

/** Thumbnails may lie before their images. */
function inFileOrder(lists: readonly BlockLists[]): BlockLists[] {
  const swapped = lists.length > 1 && (lists[0]!.offsets[0] ?? 0) > (lists[1]!.offsets[0] ?? 0);
  return lists.map((list, index) => (swapped ? (lists[index ^ 1] ?? list) : list));
}

/** A strip ends where the next one of the file begins. */
function countBytes(lists: readonly BlockLists[], size: number): void {
  const starts = lists.flatMap((list) => [...list.offsets]).toSorted((a, b) => a - b);
  const next = new Map(starts.map((start, index) => [start, starts[index + 1] ?? size]));
  for (const { offsets, counts } of lists) {
    for (let index = 0; index < counts.length; index++) {
      const offset = offsets[index] ?? 0;
      if (offset === 0) continue;
      // LZW can make a strip longer, but hardly twice as long.
      counts[index] = Math.min((next.get(offset) ?? size) - offset, 2 * counts[index]! + 1024);
    }
  }
}
