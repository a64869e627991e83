import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readKeptPresets, writeKeptPresets } from "../../browser/keptPresets.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { parameterOf } from "../../plan/settings/parameters.ts";
import { settingsOfPreset, PRESETS } from "../../plan/settings/presets.ts";
import { withText, withValue } from "./changeSetting.ts";
import { isSame } from "./sameSettings.ts";

describe("changing a setting", () => {
  it("takes what was typed", () => {
    expect(withText(DEFAULT_SETTINGS, parameterOf("chunkShape"), "1, 64, 64").settings?.chunkShape).toEqual([
      1, 64, 64,
    ]);
    expect(withText(DEFAULT_SETTINGS, parameterOf("compressor"), "none").settings?.compressor).toBe("none");
    expect(withText(DEFAULT_SETTINGS, parameterOf("memoryTarget"), "1MiB").settings?.memoryTarget).toBe(2 ** 20);
  });

  it("says what is wrong with it, naming the parameter", () => {
    for (const text of ["64,x", "0,64", "-1"]) {
      const { settings, problem } = withText(DEFAULT_SETTINGS, parameterOf("chunkShape"), text);
      expect(settings).toBeNull();
      expect(problem?.text).toContain("chunk_shape");
    }
  });

  it("derives the value again when the field is emptied", () => {
    const given = { ...DEFAULT_SETTINGS, chunkShape: [1, 2], dtype: "uint8" as const, dtypeByteOrder: "big" as const };
    expect(withText(given, parameterOf("chunkShape"), " ").settings?.chunkShape).toBeNull();
    const typed = withText(given, parameterOf("dtype"), "uint16").settings;
    expect(typed).toMatchObject({ dtype: "uint16" });
    expect(typed?.dtypeByteOrder).toBeUndefined();
    expect(withValue(given, parameterOf("downsampleZ"), true).settings?.downsampleZ).toBe(true);
  });

  it("knows settings that mean the same", () => {
    expect(isSame(DEFAULT_SETTINGS, { ...DEFAULT_SETTINGS })).toBe(true);
    expect(isSame(DEFAULT_SETTINGS, settingsOfPreset(PRESETS[0]!))).toBe(false);
  });
});

describe("kept presets", () => {
  const stored = new Map<string, string>();
  beforeEach(() => {
    stored.clear();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("come back", () => {
    const settings = { ...DEFAULT_SETTINGS, zarrFormat: 2 as const };
    writeKeptPresets([{ name: "Mine", settings }]);
    expect(readKeptPresets()).toEqual([{ name: "Mine", settings }]);
  });

  it("are left out where they make no sense, one by one", () => {
    const good = { name: "good", settings: {} };
    stored.set(
      "zarrdrop-presets",
      JSON.stringify([good, { name: "bad", settings: { zarrFormat: 9 } }, 5, { name: 1 }]),
    );
    expect(readKeptPresets().map((preset) => preset.name)).toEqual(["good"]);
    stored.set("zarrdrop-presets", "not json");
    expect(readKeptPresets()).toEqual([]);
  });
});
