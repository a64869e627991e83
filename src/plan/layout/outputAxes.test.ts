import { describe, expect, test } from "vitest";
import { planReferenceAxes, referenceLayout } from "../reference/referenceAxes.ts";
import { ngffLayouts } from "./axes.ts";
import { DEFAULT_SETTINGS } from "../settings/defaultSettings.ts";
import { describeScene } from "../../../testing/plan/sampleDescription.ts";
import { planAxes } from "./outputAxes.ts";
import type { PlanNote } from "../plan.ts";
import type { Settings } from "../settings/settings.ts";

const SCENE = describeScene("tzcyx", [4, 3, 2, 33, 47], {
  scale: [2.5, 0.5, null, 0.1, 0.2],
  units: ["second", "µm", null, "micrometer", "pixel"],
});

function own(settings: Partial<Settings> = {}, scene = SCENE) {
  const notes: PlanNote[] = [];
  const plan = planAxes(scene, ngffLayouts(scene)[0]!, { ...DEFAULT_SETTINGS, ...settings }, notes);
  return { ...plan, notes };
}

describe("our way", () => {
  test("sizes and units come from the file, units by their NGFF names", () => {
    const { axes, scale, notes } = own();
    expect(scale).toEqual([2.5, 1, 0.5, 0.1, 0.2]);
    expect(axes).toEqual([
      { name: "t", type: "time", unit: "second" },
      { name: "c", type: "channel", unit: null },
      { name: "z", type: "space", unit: "micrometer" },
      { name: "y", type: "space", unit: "micrometer" },
      { name: "x", type: "space", unit: null },
    ]);
    expect(notes).toEqual([{ severity: "loss", text: expect.stringContaining("“pixel”") as string }]);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a size of %d is 1 without a unit", (size) => {
    const scene = describeScene("yx", [3, 4], { scale: [size, 0.5], units: ["micrometer", "micrometer"] });
    expect(own({}, scene)).toMatchObject({ scale: [1, 0.5], axes: [{ unit: null }, { unit: "micrometer" }] });
  });

  test("what the person says wins", () => {
    const { axes, scale } = own({
      physicalPixelSize: [1, 1, 2, 3, 4],
      axesUnits: ["ms", null, null, "nm", "nanometer"],
      axesNames: ["time", "c", "z", "y", "x"],
    });
    expect(scale).toEqual([1, 1, 2, 3, 4]);
    expect(axes.map(({ unit }) => unit)).toEqual(["millisecond", null, null, "nanometer", "nanometer"]);
    expect(axes[0]).toMatchObject({ name: "time", type: "time" });
  });

  test.each<[Partial<Settings>, string]>([
    [{ axesNames: ["c", "z", "y", "x"] }, "axes_names length 4 must match ndim 5"],
    [{ axesNames: ["t", "c", "z", "x", "x"] }, "axes_names has “x” twice"],
    [{ axesUnits: ["micrometer"] }, "axes_units length 1 must match ndim 5"],
    [{ axesUnits: ["second", null, "parrot", null, null] }, "“parrot” is not a unit"],
    [{ axesUnits: ["micrometer", null, null, null, null] }, "“micrometer” is not a unit"],
    [{ physicalPixelSize: [0.5, 0.5] }, "physical_pixel_size length 2 must match ndim 5"],
    [{ axesTypes: ["space", "space", "space", "space", "space"] }, "axes_types"],
    [{ axesTypes: ["time", "time", "space", "space", "space"] }, "axes_types"],
    [{ axesTypes: ["channel", "time", "space", "space", "space"] }, "axes_types"],
    [{ axesTypes: ["time", "channel", null, "space", "space"] }, "axes_types"],
  ])("%j is refused", (settings, message) => {
    expect(() => own(settings)).toThrow(message);
  });
});

describe("the reference's way (R7.3)", () => {
  const plan = (settings: Partial<Settings> = {}) =>
    planReferenceAxes(SCENE, referenceLayout(SCENE), { ...DEFAULT_SETTINGS, ...settings });

  test("reader's order and sizes, no units, 0 and none are 1, c is 1", () => {
    SCENE.reference.scale = [0, 0.5, 7, null, 0.2];
    expect(plan().scale).toEqual([1, 0.5, 1, 1, 0.2]);
    expect(plan().axes.map(({ name, type, unit }) => [name, type, unit])).toEqual([
      ["t", "time", null],
      ["z", "space", null],
      ["c", "channel", null],
      ["y", "space", null],
      ["x", "space", null],
    ]);
  });

  test("of longer lists the last entries count", () => {
    const { axes, scale } = plan({
      physicalPixelSize: [9, 1, 2, 3, 4, 5],
      axesUnits: ["x", "a", null, "b", "c", "d"],
      axesTypes: ["x", "time", "foo", null, "space", "space"],
    });
    expect(scale).toEqual([1, 2, 3, 4, 5]);
    expect(axes.map(({ unit }) => unit)).toEqual(["a", null, "b", "c", "d"]);
    expect(axes.map(({ type }) => type)).toEqual(["time", "foo", null, "space", "space"]);
  });

  test("types go by the given names, upper case too; names may be the same", () => {
    expect(plan({ axesNames: ["T", "q", "C", "x", "x"] }).axes.map(({ name, type }) => [name, type])).toEqual([
      ["T", "time"],
      ["q", null],
      ["C", "channel"],
      ["x", "space"],
      ["x", "space"],
    ]);
  });
});
