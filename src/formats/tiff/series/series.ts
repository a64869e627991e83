import { makeLevel } from "../pixels/makeLevel.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { TiffPage } from "../container/page.ts";
import { pyramidLevelOf } from "./pyramid.ts";
import type { SceneFacts } from "./sceneFacts.ts";
import type { LevelStorage, PlaneTable } from "../pixels/storage.ts";
import type { TiffFile } from "../container/tiffFile.ts";

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

/** Leaves out axes of length 1, but for X and Y; never all of them. */
export function squeezeAxes(axes: string, shape: readonly number[]): { axes: string; shape: number[] } {
  const kept = shape.flatMap((length, axis) => (length > 1 || axes[axis] === "X" || axes[axis] === "Y" ? [axis] : []));
  const chosen = kept.length > 0 ? kept : [shape.length - 1];
  return { axes: chosen.map((axis) => axes[axis]).join(""), shape: chosen.map((axis) => shape[axis]!) };
}

/**
 * Joins series that are smaller versions of another one to it as levels. With `onlyReduced` a smaller version must also call itself one
 * (NewSubfileType). The rule is tifffile's: sizes shrink by 2, 3 or 4, the same factor from level to level, along `shrinking` axes.
 */
export function joinPyramids(series: readonly Series[], onlyReduced: boolean, shrinking = "XYZ"): Series[] {
  const rest = [...series];
  for (let index = 0; index < rest.length; index++) {
    const base = rest[index]!;
    if (base.isSubDirectory) continue;
    let factor: number | null = null;
    let lastShape = base.shape;
    for (let other = index + 1; other < rest.length;) {
      const candidate = rest[other]!;
      const reduced = (candidate.levels[0]!.keyPage.subfileType & 1) === 1;
      const found: number | null =
        onlyReduced && !reduced ? null : levelFactor(base, candidate, lastShape, factor, shrinking);
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
  shrinking: string,
): number | null {
  const dtype = base.levels[0]!.keyPage.pixel?.dtype;
  if (candidate.axes !== base.axes || candidate.levels[0]!.keyPage.pixel?.dtype !== dtype) return null;
  const factors = factor === null ? [2, 3, 4] : [factor];
  return factors.find((each) => pyramidLevelOf(base.axes, lastShape, candidate.shape, each, shrinking) === 1) ?? null;
}

/** The error for a file in which nothing could be made a series. */
export function noImages(file: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} is a TIFF file without an image in it.`, { file });
}
