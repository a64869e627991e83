import { imagejNumber, type ImagejMetadata } from "./imagejMetadata.ts";
import type { TiffPage } from "../container/page.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** XResolution and YResolution in pixels per unit, as numbers and as the fractions of the file, and the unit. */
export type Resolution = {
  x: number | null;
  y: number | null;
  /** Metres per unit; null where the file gives no unit (or none with a length). */
  metres: number | null;
  fractions: { x: readonly [number, number] | null; y: readonly [number, number] | null };
  /** Value of ResolutionUnit, null without the tag. */
  unit: number | null;
};

/** TIFF 6.0: 1 = none, 2 = inch, 3 = centimetre; 4 and 5 are tifffile's additions. */
const METRES: Record<number, number> = { 2: 0.0254, 3: 0.01, 4: 0.001, 5: 1e-6 };

/** Micrometres per unit of a resolution, for BioIO's reader. Anything it does not know counts as micrometres. */
const REFERENCE_UNITS: Record<number, number> = { 2: 2.54 * 1e4, 3: 1e4, 4: 1e3, 5: 1 };

/** Micrometres per unit of ImageJ's `unit`, for BioIO's reader. */
const REFERENCE_NAMES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    pm: 1e-6,
    picometer: 1e-6,
    nm: 1e-3,
    nanometer: 1e-3,
    mm: 1e3,
    millimeter: 1e3,
    cm: 1e4,
    centimeter: 1e4,
    cal: 2.54 * 1e4,
  }),
);

/** Reads the resolution tags of a page. */
export async function plainResolution(file: TiffFile, page: TiffPage): Promise<Resolution> {
  const fraction = async (tag: number): Promise<readonly [number, number] | null> => {
    const values = await file.numbers(page, tag);
    return values === null || values.length < 2 ? null : [values[0]!, values[1]!];
  };
  const x = await fraction(TAG.XResolution);
  const y = await fraction(TAG.YResolution);
  const unit = (await file.numbers(page, TAG.ResolutionUnit))?.[0] ?? null;
  return {
    x: quotient(x),
    y: quotient(y),
    // The tag's default is the inch, but files without it mostly mean nothing by their resolution.
    metres: unit === null ? null : (METRES[unit] ?? null),
    fractions: { x, y },
    unit,
  };
}

/**
 * `reader.scale` of BioIO's tifffile reader per axis letter: micrometres by ResolutionUnit, or by ImageJ's unit; nothing at all
 * when one of the tags, or ImageJ's unit, is not there (R10.4).
 */
export function referenceScale(
  resolution: Resolution,
  imagej: ImagejMetadata | null,
): Readonly<Record<string, number | null>> {
  const { x, y } = resolution.fractions;
  if (x === null || y === null || x[0] === 0 || y[0] === 0) return {};
  if (imagej !== null) {
    const unit = imagej.get("unit");
    if (unit === undefined) return {};
    const factor = REFERENCE_NAMES.get(unit) ?? 1;
    const spacing = imagejNumber(imagej, "spacing");
    return { z: spacing === null ? null : spacing * factor, y: (factor * y[1]) / y[0], x: (factor * x[1]) / x[0] };
  }
  if (resolution.unit === null) return {};
  const factor = REFERENCE_UNITS[resolution.unit] ?? 1;
  return { y: (factor * y[1]) / y[0], x: (factor * x[1]) / x[0] };
}

function quotient(fraction: readonly [number, number] | null): number | null {
  if (fraction === null || fraction[0] <= 0 || fraction[1] <= 0) return null;
  return fraction[0] / fraction[1];
}
