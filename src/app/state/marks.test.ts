import { expect, it } from "vitest";
import { marksAfter } from "./marks.ts";

const IDS = ["a", "b", "c", "d", "e"];
const press = (id: string, kind: "toggle" | "range" | "plain", marked: string[], selected = "b") =>
  marksAfter(IDS, { marked, selected }, { id, isToggle: kind === "toggle", isRange: kind === "range" });

it("marks one by one, from the one that is looked at on", () => {
  expect(press("d", "toggle", [])).toEqual(["b", "d"]);
  expect(press("b", "toggle", ["b", "d"])).toEqual(["d"]);
  expect(press("a", "plain", ["b", "d"])).toEqual([]);
});

it("marks a range, which turns about where it began", () => {
  expect(press("d", "range", [])).toEqual(["b", "c", "d"]);
  expect(press("a", "range", ["b", "c", "d"])).toEqual(["b", "a"]);
  expect(press("c", "range", ["b", "a"])).toEqual(["b", "c"]);
});
