import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../plan/settings/defaultSettings.ts";
import { PRESETS, settingsOfPreset } from "../plan/settings/presets.ts";
import { readKeptSettings, writeKeptSettings } from "./keptSettings.ts";

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, text: string) => void stored.set(key, text),
  });
});
afterEach(() => vi.unstubAllGlobals());

it("remembers the last choice, but nothing of one image, nor that stores are to be replaced", () => {
  expect(readKeptSettings(DEFAULT_SETTINGS)).toBeNull();
  for (const preset of PRESETS) {
    const chosen = settingsOfPreset(preset);
    writeKeptSettings({ ...chosen, existing: "replace", chunkShape: [1, 2, 3], startTSrc: 4 });
    expect(readKeptSettings(settingsOfPreset(PRESETS[0]!)), preset.id).toEqual({
      ...settingsOfPreset(PRESETS[0]!),
      ...Object.fromEntries(
        Object.entries(chosen).filter(([key]) => stored.values().next().value!.includes(`"${key}"`)),
      ),
    });
  }
  expect([...stored.values()].join("")).not.toMatch(/existing|chunkShape|startTSrc/u);
});

it("is nothing where what is kept is not understood", () => {
  for (const text of ["{", "7", '{"zarrFormat":9}', '{"unknown":1}']) {
    stored.set("zarrdrop-settings", text);
    expect(readKeptSettings(DEFAULT_SETTINGS), text).toBeNull();
  }
});
