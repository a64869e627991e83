import { describe, expect, test } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import type { PlateDescription } from "../../model/image.ts";
import { parseSettings } from "../settings/parseSettings.ts";
import { selectFields } from "./wellSelection.ts";

/** Two fields in each well of a plate of 3 × 12, but in C12 one and in B3 none. */
const fields = [0, 1, 2].flatMap((row) =>
  Array.from({ length: 12 }, (_, column) => [1, 2].map((field) => ({ row, column, field, acquisition: null })))
    .flat()
    .filter(({ column, field }) => !(row === 2 && column === 11 && field === 2) && !(row === 1 && column === 2)),
);
const plate: PlateDescription = {
  name: "plate",
  rows: ["A", "B", "C"],
  columns: Array.from({ length: 12 }, (_, index) => String(index + 1)),
  acquisitions: [],
  fields,
};
const scenes = fields.map(() => describeScene("yx", [2, 2]));
const all = fields.map((_, scene) => scene);

function chosen(given: Record<string, unknown>, image = describeImage(scenes, { plate })): string[] {
  return selectFields(image, all, parseSettings(given)).map((scene) => {
    const { row, column, field } = fields[scene]!;
    return `${plate.rows[row]}${plate.columns[column]}.${field}`;
  });
}

describe("wells and fields", () => {
  test.each([
    [{ wells: ["B02"] }, ["B2.1", "B2.2"]],
    [{ wells: ["b2", "A01"] }, ["A1.1", "A1.2", "B2.1", "B2.2"]],
    [{ wells: ["*12"], fields: [2] }, ["A12.2", "B12.2"]],
    [{ wells: ["A11-B12"], fields: [1] }, ["A11.1", "A12.1", "B11.1", "B12.1"]],
    [{ wells: ["B12:A11"], fields: [1] }, ["A11.1", "A12.1", "B11.1", "B12.1"]],
    [{ wells: ["C*"], fields: [2] }, Array.from({ length: 11 }, (_, column) => `C${column + 1}.2`)],
  ])("%j", (given, expected) => {
    expect(chosen(given)).toEqual(expected);
  });

  test("all, where nothing is said", () => {
    expect(chosen({})).toHaveLength(fields.length);
    expect(chosen({ wells: ["*"] })).toHaveLength(fields.length);
  });

  test.each([
    [{ wells: ["D1"] }, "“D1” is no well of the plate"],
    [{ wells: ["B"] }, "“B” is no well"],
    [{ wells: ["A1", "B3"] }, "no image in B3"],
    [{ wells: ["C12"], fields: [1, 2] }, "no well has a field 2"],
  ])("%j is refused", (given, message) => {
    expect(() => chosen(given)).toThrow(message);
  });

  test.each(["wells", "fields"])("%s of what is no plate are refused", (name) => {
    expect(() => chosen({ [name]: [name === "wells" ? "A1" : 1] }, describeImage(scenes))).toThrow("is none");
  });
});
