import { describe, expect, it } from "vitest";
import { Entries, type Extent } from "../container/entries.ts";
import { outerAxes, PlaneKeys } from "./planeKeys.ts";

function entriesAt(...places: Record<string, number>[]): Entries {
  const entries = new Entries();
  for (const place of places) {
    const coordinates = new Map<string, Extent>(
      Object.entries(place).map(([letter, start]) => [letter, { start, size: 1 }]),
    );
    const size = { x: 0, y: 0, width: 1, height: 1, storedWidth: 1, storedHeight: 1 };
    entries.add({ pixelType: 0, position: 0, part: 0, compression: 0, mosaic: 0, coordinates, ...size });
  }
  return entries;
}

function membersOf(entries: Entries): number[] {
  return Array.from({ length: entries.count }, (_, index) => index);
}

describe("outerAxes", () => {
  it("keeps t, c and z always, other dimensions with several values, in the order of BioIO's reader", () => {
    const entries = entriesAt(
      { C: 1, Z: 0, T: 5, S: 0, H: 0, B: 0, V: 0, I: 3, Q: 1 },
      { C: 3, Z: 0, T: 5, S: 1, H: 7, B: 0, V: 1, I: 3, Q: 2 },
    );
    const axes = outerAxes(entries, membersOf(entries)).map(
      ({ letter, start, length }) => `${letter}${start}+${length}`,
    );
    expect(axes).toEqual(["q1+2", "v0+2", "h0+8", "t5+1", "c1+3", "z0+1"]);
  });

  it("has no axis for a dimension that no entry has", () => {
    const entries = entriesAt({ T: 0 });
    expect(outerAxes(entries, [0]).map(({ letter }) => letter)).toEqual(["t"]);
  });
});

describe("PlaneKeys", () => {
  const axes = [
    { letter: "t", start: 2, length: 3 },
    { letter: "c", start: -1, length: 4 },
    { letter: "z", start: 0, length: 5 },
  ];
  const entries = entriesAt({ T: 3, C: 1, Z: 4 }, { T: 4 });
  const keys = new PlaneKeys(axes, entries, "a.czi");

  it("numbers planes in C order; a missing dimension is the first value", () => {
    expect(keys.ofEntry(0)).toBe(1 * 20 + 2 * 5 + 4);
    expect(keys.ofEntry(1)).toBe(2 * 20);
    expect(keys.indicesOf(34)).toEqual([1, 2, 4]);
  });

  it("finds the first plane of a box from any plane on", () => {
    const boxes: [number[], number[]][] = [
      [
        [0, 0, 0],
        [3, 4, 5],
      ],
      [
        [1, 1, 2],
        [1, 2, 2],
      ],
      [
        [0, 3, 4],
        [3, 1, 1],
      ],
      [
        [2, 0, 0],
        [1, 4, 1],
      ],
    ];
    for (const [start, shape] of boxes) {
      const inside = Array.from({ length: 60 }, (_, key) => key).filter((key) =>
        keys.indicesOf(key).every((index, axis) => index >= start[axis]! && index < start[axis]! + shape[axis]!),
      );
      for (let key = 0; key < 70; key++) {
        expect(keys.firstInside(key, start, shape)).toBe(inside.find((candidate) => candidate >= key) ?? null);
      }
    }
  });

  it("knows one plane where there are no axes", () => {
    const single = new PlaneKeys([], entries, "a.czi");
    expect(single.ofEntry(0)).toBe(0);
    expect(single.firstInside(0, [], [])).toBe(0);
    expect(single.firstInside(1, [], [])).toBeNull();
  });

  it("refuses more planes than can be counted", () => {
    const endless = ["t", "c", "z"].map((letter) => ({ letter, start: 0, length: 2 ** 31 }));
    expect(() => new PlaneKeys(endless, entries, "a.czi")).toThrow(expect.objectContaining({ kind: "limit" }));
  });
});
