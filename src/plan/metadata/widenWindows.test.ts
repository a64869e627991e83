import { describe, expect, test } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { rootAttributes } from "./ngff.ts";
import { parseSettings } from "../settings/parseSettings.ts";
import { planConversion } from "../planConversion.ts";
import { widenWindows } from "./widenWindows.ts";

describe("the display windows of a store that time points are added to", () => {
  const image = describeImage([describeScene("tcyx", [2, 2, 4, 4])]);
  const outputFor = (zarrFormat: 2 | 3) => planConversion(image, parseSettings({ zarrFormat })).outputs[0]!;
  const first = { min: 10, max: 90, low: 20, high: 80 };
  const windowsIn = (attributes: unknown): unknown[] => {
    const found: unknown[] = [];
    JSON.stringify(attributes, (key, value: unknown) => {
      if (key === "window") found.push(value);
      return value;
    });
    return found;
  };

  test.each([2, 3] as const)("hold the new values too, in Zarr v%d", (zarrFormat) => {
    const output = outputFor(zarrFormat);
    const before = { ...rootAttributes(output, [first, first]), kept: { by: "somebody" } };
    const after = widenWindows(before, output, [
      { min: 5, max: 60, low: 7, high: 50 },
      { min: 30, max: 400, low: 30, high: 300 },
    ]);
    expect(windowsIn(after)).toEqual([
      { min: 5, max: 90, start: 7, end: 80 },
      { min: 10, max: 400, start: 20, end: 300 },
    ]);
    expect(after).toMatchObject({ kept: { by: "somebody" } });
    expect(widenWindows(after, output, [first, null])).toBe(after);
  });

  test("stay where the person chose them, where nothing was seen, and where there are none", () => {
    const output = outputFor(3);
    const before = rootAttributes(output, [first, first]);
    const wide = { min: 0, max: 1000, low: 1, high: 900 };
    const window = { min: 0, max: 255, start: 0, end: 255 };
    const chosen = { ...output, channels: output.channels.map((channel) => ({ ...channel, window })) };
    expect(widenWindows(before, chosen, [wide, wide])).toBe(before);
    expect(widenWindows(before, output, [null, null])).toBe(before);
    expect(widenWindows({ ome: { omero: { channels: [{ window: { min: "a" } }, 7] } } }, output, [wide, wide])).toEqual(
      {
        ome: { omero: { channels: [{ window: { min: "a" } }, 7] } },
      },
    );
    expect(widenWindows({}, output, [wide])).toEqual({});
  });
});
