import { ngffAttributes, type RootMetadata } from "../storeMetadata.ts";
import { below, type NgffProblem, type Report, type StoredArrays } from "./problem.ts";
import { isObject } from "../jsonFile.ts";
import { validateMultiscale } from "./validateMultiscale.ts";
import { validateOmero } from "./validateOmero.ts";

/**
 * Checks the image metadata of a store against NGFF 0.4 (Zarr v2) or 0.5 (Zarr v3), and beyond what the JSON schemas can say:
 * arrays against axes, levels against each other, colours, windows, units. Nothing is thrown; an empty list is a sound image.
 */
export function validateNgff(root: RootMetadata, arrays: StoredArrays): NgffProblem[] {
  const problems: NgffProblem[] = [];
  const report: Report = (severity, where, message) => problems.push({ severity, where, message });
  const attributes = imageAttributes(root, report);
  if (attributes === null) return problems;
  const { multiscales, omero } = attributes;
  if (!Array.isArray(multiscales) || multiscales.length === 0) {
    report("error", "multiscales", "There is no list of multiscale images.");
    return problems;
  }
  for (const [at, multiscale] of multiscales.entries()) {
    validateMultiscale(multiscale, root.zarrFormat, arrays, below(report, `multiscales[${at}]`));
  }
  if (omero !== undefined) validateOmero(omero, multiscales[0], arrays, below(report, "omero"));
  return problems;
}

/** Paths of the arrays that the first levels of all multiscale images name, in order, without repeats. */
export function datasetPaths(root: RootMetadata): string[] {
  const { multiscales } = ngffAttributes(root);
  const paths = (Array.isArray(multiscales) ? multiscales : []).flatMap((multiscale) =>
    isObject(multiscale) && Array.isArray(multiscale.datasets)
      ? multiscale.datasets.map((dataset) => (isObject(dataset) ? dataset.path : null))
      : [],
  );
  return [...new Set(paths.filter((path): path is string => typeof path === "string" && isSafePath(path)))];
}

/** Metadata must not lead out of the store. */
function isSafePath(path: string): boolean {
  return path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

function imageAttributes(root: RootMetadata, report: Report): Record<string, unknown> | null {
  if (root.zarrFormat === 2) {
    if (root.attributes.ome !== undefined) {
      report("error", "ome", 'NGFF metadata under "ome" belongs to version 0.5, which needs Zarr v3.');
    }
    return root.attributes;
  }
  const { ome } = root.attributes;
  if (!isObject(ome)) {
    report("error", "ome", 'There is no "ome" metadata.');
    return null;
  }
  if (ome.version !== "0.5") {
    report(
      "error",
      "ome.version",
      `The version has to be "0.5" in a Zarr v3 store, not ${JSON.stringify(ome.version)}.`,
    );
  }
  return ome;
}
