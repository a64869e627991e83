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
    ["\\u03BCm", "micrometer", 1],
    ["\\u00b5m", "micrometer", 1],
    ["\\u006d\\u006d", "millimeter", 1],
    ["\u212b", "angstrom", 1],
    ["\\u00C5", "angstrom", 1],
    ["Microns", "micrometer", 1],
    ["UM", "micrometer", 1],
    ["micrometers", "micrometer", 1],
    ["Micrometres", "micrometer", 1],
    ["nanometers", "nanometer", 1],
    ["Centimetres", "centimeter", 1],
    ["meters", "meter", 1],
    ["kilometre", "kilometer", 1],
    ["Angstroms", "angstrom", 1],
    ["inches", "inch", 1],
    ["feet", "foot", 1],
    ["yards", "yard", 1],
  ])("%s is %s", (text, name, factor) => {
    expect(lengthUnit(text)).toEqual({ name, factor });
  });

  it.each([
    "pixel",
    "reference frame",
    "",
    "pixels",
    "furlong",
    "parameter",
    "diameters",
    "frame",
    "s",
    "constructor",
    "__defineGetter__",
  ])("does not know %j", (text) => {
    expect(lengthUnit(text)).toBeNull();
  });
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
    ["Seconds", "second"],
    ["secs", "second"],
    ["milliseconds", "millisecond"],
    ["msecs", "millisecond"],
    ["\\u00B5s", "microsecond"],
    ["microseconds", "microsecond"],
    ["mins", "minute"],
    ["Minutes", "minute"],
    ["hrs", "hour"],
    ["hours", "hour"],
    ["days", "day"],
  ])("%s is %s", (text, name) => {
    expect(timeUnit(text)).toEqual({ name, factor: 1 });
  });

  it("does not know others", () => {
    expect(timeUnit("frame")).toBeNull();
    expect(timeUnit("frames")).toBeNull();
    expect(timeUnit("nonseconds")).toBeNull();
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
