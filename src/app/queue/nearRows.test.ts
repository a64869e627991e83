import { describe, expect, it } from "vitest";
import { rowsAndGaps } from "./useNearRows.ts";

describe("rows of a long list", () => {
  const rows = Array.from({ length: 300 }, (_, at) => `row ${at}`);
  const drawnOf = (parts: ReturnType<typeof rowsAndGaps<string>>): string[] =>
    parts.flatMap((part) => ("row" in part ? [part.row] : []));

  it("are drawn near what is seen, with those that are held; gaps are as high as what is not drawn", () => {
    const parts = rowsAndGaps(rows, 0, { first: 100, end: 130 }, (row) => row === "row 7" || row === "row 299");
    expect(drawnOf(parts)).toEqual(["row 7", ...rows.slice(100, 130), "row 299"]);
    const height = parts.reduce((sum, part) => sum + ("gap" in part ? part.gap : 1), 0);
    expect(height).toBe(rows.length);
    expect(parts.filter((part) => "gap" in part)).toHaveLength(3);
  });

  it("are counted over all groups", () => {
    const parts = rowsAndGaps(rows, 1000, { first: 1290, end: 1310 }, () => false);
    expect(drawnOf(parts)).toEqual(rows.slice(290));
    expect(parts.at(-1)).toEqual({ row: "row 299", at: 1299 });
  });

  it("are all drawn where the list is short", () => {
    expect(drawnOf(rowsAndGaps(rows, 0, null, () => false))).toEqual(rows);
  });
});
