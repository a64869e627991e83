import { expect, it } from "vitest";
import { plateOfWells, wellInName } from "./wellNames.ts";

it.each([
  ["B4", 1, 3, null],
  ["h12", 7, 11, null],
  ["Well B04", 1, 3, null],
  ["B04_0006", 1, 3, 6],
  ["B3-Site_0", 1, 2, 0],
  ["AF48 P2", 31, 47, 2],
  ["C8 Point 3", 2, 7, 3],
  ["A1 #2", 0, 0, 2],
])("%s is a well", (name, row, column, field) => expect(wellInName(name)).toEqual({ row, column, field }));

it.each(["P1x", "#1", "Image:0", "XYPos:0", "A0", "A49", "AG1", "TR1", "B04_DAPI", "", "scan B4"])(
  "%s is none",
  (name) => expect(wellInName(name)).toBeNull(),
);

it("positions are on a plate if all of them are in wells, counted in each where their numbers do not tell them apart", () => {
  const form = { name: "p", rows: 0, columns: 0 };
  const fieldsOf = (...names: string[]) =>
    plateOfWells("f", form, names.map(wellInName))?.fields.map((each) => each.field);
  expect(fieldsOf("A1", "A1", "B2")).toEqual([1, 2, 1]);
  expect(fieldsOf("A1_7", "A1_9")).toEqual([7, 9]);
  expect(fieldsOf("A1_7", "A1_7", "B1_7")).toEqual([1, 2, 1]);
  expect(fieldsOf("A1", "edge")).toBeUndefined();
  expect(fieldsOf()).toBeUndefined();
  expect(plateOfWells("f", { ...form, rows: 8, columns: 12 }, [wellInName("C2")])).toMatchObject({
    rows: ["A", "B", "C", "D", "E", "F", "G", "H"],
    fields: [{ row: 2, column: 1, field: 1, acquisition: null }],
  });
});
