import { shortJson } from "../../model/untrustedJson.ts";
import { isInteger } from "../../model/dtype.ts";
import { isObject } from "../../model/untrustedJson.ts";
import type { StoredArray } from "../../zarr/storedArray.ts";
import type { NamedAxis } from "./axes.ts";
import { below, type Report } from "./problem.ts";
import { repeated } from "./repeated.ts";
import { validateVersion04 } from "./version.ts";

/** The `image-label` metadata of a label image (NGFF 0.4 and 0.5, "labels metadata"). */
export function validateLabel(attributes: Record<string, unknown>, zarrFormat: 2 | 3, report: Report): void {
  const label = attributes["image-label"];
  const place = below(report, "image-label");
  if (label === undefined) {
    place("label-unsaid", "", "The label image has no image-label metadata.");
    return;
  }
  if (!isObject(label)) {
    place("label-colors", "", "The image-label metadata have to be an object.");
    return;
  }
  if (zarrFormat === 2) validateVersion04(label, place);
  if (label.colors === undefined) place("label-colors-missing", "colors", "The colours of the labels are not said.");
  else validateColors(label.colors, below(place, "colors"));
  if (label.properties !== undefined) validateProperties(label.properties, below(place, "properties"));
  const { source } = label;
  if (source !== undefined && (!isObject(source) || !["string", "undefined"].includes(typeof source.image))) {
    place("label-source", "source", "The source has to be an object with the path of an image.");
  }
}

/** Path of the image that a label image at `path` says it belongs to, in the store; null where it leads out of the store. */
export function sourcePath(attributes: Record<string, unknown>, path: string): string | null {
  const label = attributes["image-label"];
  const source = isObject(label) && isObject(label.source) ? label.source.image : undefined;
  const segments = path === "" ? [] : path.split("/");
  for (const segment of (typeof source === "string" ? source : "../../").split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments.join("/");
}

function validateColors(colors: unknown, report: Report): void {
  if (!Array.isArray(colors) || colors.length === 0) {
    report("label-colors", "", "The colours have to be a list that is not empty.");
    return;
  }
  const values: unknown[] = [];
  for (const [at, color] of colors.entries()) {
    const place = `[${at}]`;
    const value = isObject(color) ? color["label-value"] : undefined;
    values.push(value);
    if (!Number.isInteger(value)) {
      report("label-colors", place, `The label value ${shortJson(value)} is no whole number.`);
    }
    const rgba = isObject(color) ? color.rgba : undefined;
    if (rgba !== undefined && !isRgba(rgba)) {
      report("label-colors", `${place}.rgba`, `${shortJson(rgba)} are not four whole numbers from 0 to 255.`);
    }
  }
  for (const [at, value] of repeated(values)) {
    report("label-colors", `[${at}]`, `The label value ${shortJson(value)} has two colours.`);
  }
}

function isRgba(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.every((part) => Number.isInteger(part) && Number(part) >= 0 && Number(part) <= 255)
  );
}

function validateProperties(properties: unknown, report: Report): void {
  if (!Array.isArray(properties) || properties.length === 0) {
    report("label-properties", "", "The properties have to be a list that is not empty.");
    return;
  }
  for (const [at, property] of properties.entries()) {
    const value = isObject(property) ? property["label-value"] : undefined;
    if (!Number.isInteger(value)) {
      report("label-properties", `[${at}]`, `The label value ${shortJson(value)} is no whole number.`);
    }
  }
  for (const [at] of repeated(properties.map((property) => JSON.stringify(property)))) {
    report("label-properties", `[${at}]`, "The same properties stand here twice.");
  }
}

/** An image as its labels are held against it. */
export type LabelledImage = { axes: NamedAxis[] | null; arrays: readonly (StoredArray | null)[] };

/** A label image against its image: type, number of levels, shape (NGFF 0.4 and 0.5, "labels metadata"). */
export function validateLabelArrays(label: LabelledImage, image: LabelledImage | null, report: Report): void {
  const dtype = label.arrays[0]?.dtype ?? null;
  if (dtype !== null && !isInteger(dtype)) {
    report("label-type", "", `The labels are stored as ${dtype}.`);
  }
  if (image === null || image.arrays.length === 0 || label.arrays.length === 0) return;
  if (label.arrays.length !== image.arrays.length) {
    report(
      "label-levels",
      "",
      `The label image has ${label.arrays.length} levels, its image has ${image.arrays.length}.`,
    );
  }
  const [own, its] = [label.arrays[0] ?? null, image.arrays[0] ?? null];
  if (own === null || its === null || label.axes === null || image.axes === null) return;
  for (const [axis, { name }] of label.axes.entries()) {
    const length = own.shape[axis];
    const wanted = its.shape[image.axes.findIndex((other) => other.name === name)];
    if (length === undefined || wanted === undefined || length === 1 || length === wanted) continue;
    report("label-shape", "", `Axis ${name} of the label image has ${length} pixels, that of its image ${wanted}.`);
  }
}
