import { shortJson } from "../../model/untrustedJson.ts";
import { integerLimits, isInteger } from "../../model/dtype.ts";
import { isObject } from "../../model/untrustedJson.ts";
import type { StoredArray } from "../../zarr/storedArray.ts";
import { below, type Report } from "./problem.ts";

/** What the rendering settings are held against; null where it is not known. */
export type RenderedImage = { array: StoredArray; sizes: { t: number; c: number; z: number } };

/** The `omero` block (NGFF 0.4 and 0.5, "omero metadata"): optional, but what is in it has rules. */
export function validateOmero(omero: unknown, image: RenderedImage | null, report: Report): void {
  if (!isObject(omero) || !Array.isArray(omero.channels)) {
    report("omero-damaged", "channels", "There is no list of channels.");
    return;
  }
  const { channels } = omero;
  if (image !== null && channels.length !== image.sizes.c) {
    report("channel-count", "channels", `There are ${channels.length} channels; the image has ${image.sizes.c}.`);
  }
  for (const [at, channel] of channels.entries()) {
    validateChannel(channel, image?.array ?? null, below(report, `channels[${at}]`));
  }
  if (omero.rdefs !== undefined) validateRdefs(omero.rdefs, image?.sizes ?? null, below(report, "rdefs"));
}

/** The `min` and `max` of each channel's window, null where there are none. */
export function windowLimits(omero: unknown): ({ min: number; max: number } | null)[] {
  const channels: unknown[] = isObject(omero) && Array.isArray(omero.channels) ? omero.channels : [];
  return channels.map((channel) => {
    const window = isObject(channel) ? channel.window : null;
    if (!isObject(window)) return null;
    const { min, max } = window;
    return typeof min === "number" && typeof max === "number" ? { min, max } : null;
  });
}

function validateChannel(channel: unknown, array: StoredArray | null, report: Report): void {
  if (!isObject(channel)) {
    report("omero-damaged", "", "A channel has to be an object.");
    return;
  }
  if (typeof channel.color !== "string" || !/^[0-9a-fA-F]{6}$/.test(channel.color)) {
    report(
      "channel-color",
      "color",
      `The colour ${shortJson(channel.color)} is not six hexadecimal digits without "#".`,
    );
  }
  validateWindow(channel.window, array, below(report, "window"));
}

function validateWindow(window: unknown, array: StoredArray | null, report: Report): void {
  const edges = isObject(window) ? [window.min, window.start, window.end, window.max] : [];
  if (edges.length === 0 || !edges.every((edge): edge is number => typeof edge === "number" && Number.isFinite(edge))) {
    report("window-missing", "", "The window has to have the numbers min, max, start and end.");
    return;
  }
  const [min, start, end, max] = edges as [number, number, number, number];
  if (!(min < max)) report("window-order", "", `The window's min (${min}) is not below its max (${max}).`);
  if (!(start < end)) report("window-order", "", `The window's start (${start}) is not below its end (${end}).`);
  if (start < min || end > max) report("window-order", "", "The window reaches beyond its own min and max.");
  if (array?.dtype !== null && array?.dtype !== undefined && isInteger(array.dtype)) {
    const limits = integerLimits(array.dtype);
    if (start < Number(limits.min) || end > Number(limits.max)) {
      report("window-type", "", `The window (${start} to ${end}) is beyond what ${array.dtype} can hold.`);
    }
  }
}

function validateRdefs(rdefs: unknown, sizes: RenderedImage["sizes"] | null, report: Report): void {
  if (!isObject(rdefs)) {
    report("rendering-wrong", "", "The rendering settings have to be an object.");
    return;
  }
  if (rdefs.model !== undefined && rdefs.model !== "color" && rdefs.model !== "greyscale") {
    report("rendering-wrong", "model", 'The model should be "color" or "greyscale".');
  }
  if (sizes === null) return;
  for (const [key, size] of [
    ["defaultT", sizes.t],
    ["defaultZ", sizes.z],
  ] as const) {
    const value = rdefs[key];
    if (value === undefined) continue;
    if (!Number.isInteger(value) || Number(value) < 0 || Number(value) >= size) {
      report("rendering-wrong", key, `${key} is ${shortJson(value)}; it has to be from 0 to ${size - 1}.`);
    }
  }
}
