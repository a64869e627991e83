import { expect, it } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { asZarrdropError } from "../../model/errors.ts";
import type { AbsentPlanes } from "../../model/image.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { isOfMissingPlanes, scenesWithAllPlanes } from "./wholeScenes.ts";

const sceneWith = (reason: AbsentPlanes["reason"] | null) =>
  describeScene("yx", [8, 8], reason === null ? {} : { absentPlanes: [{ reason, count: 1, examples: ["a.tif"] }] });
const plate = describeImage([null, "missing", "not-recorded", "missing"].map((reason) => sceneWith(reason as never)));

function problemOf(settings: Partial<typeof DEFAULT_SETTINGS>) {
  try {
    return planConversion(plate, { ...DEFAULT_SETTINGS, ...settings }) && null;
  } catch (thrown) {
    return asZarrdropError(thrown);
  }
}

it("leaves out just the scenes whose files are gone: what is left can be converted", () => {
  expect(isOfMissingPlanes(problemOf({})!)).toBe(true);
  const { whole, lacking } = scenesWithAllPlanes(plate, null);
  expect({ whole, lacking }).toEqual({ whole: [0, 2], lacking: 2 });
  expect(problemOf({ scenes: whole })).toBeNull();
  expect(problemOf({ missingPlanes: "zeros" })).toBeNull();
});

it("looks at what is chosen alone, and leaves nothing where all of it lacks planes", () => {
  expect(scenesWithAllPlanes(plate, [1, 2])).toEqual({ whole: [2], lacking: 1 });
  expect(scenesWithAllPlanes(plate, [3])).toEqual({ whole: [], lacking: 1 });
});

it("takes no other problem for it", () => {
  expect(isOfMissingPlanes(problemOf({ scenes: [7] })!)).toBe(false);
});
