import { expect, it } from "vitest";
import { parseSettings } from "../settings/parseSettings.ts";
import { PROVENANCE, provenanceOf, withProvenance } from "./provenance.ts";

it("what an append says stands behind what was said before, once", () => {
  const source = { name: "a.tif", format: "tiff" };
  const first = provenanceOf({ source, settings: parseSettings({}) }, "0");
  const second = provenanceOf({ source, settings: parseSettings({ existing: "append" }) }, "1");
  const once = withProvenance(withProvenance({ ome: 1 }, first), second);
  expect(once).toEqual({ ome: 1, [PROVENANCE]: [first, second] });
  expect(withProvenance(once, second)).toEqual(once);
  expect(withProvenance({ [PROVENANCE]: "mine" }, first)).toEqual({ [PROVENANCE]: [first] });
});

it.each(["2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+02:00"])("%s is a date", (date) => {
  expect(parseSettings({ provenance_date: date }).provenanceDate).toBe(date);
});

it.each(["today", "2026-13-01", "31.1.2026", 5])("%s is none", (date) => {
  expect(() => parseSettings({ provenance_date: date })).toThrow(/provenance_date/);
});
