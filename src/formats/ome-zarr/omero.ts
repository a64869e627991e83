import { shortJson } from "../../model/untrustedJson.ts";
import type { ChannelDescription } from "../../model/image.ts";
import { type JsonObject } from "../../model/untrustedJson.ts";
import { objectIn, objectsIn, textIn } from "../../zarr/json.ts";

/** The channels that `omero` metadata describe, as many as the image has; what is not said is null. */
export function channelsOf(attributes: JsonObject, count: number): ChannelDescription[] {
  const written = objectsIn(objectIn(attributes, "omero"), "channels");
  return Array.from({ length: count }, (_, index) => {
    const channel = written[index] ?? {};
    const window = objectIn(channel, "window");
    const start = window["start"];
    const end = window["end"];
    return {
      name: textIn(channel, "label"),
      color: colorOf(textIn(channel, "color")),
      // Writers that do not know put equal limits: that shows nothing.
      window: typeof start === "number" && typeof end === "number" && start < end ? { start, end } : null,
      emissionWavelengthNanometre: null,
    };
  });
}

/** Labels as BioIO lists them, all of them, or null without any. */
export function referenceLabels(attributes: JsonObject): string[] | null {
  const channels = objectsIn(objectIn(attributes, "omero"), "channels");
  if (channels.length === 0) return null;
  return channels.map(({ label }) => (typeof label === "string" ? label : label == null ? "" : shortJson(label)));
}

function colorOf(text: string | null): string | null {
  const digits = text === null ? null : /^#?([0-9a-fA-F]{6})([0-9a-fA-F]{2})?$/.exec(text);
  return digits === null ? null : digits[1]!.toUpperCase();
}
