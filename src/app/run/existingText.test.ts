import { expect, it } from "vitest";
import { existingText } from "./existingText.ts";

const store = { storeName: "a.ome.zarr", item: "a", bytes: 2 ** 20, share: null, isAlike: false };

it("says when a store was written, how large it is, how far, and whether with these settings", () => {
  const modified = new Date(2026, 10, 30, 9, 5).getTime();
  expect(existingText({ ...store, kind: "whole", modified })).toBe(
    "of 2026-11-30 09:05, 1 MiB, complete, with other settings",
  );
  expect(existingText({ ...store, kind: "unfinished", share: 0.62, isAlike: true, modified: null })).toBe(
    "1 MiB, unfinished, 62 % written, as it would be written now",
  );
  expect(existingText({ ...store, kind: "other", bytes: null, isAlike: null, modified: null })).toBe("no OME-Zarr");
});
