import { describe, expect, it } from "vitest";
import { lengthUnit, metresPer, timeUnit } from "./units.ts";

describe("lengthUnit", () => {
  it.each([
    ["µm", "micrometer", 1],
    ["μm", "micrometer", 1],
    ["um", "micrometer", 1],
    ["\\u00B5m", "micrometer", 1],
    ["Âµm", "micrometer", 1],
    ["micron", "micrometer", 1],
    [" nm ", "nanometer", 1],
    ["mm", "millimeter", 1],
    ["Mm", "megameter", 1],
    ["m", "meter", 1],
    ["dam", "meter", 10],
    ["Å", "angstrom", 1],
    ["inch", "inch", 1],
    ["thou", "inch", 0.001],
    ["pt", "inch", 1 / 72],
    ["ft", "foot", 1],
  ])("%s is %s", (text, name, factor) => {
    expect(lengthUnit(text)).toEqual({ name, factor });
  });

  it.each(["pixel", "reference frame", "", "furlong", "s", "constructor", "__defineGetter__"])(
    "does not know %j",
    (text) => {
      expect(lengthUnit(text)).toBeNull();
    },
  );
});

describe("timeUnit", () => {
  it.each([
    ["s", "second"],
    ["ms", "millisecond"],
    ["µs", "microsecond"],
    ["us", "microsecond"],
    ["min", "minute"],
    ["h", "hour"],
    ["d", "day"],
    ["sec", "second"],
  ])("%s is %s", (text, name) => {
    expect(timeUnit(text)).toEqual({ name, factor: 1 });
  });

  it("does not know others", () => {
    expect(timeUnit("frame")).toBeNull();
    expect(timeUnit("m")).toBeNull();
  });
});

describe("metresPer", () => {
  it.each([
    ["micrometer", 1e-6],
    ["meter", 1],
    ["inch", 0.0254],
    ["exameter", 1e18],
  ])("%s", (name, metres) => expect(metresPer(name)).toBe(metres));

  it("is null for what is no length", () => expect(metresPer("second")).toBeNull());
});
