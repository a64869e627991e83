import { LIMITS } from "../../../model/limits.ts";
import { sizeOfShape } from "../../../model/region.ts";
import { contiguousEnd } from "../pixels/layout.ts";
import { pageBytes, type TiffPage } from "../container/page.ts";
import { joinPyramids, makeSeries, type Series } from "./series.ts";
import { chainPlanes, contiguousPlanes, listedPlanes, type PlaneTable } from "../pixels/storage.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** What tifffile writes into ImageDescription: the shape of the array, and more by choice. */
export type ShapedDescription = { shape: number[]; axes: string | null; name: string; truncated: boolean };

/** Reads tifffile's description (JSON, or `shape=(…)` of old versions), or returns null for any other text. */
export function parseShapedDescription(descriptions: readonly string[]): ShapedDescription | null {
  for (const text of descriptions) {
    if (text === "" || text.includes('"mibi.')) return null;
    if (text.startsWith("shape=(")) {
      // No array has so many axes.
      if (text.length > 1024) return null;
      const shape = text
        .slice(7, -1)
        .split(",")
        .filter((part) => part.trim() !== "")
        .map(Number);
      return isShape(shape) ? { shape, axes: null, name: "", truncated: false } : null;
    }
    if (text.startsWith("{") && text.includes('"shape":')) return parseJson(text);
  }
  return null;
}

/** The series of a file that tifffile wrote, each with its shape in its first page. Null when something does not fit. */
export async function shapedSeries(file: TiffFile): Promise<Series[] | null> {
  const series: Series[] = [];
  let index = 0;
  while ((await file.directoryOffset(index)) !== null) {
    const page = await file.page(index);
    const described = page === null ? null : parseShapedDescription(await file.descriptions(page));
    if (page === null || described === null) return null;
    const pages = pagesFor(described, page);
    const planes = pages === null ? null : await shapedPlanes(file, page, index, pages, described);
    if (pages === null || planes === null) return null;
    const made = shapedPart(file, page, planes.table, described, pages, false);
    if (made === null) return null;
    series.push(made);
    const below = await subSeries(file, page, planes.table, pages);
    if (below === null) return null;
    series.push(...below);
    index += planes.directories;
    if (series.length > LIMITS.scenes) return null;
  }
  return joinPyramids(series, true);
}

/** Number of pages that the array takes, or null if it is no whole number of them. */
function pagesFor(described: ShapedDescription, page: TiffPage): number | null {
  const pages = sizeOfShape(described.shape) / sizeOfShape(page.shape);
  return Number.isInteger(pages) && pages >= 1 ? pages : null;
}

/** Where the planes are, and how many directories they take. */
async function shapedPlanes(
  file: TiffFile,
  page: TiffPage,
  index: number,
  pages: number,
  described: ShapedDescription,
): Promise<{ table: PlaneTable; directories: number } | null> {
  if (pages === 1) return { table: chainPlanes(file, index), directories: 1 };
  const next = await file.directoryOffset(index + 1);
  const end = await contiguousEnd(file, page, pages);
  if (end !== null && end <= file.source.size && page.subDirectories.length === 0) {
    const contiguous = contiguousPlanes(file, page, pageBytes(page));
    if (described.truncated || next === null) return { table: contiguous, directories: 1 };
    // The pixels of all planes lie between this directory and the next.
    if (page.directory.offset + pages * pageBytes(page) < next) return { table: contiguous, directories: pages };
  }
  if ((await file.directoryOffset(index + pages - 1)) === null) return null;
  return { table: chainPlanes(file, index), directories: pages };
}

function shapedPart(
  file: TiffFile,
  page: TiffPage,
  planes: PlaneTable,
  described: ShapedDescription,
  pages: number,
  isSubDirectory: boolean,
): Series | null {
  const ownShape = pages > 1 ? [pages, ...page.shape] : page.shape;
  const ownAxes = pages > 1 ? `Q${page.axes}` : page.axes;
  const axes = described.axes ?? axesAfterReshape(ownAxes, ownShape, described.shape);
  const parts = { kind: "shaped" as const, name: described.name, file, page, planes, isSubDirectory };
  const made = makeSeries({ ...parts, axes, shape: described.shape }, false);
  return made ?? makeSeries({ ...parts, axes: ownAxes, shape: ownShape }, false);
}

/** Smaller versions below the pages, if they are described too; null when they are there without a description. */
async function subSeries(file: TiffFile, page: TiffPage, planes: PlaneTable, pages: number): Promise<Series[] | null> {
  const series: Series[] = [];
  for (let level = 0; level < page.subDirectories.length; level++) {
    if (page.subDirectories[level]! < 8) continue;
    const offsets: number[] = [];
    for (let index = 0; index < pages; index++) {
      const offset = (await planes.plane(index))?.page.subDirectories[level];
      if (offset === undefined) return null;
      offsets.push(offset);
    }
    const small = await file.pageAt(offsets[0]!);
    const described = small === null ? null : parseShapedDescription(await file.descriptions(small));
    if (small === null || described === null || pagesFor(described, small) !== pages) return null;
    const made = shapedPart(file, small, listedPlanes(file, offsets), described, pages, true);
    if (made === null) return null;
    series.push(made);
  }
  return series;
}

/** The letters of a new shape: axes whose length is found again keep theirs, the others are unknown (Q). */
export function axesAfterReshape(axes: string, shape: readonly number[], newShape: readonly number[]): string {
  const result: string[] = [];
  let old = shape.length - 1;
  let newProduct = 1;
  let oldProduct = 1;
  for (let axis = newShape.length - 1; axis >= 0; axis--) {
    const length = newShape[axis]!;
    newProduct *= length;
    if (length !== 1) while (old > 0 && shape[old] === 1) old--;
    if (old >= 0 && length === shape[old] && newProduct === oldProduct * length) {
      oldProduct *= length;
      result.unshift(axes[old]!);
      old--;
    } else {
      result.unshift("Q");
    }
  }
  return result.join("");
}

function parseJson(text: string): ShapedDescription | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("shape" in value) || !isShape(value.shape)) return null;
  const { shape } = value;
  const axes =
    "axes" in value && typeof value.axes === "string" && value.axes.length === shape.length ? value.axes : null;
  const name = "name" in value && typeof value.name === "string" ? value.name : "";
  return { shape, axes, name, truncated: "truncated" in value && value.truncated === true };
}

function isShape(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= LIMITS.axes &&
    value.every((length) => Number.isSafeInteger(length) && length >= 1)
  );
}
