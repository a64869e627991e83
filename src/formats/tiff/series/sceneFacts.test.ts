import { describe, expect, it } from "vitest";
import type { Resolution } from "./resolution.ts";
import { imagejFacts, plainFacts } from "./sceneFacts.ts";

function resolution(x: number, y: number, metres: number | null): Resolution {
  return { x, y, metres, fractions: { x: null, y: null }, unit: null };
}

describe("sizes by resolution tags", () => {
  const INCH = 0.0254;
  it.each([72, 96, 150, 300, 600])("of %d dots per inch are none, and a note says so", (dots) => {
    const notes: string[] = [];
    expect(plainFacts(resolution(dots, dots, INCH), notes)).toMatchObject({ scale: {}, units: {} });
    expect(notes).toEqual([
      `A resolution of ${dots} dots per inch is a setting for printing, no pixel size: it is left out.`,
    ]);
  });

  it("of printing are those in dots per centimetre, too", () => {
    const notes: string[] = [];
    expect(plainFacts(resolution(28.35, 28.35, 0.01), notes).scale).toEqual({});
    expect(notes[0]).toMatch(/of 72 dots per inch/);
  });

  it("of a scanner are kept, with a note", () => {
    const notes: string[] = [];
    expect(plainFacts(resolution(1200, 1200, INCH), notes).scale).toEqual({ x: 21.1666666667, y: 21.1666666667 });
    expect(notes[0]).toMatch(/1200 dots per inch, which looks like a setting/);
  });

  it("of a microscope are kept without one", () => {
    const notes: string[] = [];
    expect(plainFacts(resolution(40_000, 20_000, 0.01), notes)).toMatchObject({
      scale: { x: 0.25, y: 0.5 },
      units: { x: "micrometer", y: "micrometer" },
    });
    expect(plainFacts(resolution(72, 144, INCH), notes).scale["x"]).toBeCloseTo(352.78, 2);
    expect(plainFacts(resolution(72.5, 72.5, INCH), notes).scale["x"]).toBeCloseTo(350.34, 2);
    expect(notes).toEqual([]);
  });
});

describe("sizes of ImageJ", () => {
  const facts = (settings: Record<string, string>, [x, y]: [number, number] = [4, 2]) => {
    const notes: string[] = [];
    const metadata = new Map(Object.entries(settings));
    const extras = { channelNames: [], colors: [], windows: [], texts: {} } as never;
    const { scale, units } = imagejFacts({ metadata, extras }, resolution(x, y, null), notes);
    return { scale, units, notes };
  };

  it("have units of their own along each axis", () => {
    expect(facts({ unit: "micron", yunit: "nm", zunit: "mm", tunit: "min", spacing: "2", finterval: "3" })).toEqual({
      scale: { x: 0.25, y: 0.5, z: 2, t: 3 },
      units: { x: "micrometer", y: "nanometer", z: "millimeter", t: "minute" },
      notes: [],
    });
    expect(facts({ unit: "um", spacing: "2", finterval: "3" }).units).toEqual({
      x: "micrometer",
      y: "micrometer",
      z: "micrometer",
      t: "second",
    });
  });

  it("keep their numbers where a unit is not known, and say so", () => {
    expect(facts({ unit: "furlong", zunit: "µm", spacing: "2", tunit: "fortnight", finterval: "3" })).toEqual({
      scale: { x: 0.25, y: 0.5, z: 2, t: 3 },
      units: { z: "micrometer" },
      notes: [
        'The unit of x, "furlong", is not known: its number is kept without a unit.',
        'The unit of y, "furlong", is not known: its number is kept without a unit.',
        'The unit of t, "fortnight", is not known: its number is kept without a unit.',
      ],
    });
  });

  it.each(["pixel", "Pixels", "", "frame"])("are none in %j", (unit) => {
    expect(facts({ unit, tunit: "frame", spacing: "1", finterval: "1" })).toEqual({ scale: {}, units: {}, notes: [] });
  });

  it("of printing are none, but the depth is", () => {
    const { scale, notes } = facts({ unit: "inch", zunit: "um", spacing: "2" }, [72, 72]);
    expect(scale).toEqual({ z: 2 });
    expect(notes[0]).toMatch(/72 dots per inch is a setting for printing/);
    expect(facts({ unit: "inch" }, [1000, 1000]).units).toEqual({ x: "inch", y: "inch" });
  });
});
