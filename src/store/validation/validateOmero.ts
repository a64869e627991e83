import { integerLimits, isInteger } from "../../model/dtype.ts";
import { isObject } from "../jsonFile.ts";
import type { StoredArray } from "../parseArrayMetadata.ts";
import { below, type Report, type StoredArrays } from "./problem.ts";

/** The `omero` block (NGFF 0.4 and 0.5, "omero metadata"): optional, but what is in it has rules. */
export function validateOmero(omero: unknown, multiscale: unknown, arrays: StoredArrays, report: Report): void {
  if (!isObject(omero) || !Array.isArray(omero.channels)) {
    report("error", "channels", "There is no list of channels.");
    return;
  }
  const image = firstLevel(multiscale, arrays);
  const { channels } = omero;
  if (image !== null && channels.length !== image.sizes.c) {
    report("error", "channels", `There are ${channels.length} channels; the image has ${image.sizes.c}.`);
  }
  for (const [at, channel] of channels.entries()) {
    validateChannel(channel, image?.array ?? null, below(report, `channels[${at}]`));
  }
  if (omero.rdefs !== undefined) validateRdefs(omero.rdefs, image?.sizes ?? null, below(report, "rdefs"));
}

type Sizes = { t: number; c: number; z: number };

function firstLevel(multiscale: unknown, arrays: StoredArrays): { array: StoredArray; sizes: Sizes } | null {
  if (!isObject(multiscale) || !Array.isArray(multiscale.axes) || !Array.isArray(multiscale.datasets)) return null;
  const dataset: unknown = multiscale.datasets[0];
  const array = isObject(dataset) ? arrays.get(String(dataset.path)) : null;
  if (array === undefined || array === null) return null;
  const size = (isMeant: (axis: Record<string, unknown>) => boolean): number => {
    // The list was seen to be one above.
    const at = (multiscale.axes as unknown[]).findIndex((axis) => isObject(axis) && isMeant(axis));
    return array.shape[at] ?? 1;
  };
  return {
    array,
    sizes: {
      t: size(({ type }) => type === "time"),
      c: size(({ type }) => type === "channel"),
      z: size(({ name }) => name === "z"),
    },
  };
}

function validateChannel(channel: unknown, array: StoredArray | null, report: Report): void {
  if (!isObject(channel)) {
    report("error", "", "A channel has to be an object.");
    return;
  }
  if (typeof channel.color !== "string" || !/^[0-9a-fA-F]{6}$/.test(channel.color)) {
    report("error", "color", `The colour ${JSON.stringify(channel.color)} is not six hexadecimal digits without "#".`);
  }
  const { window } = channel;
  const edges = isObject(window) ? [window.min, window.start, window.end, window.max] : [];
  if (edges.length === 0 || !edges.every((edge): edge is number => typeof edge === "number" && Number.isFinite(edge))) {
    report("error", "window", "The window has to have the numbers min, max, start and end.");
    return;
  }
  const [min, start, end, max] = edges as [number, number, number, number];
  if (!(min < max)) report("warning", "window", `The window's min (${min}) is not below its max (${max}).`);
  if (!(start < end)) report("warning", "window", `The window's start (${start}) is not below its end (${end}).`);
  if (start < min || end > max) report("warning", "window", "The window reaches beyond its own min and max.");
  if (array?.dtype !== null && array?.dtype !== undefined && isInteger(array.dtype)) {
    const limits = integerLimits(array.dtype);
    if (start < Number(limits.min) || end > Number(limits.max)) {
      report("warning", "window", `The window (${start} to ${end}) is beyond what ${array.dtype} can hold.`);
    }
  }
}

function validateRdefs(rdefs: unknown, sizes: Sizes | null, report: Report): void {
  if (!isObject(rdefs)) {
    report("error", "", "The rendering settings have to be an object.");
    return;
  }
  if (rdefs.model !== undefined && rdefs.model !== "color" && rdefs.model !== "greyscale") {
    report("warning", "model", 'The model should be "color" or "greyscale".');
  }
  if (sizes === null) return;
  for (const [key, size] of [
    ["defaultT", sizes.t],
    ["defaultZ", sizes.z],
  ] as const) {
    const value = rdefs[key];
    if (value === undefined) continue;
    if (!Number.isInteger(value) || Number(value) < 0 || Number(value) >= size) {
      report("warning", key, `${key} is ${JSON.stringify(value)}; it has to be from 0 to ${size - 1}.`);
    }
  }
}
