import { expect, test } from "vitest";
import { sweptText } from "./sweptText.ts";

test("says how many, and names a few", () => {
  const rest = "in the unfinished image that did not belong to it removed";
  expect(sweptText({ count: 1, names: ["a.txt"] })).toBe(`1 file ${rest}: a.txt`);
  expect(sweptText({ count: 2, names: ["a.txt", "0/b"] })).toBe(`2 files ${rest}: a.txt, 0/b`);
  expect(sweptText({ count: 7, names: ["a", "b"] })).toBe(`7 files ${rest}: a, b and others`);
});
