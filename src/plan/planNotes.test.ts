import { expect, it } from "vitest";
import { describeImage, describeScene } from "../../testing/plan/sampleDescription.ts";
import { planConversion } from "./planConversion.ts";
import { planLosses } from "./planNotes.ts";
import { parseSettings } from "./settings/parseSettings.ts";

it("has what is lost in any image, what is alike in several once", () => {
  const whole = { ...describeScene("cyx", [2, 8, 8]), name: "A1, field 1" };
  const absentPlanes = [{ reason: "missing" as const, count: 1, examples: ["A1_s2_w1.tif"] }];
  const lacking = { ...whole, name: "A1, field 2", absentPlanes };
  const description = describeImage([whole, lacking], { attachments: ["label"] });
  expect(planLosses(planConversion(description, parseSettings({ missing_planes: "zeros", dtype: "uint8" })))).toEqual([
    "Attached pictures are not converted: label.",
    expect.stringContaining("Pixels are stored as uint8"),
    "One plane of A1, field 2 is written as zeros: the files are not there (A1_s2_w1.tif).",
  ]);
});
