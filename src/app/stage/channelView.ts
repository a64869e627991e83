import { integerLimits, isInteger, type DataType } from "../../model/dtype.ts";
import type { ChannelPlan, OutputPlan } from "../../plan/plan.ts";
import type { LookUpTable } from "./lookUpTables.ts";
import { isTransmitted } from "./transmittedLight.ts";

/** How a channel is shown. Values at `start` and below are black, at `end` and above full colour. */
export type ChannelView = {
  name: string;
  /** Red, green, blue from 0 to 1. */
  color: readonly [number, number, number];
  /** Colours of a look-up table instead. */
  table: LookUpTable | null;
  /** From 0 to 1. */
  opacity: number;
  isVisible: boolean;
  /** The window comes from the file or from the data; else nothing is known of it yet. */
  isMeasured: boolean;
  start: number;
  end: number;
  /** Ends of the contrast slider. */
  minimum: number;
  maximum: number;
};

/** Colours for channels that have none of their own: easy to tell apart, also for most colour-blind eyes when added up. */
const PALETTE = ["00B7FF", "FF5A00", "3BE26B", "FF4FD8", "FFE14D", "9B6BFF"];

/** Channels that are shown at first: more than this is confusion. */
const SHOWN_AT_FIRST = 4;

/**
 * How the channels of an output are shown at first; contrast comes from the data as soon as some has been read. Transmitted light is off
 * beside fluorescence, for it is bright everywhere.
 */
export function initialChannels(output: OutputPlan, count: number): ChannelView[] {
  const range = dtypeRange(output.dtype);
  const isAlone = count === 1;
  const shown = shownAtFirst(output, count);
  return Array.from({ length: count }, (_, index) => {
    const plan: ChannelPlan | undefined = output.channels[index];
    const window = plan?.window ?? null;
    return {
      name: plan?.label || (isAlone ? "Intensity" : `Channel ${index + 1}`),
      color: rgbOf(colorOf(plan, index, count)),
      table: null,
      opacity: 1,
      isVisible: shown.has(index),
      isMeasured: window !== null,
      start: window?.start ?? range.minimum,
      end: window?.end ?? range.maximum,
      ...range,
    };
  });
}

function shownAtFirst({ channels }: OutputPlan, count: number): ReadonlySet<number> {
  const active = Array.from({ length: count }, (_, index) => index).filter((index) => channels[index]?.active ?? true);
  const fluorescent = active.filter((index) => !isTransmitted(channels[index]?.label ?? ""));
  return new Set((fluorescent.length > 0 ? fluorescent : active).slice(0, SHOWN_AT_FIRST));
}

/** White, the colour of channels of which the file says nothing, is only good for one, and for transmitted light. */
function colorOf(plan: ChannelPlan | undefined, index: number, count: number): string {
  const hex = plan?.color.replace(/^#/, "").toUpperCase();
  const isUsable = hex !== undefined && /^[0-9A-F]{6}$/.test(hex) && hex !== "000000";
  if (isUsable && (count === 1 || hex !== "FFFFFF")) return hex;
  return count === 1 || isTransmitted(plan?.label ?? "") ? "FFFFFF" : PALETTE[index % PALETTE.length]!;
}

/** "FF8000" → [1, 0.5, 0]. */
export function rgbOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** A CSS colour. */
export function cssColor([red, green, blue]: ChannelView["color"]): string {
  return `rgb(${Math.round(red * 255)} ${Math.round(green * 255)} ${Math.round(blue * 255)})`;
}

/** What the slider spans before any pixel was seen. */
function dtypeRange(dtype: DataType): { minimum: number; maximum: number } {
  if (!isInteger(dtype)) return { minimum: 0, maximum: 1 };
  const { min, max } = integerLimits(dtype);
  return { minimum: Number(min), maximum: Number(max) };
}

/** True for the red, green and blue of one camera picture: their balance must not be changed by contrasts of their own. */
export function isColorPicture(output: OutputPlan, channels: readonly ChannelView[]): boolean {
  const colors = channels.map((channel) => channel.color.map((part) => Math.round(part * 255)).join());
  return output.dtype === "uint8" && channels.length === 3 && colors.join(" ") === "255,0,0 0,255,0 0,0,255";
}
