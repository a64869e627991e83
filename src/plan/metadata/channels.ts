import { integerLimits, isInteger, type DataType } from "../../model/dtype.ts";
import type { ChannelDescription, SceneDescription } from "../../model/image.ts";
import type { AxisLayout } from "../layout/axes.ts";
import type { ChannelPlan } from "../plan.ts";
import type { ChannelSettings } from "../settings/settings.ts";

/** Colours for channels that have none, well apart on black. */
const PALETTE = ["0000FF", "00FF00", "FF0000", "FF00FF", "00FFFF", "FFFF00", "FF8000", "FFFFFF"] as const;

/** More channels than this are not shown all at once. */
const MOST_SHOWN = 8;

/** NGFF's convention for samples of a pixel: R11.4. */
const SAMPLES = [
  { label: "R", color: "FF0000" },
  { label: "G", color: "00FF00" },
  { label: "B", color: "0000FF" },
  { label: "A", color: "FFFFFF" },
] as const;

/**
 * The channels of an output image: one per index of its axis c, or one if it has none. What the person said comes first, then the
 * file's names and colours, then a palette. Channels beyond those given are derived.
 */
export function planChannels(
  scene: SceneDescription,
  layout: AxisLayout,
  dtype: DataType,
  given: readonly ChannelSettings[] | null,
): ChannelPlan[] {
  return describeChannels(scene, layout, dtype).map((derived, index) => {
    const said = given?.[index];
    if (said === undefined) return derived;
    const window = said.window ?? derived.window;
    return {
      ...derived,
      label: said.label,
      color: said.color ?? derived.color,
      active: said.active ?? derived.active,
      coefficient: said.coefficient ?? derived.coefficient,
      family: said.family ?? derived.family,
      inverted: said.inverted ?? derived.inverted,
      window,
    };
  });
}

function describeChannels(scene: SceneDescription, layout: AxisLayout, dtype: DataType): ChannelPlan[] {
  const axis = layout.letters.indexOf("c");
  const count = axis < 0 ? 1 : layout.shape[axis]!;
  const source = axis < 0 ? null : layout.view.sources[axis]!;
  if (source === null || typeof source === "number") {
    return Array.from({ length: count }, (_, index) => describedChannel(scene.channels[index], index, count));
  }
  const samples = scene.shape[source.sample]!;
  const letter = scene.axes[source.sample]!;
  const channels = count / samples;
  return Array.from({ length: count }, (_, index) => {
    const channel = Math.floor(index / samples);
    const sample = index % samples;
    const name = channels === 1 ? null : (scene.channels[channel]?.name ?? `Channel ${channel}`);
    if (letter === "s") return sampleChannel(name, sample, samples, scene, dtype);
    const label = `${letter.toUpperCase()}${sample}`;
    const base = describedChannel(undefined, index, count);
    return { ...base, label: name === null ? label : `${name} ${label}` };
  });
}

function describedChannel(channel: ChannelDescription | undefined, index: number, count: number): ChannelPlan {
  const color =
    channel?.color ??
    colorOfWavelength(channel?.emissionWavelengthNanometre ?? null) ??
    (count === 1 ? "FFFFFF" : PALETTE[index % PALETTE.length]!);
  const plain = plainChannel(channel?.name ?? `Channel ${index}`, color.toUpperCase(), null);
  const shown = { ...plain, active: count <= MOST_SHOWN || index < 3 };
  const display = channel?.window ?? null;
  return display === null || !(display.start < display.end) ? shown : { ...shown, display };
}

function sampleChannel(
  channelName: string | null,
  sample: number,
  samples: number,
  scene: SceneDescription,
  dtype: DataType,
): ChannelPlan {
  const known = samples === 3 || samples === 4 ? SAMPLES[sample] : undefined;
  const { label, color } = known ?? { label: `Sample ${sample}`, color: PALETTE[sample % PALETTE.length]! };
  const name = channelName === null ? label : `${channelName} ${label}`;
  const plain = plainChannel(name, color, sampleWindow(dtype, dtype === scene.dtype ? scene.significantBits : null));
  // Opacity shown as a channel would cover the picture.
  return { ...plain, active: label !== "A" };
}

/** Samples of colour pictures are shown over the whole range of their type, so that the colours stay as they are. */
function sampleWindow(dtype: DataType, significantBits: number | null): ChannelPlan["window"] {
  if (!isInteger(dtype) || dtype.endsWith("64")) return null;
  const max =
    significantBits !== null && significantBits > 0 && significantBits < 32
      ? Math.min(2 ** significantBits - 1, Number(integerLimits(dtype).max))
      : Number(integerLimits(dtype).max);
  return { min: 0, max, start: 0, end: max };
}

/** Roughly the colour of light, for channels whose emission is known. */
function colorOfWavelength(nanometres: number | null): string | null {
  if (nanometres === null || !(nanometres > 300 && nanometres < 1500)) return null;
  if (nanometres < 490) return "0000FF";
  if (nanometres < 560) return "00FF00";
  if (nanometres < 590) return "FFFF00";
  if (nanometres < 630) return "FF8000";
  return nanometres < 700 ? "FF0000" : "FF00FF";
}

/** A channel of which only this is known. */
export function plainChannel(label: string, color: string, window: ChannelPlan["window"]): ChannelPlan {
  return { label, color, active: true, coefficient: 1, family: "linear", inverted: false, window };
}
