import { LIMITS } from "../../model/limits.ts";
import { settingError } from "./settingError.ts";
import type { ChannelSettings } from "./settings.ts";
import { finiteNumber, list, record, someText, trueOrFalse, valueText } from "./settingValues.ts";

const NAME = "channels";
const MEMBERS = ["label", "color", "active", "coefficient", "family", "inverted", "window"] as const;
const WINDOW = ["min", "max", "start", "end"] as const;

/**
 * Channels as the reference's `Channel` class takes them. Colours become six hexadecimal digits; in compatibility mode they stay
 * as they are and are needed, as there.
 * @throws `setting` for `channels`
 */
export function parseChannels(value: unknown, compatible: boolean): ChannelSettings[] {
  return list(value, LIMITS.channels, NAME).map((entry, index) => parseChannel(entry, `${NAME}[${index}]`, compatible));
}

function parseChannel(value: unknown, where: string, compatible: boolean): ChannelSettings {
  const members = record(value, NAME, where);
  for (const key of Object.keys(members)) {
    if ((MEMBERS as readonly string[]).includes(key)) continue;
    throw settingError(NAME, `${where} has an unknown member “${key}”`, `A channel has: ${MEMBERS.join(", ")}.`);
  }
  const optional = <T>(key: (typeof MEMBERS)[number], parse: (part: unknown, where: string) => T): T | null => {
    const part = members[key];
    return part === undefined || part === null ? null : parse(part, `${where}.${key}`);
  };
  const needed = compatible ? (["label", "color"] as const) : (["label"] as const);
  for (const key of needed) {
    if (members[key] !== undefined && members[key] !== null) continue;
    throw settingError(NAME, `${where}.${key} is missing`, `Give the channel a ${key}.`);
  }
  return {
    label: someText(members["label"], NAME, `${where}.label`),
    color: optional("color", (part, at) => (compatible ? someText(part, NAME, at) : colorDigits(part, at))),
    active: optional("active", (part, at) => trueOrFalse(part, NAME, at)),
    coefficient: optional("coefficient", (part, at) => finiteNumber(part, NAME, at)),
    family: optional("family", (part, at) => someText(part, NAME, at)),
    inverted: optional("inverted", (part, at) => trueOrFalse(part, NAME, at)),
    window: optional("window", (part, at) => parseWindow(part, at, compatible)),
  };
}

function parseWindow(value: unknown, where: string, compatible: boolean): NonNullable<ChannelSettings["window"]> {
  const members = record(value, NAME, where);
  const [min, max, start, end] = WINDOW.map((key) => {
    if (members[key] !== undefined) return finiteNumber(members[key], NAME, `${where}.${key}`);
    throw settingError(NAME, `${where}.${key} is missing`, "A window has min, max, start and end.");
  }) as [number, number, number, number]; // one number per member of WINDOW
  if (!compatible && !(start < end && min < max)) {
    throw settingError(NAME, `${where} is empty`, "start must be less than end, and min less than max.");
  }
  return { min, max, start, end };
}

/** `#ff8000`, `FF8000`, `f80`, with or without opacity at the end: `FF8000`. */
function colorDigits(value: unknown, where: string): string {
  const digits = typeof value === "string" ? /^#?([0-9a-f]+)$/i.exec(value.trim())?.[1]?.toUpperCase() : undefined;
  if (digits?.length === 6 || digits?.length === 8) return digits.slice(0, 6);
  if (digits?.length === 3) return digits.replace(/./g, "$&$&");
  throw settingError(
    NAME,
    `${where} cannot be ${valueText(value)}`,
    "Give a colour as six hexadecimal digits, such as FF8000.",
  );
}
