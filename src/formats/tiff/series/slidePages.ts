import type { TiffPage } from "../container/page.ts";
import { noFacts } from "./sceneFacts.ts";
import { makeLevel } from "../pixels/makeLevel.ts";
import { makeSeries, type Series, squeezeAxes } from "./series.ts";
import { listedPlanes } from "../pixels/storage.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Slides have a page for each channel of each resolution, and a few pictures: hundreds. */
const MOST_PAGES = 10_000;

/** All pages of a slide in their order; null if a directory describes no image, or if it has more than any slide. */
export async function allPages(file: TiffFile): Promise<TiffPage[] | null> {
  const pages: TiffPage[] = [];
  const count = await file.directoryCount();
  if (count > MOST_PAGES) return null;
  for (let index = 0; index < count; index++) {
    const page = await file.page(index);
    if (page === null) return null;
    pages.push(page);
  }
  return pages;
}

/** A picture of one page beside the tissue (thumbnail, label): its pixel size is not the tissue's. Null if it cannot be one. */
export function pictureSeries(kind: Series["kind"], file: TiffFile, page: TiffPage, name: string): Series | null {
  const planes = listedPlanes(file, [page.directory.offset]);
  const parts = { kind, name, axes: page.axes, shape: page.shape, file, page, planes, isSubDirectory: false };
  const series = makeSeries(parts, true);
  return series === null ? null : { ...series, facts: noFacts() };
}

/** Pages that make up one resolution: lengths of the axes outside a page, and a page (or null) for each place, the last axis fastest. */
export type SlideLevel = { outer: readonly number[]; pages: readonly (TiffPage | null)[] };

/**
 * The tissue of a slide: `axes` are those outside a page; the first level is the full size. Smaller levels of other axes or of another type
 * end the list. Null if the first is none.
 */
export function tissueSeries(
  kind: Series["kind"],
  file: TiffFile,
  name: string,
  axes: string,
  levels: readonly SlideLevel[],
): Series | null {
  const [full, ...others] = levels;
  const page = full?.pages.find((each) => each !== null) ?? null;
  if (full === undefined || page === null) return null;
  const parts = { kind, name, file, page, planes: planesOf(file, full), isSubDirectory: false };
  const series = makeSeries({ ...parts, axes: axes + page.axes, shape: [...full.outer, ...page.shape] }, true);
  if (series === null) return null;
  for (const level of others) {
    const small = level.pages.find((each) => each !== null) ?? null;
    if (small === null || small.pixel?.dtype !== page.pixel?.dtype) break;
    const own = squeezeAxes(axes + small.axes, [...level.outer, ...small.shape]);
    const storage = own.axes === series.axes ? makeLevel(own.shape, file, small, planesOf(file, level)) : null;
    if (storage === null) break;
    series.levels.push(storage);
  }
  return series;
}

function planesOf(file: TiffFile, { pages }: SlideLevel) {
  return listedPlanes(
    file,
    pages.map((page) => page?.directory.offset ?? 0),
  );
}
