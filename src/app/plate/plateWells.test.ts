import { describe, expect, it } from "vitest";
import type { ImageDescription, PlateDescription } from "../../model/image.ts";
import { boxBetween, boxText, isWellChosen, shownBox, taken, toggled, wellsInBox, wellsOfPlate } from "./plateWells.ts";

const letters = ["A", "B", "C", "D", "E", "F", "G", "H"];
const places = [
  [1, 1],
  [1, 1],
  [1, 2],
  [2, 1],
  [2, 2],
  [4, 7],
] as const;
const plate: PlateDescription = {
  name: "plate",
  rows: letters,
  columns: Array.from({ length: 12 }, (_, index) => String(index + 1)),
  acquisitions: [],
  fields: places.map(([row, column], field) => ({ row, column, field, acquisition: null })),
};
// Of a scene nothing else is asked.
const scenes = places.map((_, index) => ({
  absentPlanes:
    index === 5
      ? [{ reason: "missing", count: 3, examples: [] }]
      : index === 1
        ? [{ reason: "not-recorded", count: 1, examples: [] }]
        : [{ reason: "not-acquired", count: 9, examples: [] }],
})) as unknown as ImageDescription["scenes"];
const wells = wellsOfPlate(plate, scenes);
const named = (name: string) => wells.wells.find((well) => well.name === name)!;

describe("the wells of a plate", () => {
  it("have their scenes, and what is missing of them", () => {
    expect(wells.wells.map(({ name, scenes: own, missing }) => [name, own, missing])).toEqual([
      ["B2", [0, 1], "a picture was not recorded"],
      ["B3", [2], null],
      ["C2", [3], null],
      ["C3", [4], null],
      ["E8", [5], "3 pictures are missing"],
    ]);
  });

  it("have labels with their fields, which are none themselves", () => {
    const masked = scenes.map((scene, index) =>
      index === 1 ? { ...scene, labelOf: { scene: 0, name: "cells" } } : scene,
    );
    const [first] = wellsOfPlate(plate, masked).wells;
    expect(first).toMatchObject({ scenes: [0, 1], fields: [0] });
    expect(toggled([first!], new Set([0, 1, 5]))).toEqual([5]);
  });

  it("do not say whether what is not there was ever taken where no index does", () => {
    const guessed = scenes.map((scene, index) =>
      index === 2
        ? {
            ...scene,
            absentPlanes: [{ reason: "not-recorded" as const, count: 2, examples: [], isGuess: true as const }],
          }
        : scene,
    );
    expect(wellsOfPlate(plate, guessed).wells[1]!.missing).toBe("2 pictures are not there");
  });

  it("are chosen in whole or in part", () => {
    expect(isWellChosen(named("B2"), new Set([0, 1]))).toBe(true);
    expect(isWellChosen(named("B2"), new Set([1]))).toBe("some");
    expect(isWellChosen(named("B2"), new Set([2]))).toBe(false);
  });

  it("are taken by a box, instead of what is chosen or beside it", () => {
    const box = wellsInBox(wells, boxBetween({ row: 2, column: 2 }, { row: 1, column: 1 }));
    expect(box.map(({ name }) => name)).toEqual(["B2", "B3", "C2", "C3"]);
    expect(taken(box, new Set([5]), false)).toEqual([0, 1, 2, 3, 4]);
    expect(taken(box, new Set([5]), true)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(taken([], new Set([5]), false)).toEqual([5]);
  });

  it("are left out where all of them are chosen, but never all", () => {
    const row = [named("B2"), named("B3")];
    expect(toggled(row, new Set([0, 5]))).toEqual([0, 1, 2, 5]);
    expect(toggled(row, new Set([0, 1, 2, 5]))).toEqual([5]);
    expect(toggled(row, new Set([0, 1, 2]))).toEqual([0, 1, 2]);
  });

  it("are named together where they are a box", () => {
    expect(boxText(wells, wells.wells.slice(0, 4))).toBe("B–C, 2–3");
    expect(boxText(wells, [named("E8")])).toBe("E, 8");
    expect(boxText(wells, [named("B2"), named("C3")])).toBeNull();
    expect(boxText(wells, [])).toBeNull();
  });

  it("are drawn with all others of a small plate, of a large one with a rim", () => {
    expect(shownBox(wells)).toEqual({ fromRow: 0, toRow: 7, fromColumn: 0, toColumn: 11 });
    const rows = Array.from({ length: 16 }, (_, index) => String.fromCharCode(65 + index));
    const columns = Array.from({ length: 24 }, (_, index) => String(index + 1));
    expect(shownBox({ ...wells, rows, columns })).toEqual({ fromRow: 0, toRow: 5, fromColumn: 0, toColumn: 8 });
    expect(shownBox({ rows, columns, wells: [] })).toEqual({ fromRow: 0, toRow: 15, fromColumn: 0, toColumn: 23 });
  });
});
