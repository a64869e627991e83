import type { SceneDescription } from "../../model/image.ts";
import { plainChannel } from "../metadata/channels.ts";
import type { ChannelPlan } from "../plan.ts";
import type { ChannelSettings } from "../settings/settings.ts";

/** The reference's window, whatever the data: R7.5. */
const REFERENCE_WINDOW = { min: 0, max: 255, start: 0, end: 255 };

/**
 * The channels as the reference writes them: given ones verbatim and uncounted, else the reader's names in white. Only an image
 * with an axis c has any (R7.5).
 * @param count length of the reader's axis c, or null without one
 * @param number the scene's number as it was asked for: from the end where it is negative
 */
export function referenceChannels(
  scene: SceneDescription,
  count: number | null,
  given: readonly ChannelSettings[] | null,
  number: number,
): ChannelPlan[] {
  if (count === null) return [];
  if (given !== null) {
    return given.map((channel) => ({
      label: channel.label,
      color: channel.color ?? "#FFFFFF",
      active: channel.active ?? true,
      coefficient: channel.coefficient ?? 1,
      family: channel.family ?? "linear",
      inverted: channel.inverted ?? false,
      window: channel.window ?? REFERENCE_WINDOW,
    }));
  }
  const { channelNames: names, channelsNumbered } = scene.reference;
  const prefix = names !== null && names.length > 0 && channelsNumbered === true ? `Channel:${number}` : "Channel";
  const labels =
    prefix === "Channel" && names !== null && names.length > 0
      ? names
      : Array.from({ length: count }, (_, index) => `${prefix}:${index}`);
  return labels.slice(0, count).map((label) => plainChannel(label, "#FFFFFF", REFERENCE_WINDOW));
}

/** The channels that the reference makes up for NGFF 0.4 when it has none. */
export function referenceFallbackChannels(count: number): ChannelPlan[] {
  return Array.from({ length: count }, (_, index) => plainChannel(`C:${index}`, "ffffff", REFERENCE_WINDOW));
}
