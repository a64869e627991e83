import { Cursor } from "../../../bytes/cursor.ts";
import type { TiffPage } from "../container/page.ts";
import { noFacts, tidy } from "./sceneFacts.ts";
import { makeSeries, type Series } from "./series.ts";
import { allPages } from "./slidePages.ts";
import { listedPlanes } from "../pixels/storage.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { lengthUnit, timeUnit } from "../../../model/units.ts";

/** True for Olympus FluoView's TIFF files. */
export function isFluoview(page: TiffPage): boolean {
  return page.directory.entries.has(TAG.FluoviewStamp) && page.directory.entries.has(TAG.FluoviewHeader);
}

/** Axes by the names of dimensions; the letters are tifffile's. */
const AXES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    X: "X",
    Y: "Y",
    Z: "Z",
    T: "T",
    CH: "C",
    WAVELENGTH: "C",
    TIME: "T",
    XY: "R",
    EVENT: "V",
    EXPOSURE: "L",
  }),
);

/** The header: flag, type and name of the image, five numbers, then ten dimensions of fixed length. */
const AT = { name: 3, dimensions: 284 } as const;
const DIMENSIONS = 10;
const NAME_BYTES = 257;

type Dimension = { axis: string; length: number; step: number; unit: string };

/** The one series of a FluoView file, by the dimensions of its header (tifffile's rule). Null when they do not fit the pages. */
export async function fluoviewSeries(file: TiffFile, first: TiffPage): Promise<Series[] | null> {
  const bytes = await file.bytes(first, TAG.FluoviewHeader);
  const pages = await allPages(file);
  if (bytes === null || pages === null || bytes.length < AT.dimensions + DIMENSIONS * 100) return null;
  const cursor = new Cursor(bytes, file.name, file.header.littleEndian);
  const name = cursor.seek(AT.name).ascii(NAME_BYTES);
  cursor.seek(AT.dimensions);
  const dimensions = Array.from({ length: DIMENSIONS }, () => readDimension(cursor)).reverse();
  if (dimensions.some(({ length }) => length < 1)) return null;
  const shape = dimensions.map(({ length }) => length);
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== pages.length * first.width * first.height * first.samples) return null;
  const planes = listedPlanes(
    file,
    pages.map((page) => page.directory.offset),
  );
  const axes = dimensions.map(({ axis }) => axis).join("");
  const parts = { kind: "fluoview" as const, name, axes, shape, file, page: first, planes, isSubDirectory: false };
  const series = makeSeries(parts, true);
  if (series === null) return null;
  series.facts = factsOf(dimensions);
  return [series];
}

function readDimension(cursor: Cursor): Dimension {
  const name = cursor.ascii(16).trim().toUpperCase();
  const length = cursor.i32();
  cursor.skip(8);
  const step = cursor.f64();
  return { axis: AXES.get(name) ?? "Q", length, step, unit: cursor.ascii(64).trim() };
}

function factsOf(dimensions: readonly Dimension[]) {
  const facts = noFacts();
  for (const { axis, step, unit } of dimensions) {
    if (!"XYZT".includes(axis) || !(step > 0) || !Number.isFinite(step)) continue;
    const known = axis === "T" ? timeUnit(unit) : lengthUnit(unit);
    if (known === null) continue;
    facts.scale[axis.toLowerCase()] = tidy(step * known.factor);
    facts.units[axis.toLowerCase()] = known.name;
  }
  return facts;
}
