import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import type { ChannelSettings } from "../../plan/settings/settings.ts";
import { textsOf, withTexts } from "./channelTexts.ts";
import { readSettingsFile, settingsBlob } from "./readSettingsFile.ts";

const fileOf = (content: string | Blob): File => new File([content], "mine.json");

describe("a file of settings", () => {
  it("holds all that was set", async () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      zarrFormat: 2 as const,
      dtype: "uint16" as const,
      dtypeByteOrder: "big" as const,
    };
    expect(await readSettingsFile(fileOf(settingsBlob(settings)))).toEqual(settings);
  });

  it("may be the arguments of a bioio-conversion call", async () => {
    expect(await readSettingsFile(fileOf('{"start_T_src": 1, "num_levels": 2}'))).toMatchObject({
      startTSrc: 1,
      numLevels: 2,
    });
  });

  it("is refused with what is wrong with it", async () => {
    await expect(readSettingsFile(fileOf("{"))).rejects.toThrow("mine.json could not be read as JSON");
    await expect(readSettingsFile(fileOf("[1]"))).rejects.toThrow("mine.json does not hold an object of settings");
    await expect(readSettingsFile(fileOf('{"tbatch": "many"}'))).rejects.toMatchObject({
      kind: "setting",
      details: { setting: "tbatch" },
    });
    await expect(readSettingsFile(fileOf(" ".repeat(9 * 2 ** 20)))).rejects.toThrow("too large");
  });
});

describe("what is typed of a channel", () => {
  const channel: ChannelSettings = {
    label: "DAPI",
    color: null,
    active: false,
    coefficient: 2,
    family: "linear",
    inverted: null,
    window: { min: 0, max: 9, start: 1, end: 8 },
  };

  it("is shown as it would be typed, and stays what it was", () => {
    expect(textsOf(channel)).toEqual({ coefficient: "2", family: "linear", min: "0", max: "9", start: "1", end: "8" });
    expect(Object.values(textsOf(null)).join("")).toBe("");
    expect(withTexts(channel, {})).toEqual(channel);
  });

  it("is derived where it is emptied, and kept where it is no value yet", () => {
    expect(withTexts(channel, { coefficient: " ", family: "" })).toMatchObject({ coefficient: null, family: null });
    expect(withTexts(channel, { min: "", max: "", start: "", end: "" })["window"]).toBeNull();
    expect(withTexts(channel, { min: "", end: "x" })["window"]).toEqual({ max: 9, start: 1, end: "x" });
  });
});
