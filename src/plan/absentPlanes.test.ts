import { describe, expect, it } from "vitest";
import { describeImage, describeScene } from "../../testing/plan/sampleDescription.ts";
import type { AbsentPlanes } from "../model/image.ts";
import { planConversion } from "./planConversion.ts";
import { parseSettings } from "./settings/parseSettings.ts";

const absent = (reason: AbsentPlanes["reason"], count: number, ...examples: string[]) => ({ reason, count, examples });

function plan(absentPlanes: (AbsentPlanes[] | undefined)[], settings: Record<string, unknown> = {}) {
  const scenes = absentPlanes.map((each, index) => ({
    ...describeScene("tczyx", [1, 2, 3, 8, 8]),
    name: `B03, field ${index + 1}`,
    ...(each === undefined ? {} : { absentPlanes: each }),
  }));
  return planConversion(describeImage(scenes), parseSettings(settings));
}

const noteTexts = (...given: Parameters<typeof plan>) =>
  plan(...given).outputs.map(({ notes }) => notes.map(({ severity, text }) => `${severity}: ${text}`));

describe("planes that are absent", () => {
  it("stop the job where their files are gone", () => {
    const missing = [absent("missing", 2, "a.tif", "b.tif")];
    expect(() => plan([undefined, missing])).toThrow(
      expect.objectContaining({
        kind: "setting",
        message:
          "missing_planes: 2 planes of B03, field 2 cannot be read, because the files are not there: a.tif; b.tif",
        details: expect.objectContaining({ setting: "missing_planes" }),
      }),
    );
    expect(() => plan([[absent("missing", 9, "a.tif")], missing])).toThrow(
      "11 planes of 2 scenes (B03, field 1; B03, field 2) cannot be read, because the files are not there: a.tif; a.tif; b.tif; …",
    );
  });

  it("are zeros where that is asked for, and said", () => {
    const missing = [absent("missing", 2, "a.tif", "b.tif")];
    expect(noteTexts([undefined, missing], { missing_planes: "zeros" })).toEqual([
      [],
      ["loss: 2 planes of B03, field 2 are written as zeros: the files are not there (a.tif; b.tif)."],
    ]);
  });

  it("are said to be a guess where there is no index", () => {
    const guessed = [{ ...absent("not-recorded", 1, "time 0, channel 1, section 0"), isGuess: true as const }];
    expect(noteTexts([undefined, guessed])[1]).toEqual([
      "loss: One plane of B03, field 2 is written as zeros: either the instrument took none there, or files are lost, for there is no index that says which (time 0, channel 1, section 0).",
    ]);
  });

  it("do not matter in scenes that are left out", () => {
    expect(noteTexts([undefined, [absent("missing", 2, "a.tif")]], { scenes: [0] })).toEqual([[]]);
  });

  it("are told apart in the plan", () => {
    const both = [absent("not-acquired", 4, "time 0, channel 1, section 0"), absent("not-recorded", 1, "x")];
    expect(noteTexts([both])).toEqual([
      [
        "information: 4 planes are written as zeros: the experiment has none there (time 0, channel 1, section 0; …).",
        "loss: One plane is written as zeros: the instrument took none there (x).",
      ],
    ]);
  });
});
