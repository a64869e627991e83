import { isObject } from "../../model/untrustedJson.ts";
import { displayWindow, type Attributes, type ChannelStatistics } from "./ngff.ts";
import type { OutputPlan } from "../plan.ts";

const MEMBERS = ["min", "max", "start", "end"] as const;
type Window = Record<(typeof MEMBERS)[number], number>;

/**
 * The root attributes of a store to which time points were added: display windows that come from the data are widened until they
 * hold the new values too, everything else stays as it is. The same object where nothing changes. Doing it twice changes nothing.
 * @param attributes those of the store before
 * @param statistics one entry per channel, of the values that were added; null where nothing was seen
 */
export function widenWindows(
  attributes: Attributes,
  output: OutputPlan,
  statistics: readonly (ChannelStatistics | null)[],
): Attributes {
  const image = output.zarrFormat === 3 ? attributes["ome"] : attributes;
  if (!isObject(image) || !isObject(image["omero"]) || !Array.isArray(image["omero"]["channels"])) return attributes;
  let isChanged = false;
  const channels = image["omero"]["channels"].map((entry: unknown, index) => {
    const planned = output.channels[index];
    const seen = statistics[index] ?? null;
    if (planned === undefined || planned.window !== null || seen === null || !isObject(entry)) return entry;
    const before = entry["window"];
    if (!isWindow(before)) return entry;
    const added = displayWindow(planned, output.dtype, seen);
    const window = {
      ...before,
      min: Math.min(before.min, added.min),
      max: Math.max(before.max, added.max),
      start: Math.min(before.start, added.start),
      end: Math.max(before.end, added.end),
    };
    if (MEMBERS.every((member) => window[member] === before[member])) return entry;
    isChanged = true;
    return { ...entry, window };
  });
  if (!isChanged) return attributes;
  const widened = { ...image, omero: { ...image["omero"], channels } };
  return output.zarrFormat === 3 ? { ...attributes, ome: widened } : widened;
}

function isWindow(value: unknown): value is Window {
  return isObject(value) && MEMBERS.every((member) => Number.isFinite(value[member]));
}
