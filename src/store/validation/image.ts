import { isObject } from "../../model/untrustedJson.ts";
import type { NamedAxis } from "./axes.ts";
import { type CheckedMultiscale, type StoredArrays, validateMultiscale } from "./multiscale.ts";
import { type RenderedImage, validateOmero } from "./omero.ts";
import { below, type Report } from "./problem.ts";
import { repeated } from "./repeated.ts";

/**
 * The image metadata of a group against NGFF 0.4 (Zarr v2) or 0.5 (Zarr v3), and beyond what the JSON schemas can say: arrays against
 * axes, levels against each other, colours, windows, units. `attributes`: those that NGFF has. `arrays`: null for metadata that stand alone.
 * The first multiscale image is returned: the one that programs show.
 */
export function validateImage(
  attributes: Record<string, unknown>,
  zarrFormat: 2 | 3,
  arrays: StoredArrays | null,
  report: Report,
): CheckedMultiscale | null {
  const { multiscales, omero } = attributes;
  if (!Array.isArray(multiscales) || multiscales.length === 0) {
    report("multiscales-missing", "multiscales", "There is no list of multiscale images.");
    return null;
  }
  if (multiscales.length > 1) validateSeveral(multiscales, report);
  const checked = multiscales.map((multiscale, at) =>
    validateMultiscale(multiscale, zarrFormat, arrays, below(report, `multiscales[${at}]`)),
  );
  const [first] = checked;
  if (omero !== undefined) validateOmero(omero, renderedImage(first!, arrays), below(report, "omero"));
  return first!;
}

/** Paths of the arrays that all multiscale images of a group name, in order, without repeats; null: one that leads out of the store. */
export function datasetPaths(attributes: Record<string, unknown>): string[] {
  return [...new Set(namedPaths(attributes).filter(isSafePath))];
}

/** Paths that do not stay in the store. */
export function unsafePaths(attributes: Record<string, unknown>): string[] {
  return namedPaths(attributes).filter((path) => !isSafePath(path));
}

function namedPaths({ multiscales }: Record<string, unknown>): string[] {
  const paths = (Array.isArray(multiscales) ? multiscales : []).flatMap((multiscale) =>
    isObject(multiscale) && Array.isArray(multiscale.datasets)
      ? multiscale.datasets.map((dataset) => (isObject(dataset) ? dataset.path : null))
      : [],
  );
  return paths.filter((path): path is string => typeof path === "string");
}

/** Metadata must not lead out of the store. */
export function isSafePath(path: string): boolean {
  return (
    !path.includes("\0") && path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..")
  );
}

function validateSeveral(multiscales: readonly unknown[], report: Report): void {
  report("multiscales-several", "multiscales", `There are ${multiscales.length} multiscale images in one group.`);
  for (const [at] of repeated(multiscales.map((multiscale) => JSON.stringify(multiscale)))) {
    report("multiscales-repeated", `multiscales[${at}]`, "The same multiscale image stands here twice.");
  }
}

function renderedImage({ axes, paths }: CheckedMultiscale, arrays: StoredArrays | null): RenderedImage | null {
  const array = arrays?.get(paths[0] ?? "") ?? null;
  if (array === null || axes === null) return null;
  const size = (isMeant: (axis: NamedAxis) => boolean): number => array.shape[axes.findIndex(isMeant)] ?? 1;
  return {
    array,
    sizes: {
      t: size(({ type }) => type === "time"),
      c: size(({ type }) => type === "channel"),
      z: size(({ name }) => name === "z"),
    },
  };
}
