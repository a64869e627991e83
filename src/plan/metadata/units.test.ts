import { describe, expect, it } from "vitest";
import { unitName } from "./units.ts";

describe("unitName", () => {
  it.each([
    ["micrometer", "space", "micrometer"],
    ["µm", "space", "micrometer"],
    ["um", "space", "micrometer"],
    ["NM", "space", "nanometer"],
    ["mm", "space", "millimeter"],
    ["Mm", "space", "megameter"],
    ["MM", "space", "millimeter"],
    ["pm", "space", "picometer"],
    ["Pm", "space", "petameter"],
    ["metre", "space", "meter"],
    ["å", "space", "angstrom"],
    ["A", "space", "angstrom"],
    ['"', "space", "inch"],
    ["terameter", "space", "terameter"],
    ["sec", "time", "second"],
    ["MS", "time", "millisecond"],
    ["ms", "time", "millisecond"],
    ["Ms", "time", "megasecond"],
    ["petasecond", "time", "petasecond"],
    ["nm", "channel", "nanometer"],
    ["counts", "channel", "counts"],
  ])("%s of an axis of %s is %s", (unit, type, name) => {
    expect(unitName(unit, type)).toBe(name);
  });

  // A decametre, an astronomical unit: with a factor they are meters, and whose values those are nobody said.
  it.each([
    ["pixel", "space"],
    ["dam", "space"],
    ["thou", "space"],
    ["second", "space"],
    ["constructor", "space"],
    ["frame", "time"],
    ["m", "time"],
    ["", "channel"],
  ])("%j is no unit of an axis of %s", (unit, type) => {
    expect(unitName(unit, type)).toBeNull();
  });
});
