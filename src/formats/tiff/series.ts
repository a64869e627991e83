import { ZarrdropError } from "../../model/errors.ts";
import type { TiffPage } from "./page.ts";
import { pyramidLevelOf } from "./pyramid.ts";
import type { SceneFacts } from "./sceneFacts.ts";
import type { LevelStorage, PlaneTable } from "./storage.ts";
import type { TiffFile } from "./tiffFile.ts";

/**
 * Pages that belong together: one scene. Axes have the letters of tifffile: T Z C Y X S, R for Micro-Manager's positions, I for
 * "a sequence of images", Q for "unknown".
 */
export type Series = {
  kind:
    | "shaped"
    | "imagej"
    | "generic"
    | "stk"
    | "svs"
    | "lsm"
    | "ndpi"
    | "qptiff"
    | "scn"
    | "bif"
    | "fluoview"
    | "scanimage"
    | "ndtiff";
  name: string;
  axes: string;
  /** Length per letter of `axes`. */
  shape: number[];
  /** Full size first; all have `axes`. */
  levels: LevelStorage[];
  /** The first page is a directory below another one (SubIFD). */
  isSubDirectory: boolean;
  /** What a vendor's own fields say; null where the ordinary fields count. */
  facts: SceneFacts | null;
};

/** What a series is made of, before it is known how the pages map to the axes. */
export type SeriesParts = {
  kind: Series["kind"];
  name: string;
  axes: string;
  shape: number[];
  file: TiffFile;
  page: TiffPage;
  planes: PlaneTable;
  isSubDirectory: boolean;
};

/** Builds a series, or null if pages of this size cannot make up an array of this shape. */
export function makeSeries(parts: SeriesParts, squeezed: boolean): Series | null {
  const { axes, shape } = squeezed ? squeezeAxes(parts.axes, parts.shape) : parts;
  const level = makeLevel(shape, parts.file, parts.page, parts.planes);
  if (level === null) return null;
  const { kind, name, isSubDirectory } = parts;
  return { kind, name, axes, shape, levels: [level], isSubDirectory, facts: null };
}

/** Builds the storage of a level whose last axes are those of its pages (singletons may come or go), or null if they do not fit. */
export function makeLevel(
  shape: readonly number[],
  file: TiffFile,
  page: TiffPage,
  planes: PlaneTable,
): LevelStorage | null {
  const pageAxes = { sample: -1, z: -1, y: -1, x: -1 };
  // The page's axes from the fastest to the slowest.
  const inner: ["sample" | "z" | "y" | "x", number][] = [
    ["x", page.width],
    ["y", page.height],
    ["z", page.depth],
  ];
  if (page.planar) inner.push(["sample", page.samples]);
  else inner.unshift(["sample", page.samples]);

  let axis = shape.length - 1;
  const covered = new Set<number>();
  for (const [name, length] of inner) {
    if (length === 1 && shape[axis] !== 1) continue;
    if (length > 1) while (axis >= 0 && shape[axis] === 1) axis--;
    if (axis < 0 || shape[axis] !== length) {
      if (length === 1) continue;
      return null;
    }
    pageAxes[name] = axis;
    covered.add(axis);
    axis--;
  }
  const planeStrides = shape.map(() => 0);
  let stride = 1;
  for (let outer = shape.length - 1; outer >= 0; outer--) {
    if (covered.has(outer)) continue;
    // A long axis inside the page's axes would mean that the page is only a part of them.
    if (outer > axis && shape[outer] !== 1) return null;
    planeStrides[outer] = stride;
    stride *= shape[outer]!;
  }
  return { shape: [...shape], keyPage: page, keyFile: file, pageAxes, planeStrides, planes };
}

/** Leaves out axes of length 1, but for X and Y; never all of them. */
export function squeezeAxes(axes: string, shape: readonly number[]): { axes: string; shape: number[] } {
  const kept = shape.flatMap((length, axis) => (length > 1 || axes[axis] === "X" || axes[axis] === "Y" ? [axis] : []));
  const chosen = kept.length > 0 ? kept : [shape.length - 1];
  return { axes: chosen.map((axis) => axes[axis]).join(""), shape: chosen.map((axis) => shape[axis]!) };
}

/**
 * Joins series that are smaller versions of another one to it as levels. With `onlyReduced` a smaller version must also call itself one
 * (NewSubfileType). The rule is tifffile's: sizes shrink by 2, 3 or 4, the same factor from level to level.
 */
export function joinPyramids(series: readonly Series[], onlyReduced: boolean): Series[] {
  const rest = [...series];
  for (let index = 0; index < rest.length; index++) {
    const base = rest[index]!;
    if (base.isSubDirectory) continue;
    let factor: number | null = null;
    let lastShape = base.shape;
    for (let other = index + 1; other < rest.length;) {
      const candidate = rest[other]!;
      const reduced = (candidate.levels[0]!.keyPage.subfileType & 1) === 1;
      const found: number | null = onlyReduced && !reduced ? null : levelFactor(base, candidate, lastShape, factor);
      if (found === null) {
        other++;
        continue;
      }
      factor = found;
      lastShape = candidate.shape;
      base.levels.push(...candidate.levels);
      rest.splice(other, 1);
    }
  }
  return rest;
}

function levelFactor(
  base: Series,
  candidate: Series,
  lastShape: readonly number[],
  factor: number | null,
): number | null {
  const dtype = base.levels[0]!.keyPage.pixel?.dtype;
  if (candidate.axes !== base.axes || candidate.levels[0]!.keyPage.pixel?.dtype !== dtype) return null;
  const factors = factor === null ? [2, 3, 4] : [factor];
  return factors.find((each) => pyramidLevelOf(base.axes, lastShape, candidate.shape, each) === 1) ?? null;
}

/** The error for a file in which nothing could be made a series. */
export function noImages(file: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} is a TIFF file without an image in it.`, { file });
}
