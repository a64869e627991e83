import { describe, expect, test } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { parseSettings } from "../settings/parseSettings.ts";
import { planConversion } from "../planConversion.ts";
import { pythonScript } from "../elsewhere/pythonScript.ts";
import { shellCommand } from "../elsewhere/shellCommand.ts";

const scene = (name: string, hidden = false) => {
  const described = describeScene("zyx", [2, 8, 9], { id: name, name, scale: [2, 1, 1], units: ["µm", "µm", "µm"] });
  return { ...described, reference: { ...described.reference, sceneId: name, ...(hidden ? { hidden } : {}) } };
};
const IMAGE = describeImage([scene("a"), scene("b")]);

const plan = (settings: Record<string, unknown>, image = IMAGE) =>
  planConversion(image, parseSettings(settings)).outputs.map(({ axes, levels, storeName }) => ({
    storeName,
    units: axes.map(({ unit }) => unit),
    scale: levels[0]!.scale,
  }));

describe("units and sizes of one scene", () => {
  test("win over those for all, each by itself", () => {
    const um = ["micrometer", "micrometer", "micrometer"];
    const corrected = { 1: { physical_pixel_size: [4, 5, 6] } };
    expect(plan({ scene_corrections: corrected })).toMatchObject([
      { units: um, scale: [2, 1, 1] },
      { units: um, scale: [4, 5, 6] },
    ]);
    const both = {
      scene_corrections: { ...corrected, 0: { axesUnits: [null, "nm", "nm"] } },
      physical_pixel_size: [7, 7, 7],
    };
    expect(plan(both)).toMatchObject([
      { units: [null, "nanometer", "nanometer"], scale: [7, 7, 7] },
      { units: um, scale: [4, 5, 6] },
    ]);
    // A correction of a scene that is not converted has no part in it.
    expect(plan({ ...both, scenes: 0 })).toMatchObject([{ scale: [7, 7, 7] }]);
  });

  test("nothing said is no correction", () => {
    expect(parseSettings({ scene_corrections: {} }).sceneCorrections).toBeNull();
    expect(parseSettings({ scene_corrections: { 3: { axes_units: null } } }).sceneCorrections).toBeNull();
    const settings = parseSettings({ scene_corrections: { 3: { axes_units: ["m"] } } });
    expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
    expect(shellCommand(settings, "a", "b")).toContain("--scene-corrections");
  });

  test.each([
    [[], [], "must be an object"],
    [{ x: {} }, [], "“x”, which is no scene"],
    [{ "-1": {} }, [], "no scene"],
    [{ 1: 5 }, [1], "scene_corrections[1] must be an object"],
    [{ 1: { name: [] } }, [1], "“name”"],
    [{ 1: { physical_pixel_size: [1, 0, 1] } }, [1, 1], "scene_corrections[1].physical_pixel_size[1] must be above 0"],
    [{ 1: { physicalPixelSize: [0, 1, 1] } }, [1, 0], "scene_corrections[1].physical_pixel_size[0] must be above 0"],
    [
      { 1: { physical_pixel_size: [1, 1] } },
      [1],
      "scene_corrections[1].physical_pixel_size length 2 must match ndim 3",
    ],
    [{ 0: { axes_units: [null, null, "parrot"] } }, [0, 2], "scene_corrections[0].axes_units: “parrot”"],
  ])("%j is refused, with its place", (corrections, at, message) => {
    let error: unknown = null;
    try {
      plan({ scene_corrections: corrections });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ kind: "setting", details: { setting: "scene_corrections" } });
    expect((error as { details: { at?: number[] } }).details.at ?? []).toEqual(at);
    expect((error as Error).message).toContain(message);
  });

  test("what is wrong for all scenes is not said of a correction", () => {
    expect(() =>
      plan({ axes_units: ["parrot", null, null], scene_corrections: { 0: { physical_pixel_size: [1, 1, 1] } } }),
    ).toThrow(/^axes_units: “parrot”/);
  });

  test("in compatibility mode scenes have the reader's numbers, and the script calls for each scene", () => {
    const compatibility = "bioio-conversion-0.1.4";
    const image = describeImage([scene("a"), scene("b", true), scene("c")]);
    const corrections = { compatibility, scene_corrections: { 1: { physical_pixel_size: [4, 5, 6] } } };
    expect(plan(corrections, image)).toMatchObject([
      { storeName: "source_a.ome.zarr", scale: [1, 1, 1] },
      { storeName: "source_c.ome.zarr", scale: [4, 5, 6] },
    ]);
    const settings = parseSettings(corrections);
    const script = pythonScript(image, settings, planConversion(image, settings));
    expect(script).toMatch(/"scenes": \[0\],\s+"name": "source_a",\s+"zarr_format": 3,\s+\},/);
    expect(script).toMatch(/"scenes": \[1\],\s+"name": "source_c",[^}]+"physical_pixel_size": \[4, 5, 6\]/);
  });
});
