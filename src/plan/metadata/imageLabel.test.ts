import { expect, test } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { planConversion } from "../planConversion.ts";
import { parseSettings } from "../settings/parseSettings.ts";
import { rootAttributes } from "./ngff.ts";

const labels = describeImage([describeScene("yx", [4, 5], { isLabelImage: true })]);

function imageLabelOf(max: number, zarrFormat = 3): Record<string, unknown> {
  const [output] = planConversion(labels, parseSettings({ zarrFormat })).outputs;
  const attributes = rootAttributes(output!, [{ min: 0, max, low: 0, high: max }]);
  // What the NGFF writer made.
  const ngff = (zarrFormat === 3 ? attributes.ome : attributes) as Record<string, Record<string, unknown>>;
  expect(ngff).not.toHaveProperty("omero");
  return ngff["image-label"]!;
}

test.each([
  [2, "0.4"],
  [3, "0.5"],
])("a label image in Zarr v%i has a colour for each label, no two alike", (zarrFormat, version) => {
  const { colors, ...rest } = imageLabelOf(300, zarrFormat);
  expect(rest).toEqual({ version });
  const entries = colors as { "label-value": number; rgba: number[] }[];
  expect(entries.map((entry) => entry["label-value"])).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  expect(new Set(entries.map(({ rgba }) => rgba.join())).size).toBe(300);
  for (const { rgba } of entries) {
    expect(rgba).toHaveLength(4);
    for (const part of rgba) expect(Number.isInteger(part) && part >= 0 && part <= 255).toBe(true);
    // Neither black nor white, which are backgrounds.
    expect(Math.max(...rgba.slice(0, 3))).toBeGreaterThan(90);
    expect(Math.min(...rgba.slice(0, 3))).toBeLessThan(180);
  }
});

test("of more labels than can be told apart there are no colours", () => {
  expect(imageLabelOf(1024)["colors"]).toHaveLength(1024);
  expect(imageLabelOf(1025)).toEqual({ version: "0.5" });
  expect(imageLabelOf(0)).toEqual({ version: "0.5" });
});
