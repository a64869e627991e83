import type { ChannelSettings } from "../../plan/settings/settings.ts";

/** The members of a display window, as they are written. */
export const WINDOW_MEMBERS = ["min", "max", "start", "end"] as const;

/** Members of a channel that are typed. */
export type ChannelTextKey = "coefficient" | "family" | (typeof WINDOW_MEMBERS)[number];

/** What was typed of a channel; what is missing was not touched. */
export type ChannelTexts = Partial<Record<ChannelTextKey, string>>;

/** What a channel's fields show for the settings that hold; empty: derived. */
export function textsOf(channel: ChannelSettings | null): Record<ChannelTextKey, string> {
  const text = (value: number | string | null | undefined): string => String(value ?? "");
  const window = channel?.window;
  return {
    coefficient: text(channel?.coefficient),
    family: text(channel?.family),
    min: text(window?.min),
    max: text(window?.max),
    start: text(window?.start),
    end: text(window?.end),
  };
}

/**
 * A channel with what was typed put into it, to be checked by `parseSettings`: numbers that are none stay texts, and a window of
 * which a part is empty stays without it.
 */
export function withTexts(channel: ChannelSettings, typed: ChannelTexts): Record<string, unknown> {
  const texts = { ...textsOf(channel), ...typed };
  const members = WINDOW_MEMBERS.filter((member) => texts[member].trim() !== "");
  return {
    ...channel,
    coefficient: numberFrom(texts.coefficient),
    family: texts.family.trim() === "" ? null : texts.family,
    window: members.length === 0 ? null : Object.fromEntries(members.map((each) => [each, numberFrom(texts[each])])),
  };
}

/** Null for an empty text; a text that is no number as it is, for the message that says so. */
function numberFrom(text: string): number | string | null {
  if (text.trim() === "") return null;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
