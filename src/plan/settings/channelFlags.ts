import { settingError } from "./settingError.ts";

type ChannelFlag = { key: string; flag: string; value: string; meaning: string; kind: "text" | "boolean" | "number" };

/** The command line's way to describe channels: R1.3. Lists are shorter than the channels: the rest is derived. */
export const CHANNEL_FLAGS: readonly ChannelFlag[] = [
  {
    key: "label",
    flag: "--channel-labels",
    value: "DAPI,GFP",
    meaning: "Names; needed for the other ones.",
    kind: "text",
  },
  { key: "color", flag: "--channel-colors", value: "#0000FF,#00FF00", meaning: "Colours.", kind: "text" },
  { key: "active", flag: "--channel-actives", value: "yes,no", meaning: "Shown at first or not.", kind: "boolean" },
  { key: "coefficient", flag: "--channel-coefficients", value: "1,0.5", meaning: "Coefficients.", kind: "number" },
  {
    key: "family",
    flag: "--channel-families",
    value: "linear,linear",
    meaning: "Families of the transfer curve.",
    kind: "text",
  },
  { key: "inverted", flag: "--channel-inverted", value: "no,yes", meaning: "Inverted or not.", kind: "boolean" },
  {
    key: "min",
    flag: "--channel-window-min",
    value: "0,0",
    meaning: "Lowest value of the window's range.",
    kind: "number",
  },
  {
    key: "max",
    flag: "--channel-window-max",
    value: "255,255",
    meaning: "Highest value of the window's range.",
    kind: "number",
  },
  { key: "start", flag: "--channel-window-start", value: "0,0", meaning: "Value shown black.", kind: "number" },
  { key: "end", flag: "--channel-window-end", value: "255,255", meaning: "Value shown brightest.", kind: "number" },
];

const WINDOW_DEFAULTS: Readonly<Record<string, number>> = { min: 0, max: 255, start: 0, end: 255 };

/**
 * The channels that the flags describe, for `parseSettings`; undefined when there are no labels. A channel with a part of a
 * window gets 0 and 255 for the rest, as in the reference.
 * @param texts what was given, by flag
 * @throws `setting` for `channels`
 */
export function channelsFromFlags(texts: Readonly<Record<string, string>>): Record<string, unknown>[] | undefined {
  const lists = new Map(CHANNEL_FLAGS.map((flag) => [flag.key, entries(flag, texts[flag.flag])]));
  const labels = lists.get("label")!;
  if (labels.length === 0) {
    const orphan = CHANNEL_FLAGS.find(({ key }) => lists.get(key)!.length > 0);
    if (orphan === undefined) return undefined;
    throw settingError("channels", `channels: ${orphan.flag} needs --channel-labels`, "Give --channel-labels too.");
  }
  return labels.map((label, index) => {
    const channel: Record<string, unknown> = { label };
    const window: Record<string, unknown> = {};
    for (const [key, values] of lists) {
      const value = values[index];
      if (value === undefined || key === "label") continue;
      (key in WINDOW_DEFAULTS ? window : channel)[key] = value;
    }
    return Object.keys(window).length === 0 ? channel : { ...channel, window: { ...WINDOW_DEFAULTS, ...window } };
  });
}

function entries(flag: ChannelFlag, text: string | undefined): (string | boolean | number)[] {
  const tokens = (text ?? "").split(",").map((token) => token.trim());
  return tokens
    .filter((token) => token !== "")
    .map((token) => {
      if (flag.kind === "text") return token;
      const value = flag.kind === "number" ? Number(token) : booleanWord(token);
      if (value !== null && !Number.isNaN(value)) return value;
      throw settingError(
        "channels",
        `channels: ${flag.flag} has “${token}”`,
        flag.kind === "number" ? "Give numbers." : "Give yes or no.",
      );
    });
}

/** The reference's words for yes and no, or null: R1.3. */
export function booleanWord(word: string): boolean | null {
  const lower = word.toLowerCase();
  if (["1", "true", "t", "yes", "y", "on"].includes(lower)) return true;
  return ["0", "false", "f", "no", "n", "off"].includes(lower) ? false : null;
}
