import type { OutputPlan } from "../plan.ts";

/**
 * Labels that get colours: a viewer that is told of some takes the others for none, and a store with a colour for each of a million would have
 * metadata of 100 MB.
 */
const MOST_COLORED = 1024;

/**
 * The metadata `image-label` (NGFF, "labels"): colours of the labels from 1 to the largest that was seen, unless they are too many, and the image
 * that they belong to.
 * @param seen of each channel, or null where nothing was seen
 */
export function imageLabel(
  { metadata, ngffVersion }: OutputPlan,
  seen: readonly ({ max: number } | null)[],
): Record<string, unknown> {
  const largest = seen.reduce((most, channel) => Math.max(most, channel?.max ?? 0), 0);
  const colors = largest > MOST_COLORED ? [] : Array.from({ length: largest }, (_, index) => colorOf(index + 1));
  const source = metadata.imageLabel?.source ?? null;
  return {
    version: ngffVersion,
    ...(colors.length === 0 ? {} : { colors }),
    ...(source === null ? {} : { source: { image: source } }),
  };
}

/** Hues a golden angle apart: neighbours differ, and no two are the same. */
const GOLDEN_ANGLE = 137.507_764;

function colorOf(value: number): Record<string, unknown> {
  const hue = (value * GOLDEN_ANGLE) % 360;
  // Light and dark by turns tell apart what has come round to nearly the same hue.
  const lightness = [0.5, 0.65, 0.4][value % 3]!;
  const strength = Math.min(lightness, 1 - lightness);
  const part = (shift: number): number => {
    const at = (shift + hue / 30) % 12;
    return Math.round(255 * (lightness - strength * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return { "label-value": value, rgba: [part(0), part(8), part(4), 255] };
}
