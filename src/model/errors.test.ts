import { describe, expect, it } from "vitest";
import { asZarrdropError, ZarrdropError } from "./errors.ts";

const damaged = { kind: "corrupt", message: "cells.tif is damaged." } as const;

describe("what was thrown becomes a tagged error", () => {
  it.each([
    new TypeError("x is undefined"),
    new ReferenceError("x is not defined"),
    new RangeError("Offset is outside the bounds of the DataView"),
    new SyntaxError("Unexpected token"),
    // As it arrives from another realm.
    Object.assign(new Error("x is not a function"), { name: "TypeError" }),
  ])("%s is a defect of ours, whatever the caller takes others for", (thrown) => {
    for (const error of [asZarrdropError(thrown), asZarrdropError(thrown, damaged)]) {
      expect(error.kind).toBe("internal");
      expect(error.message).toMatch(/defect of the program, not of your file/);
      expect(error.message).not.toContain(thrown.message);
      expect(error.details.technical).toContain(thrown.message);
      expect(error.cause).toBe(thrown);
    }
  });

  it.each([
    new TypeError("Failed to fetch dynamically imported module: http://localhost/assets/reader-1.js"),
    new TypeError("error loading dynamically imported module: http://localhost/assets/reader-1.js"),
    new TypeError("Importing a module script failed."),
    Object.assign(new Error("Cannot find module '/tool/reader-1.js'"), { code: "ERR_MODULE_NOT_FOUND" }),
  ])("%s is a part that was not to be had, and the advice is to load the page again", (thrown) => {
    const error = asZarrdropError(thrown, damaged);
    expect(error).toMatchObject({ kind: "internal", message: "A part of the program could not be loaded." });
    expect(error.details).toMatchObject({ advice: expect.stringContaining("Load the page again") });
  });

  it.each(["Array buffer allocation failed", "Invalid typed array length: 99", "Invalid string length"])(
    "%s is memory",
    (message) => {
      expect(asZarrdropError(new RangeError(message), damaged).kind).toBe("memory");
    },
  );

  it("anything else means what the caller says", () => {
    const error = asZarrdropError(
      new DOMException("The requested file could not be read", "NotReadableError"),
      damaged,
    );
    expect(error).toMatchObject({ ...damaged, details: { technical: expect.stringContaining("could not be read") } });
    expect(asZarrdropError("odd").kind).toBe("internal");
    expect(asZarrdropError(new DOMException("stop", "AbortError"), damaged).kind).toBe("cancelled");
    const own = new ZarrdropError("limit", "Too large.");
    expect(asZarrdropError(own, damaged)).toBe(own);
  });
});

it("a name of any length leaves a sentence that can be read", () => {
  const { message } = new ZarrdropError("corrupt", `Not there: ${"0".repeat(1e6)}`);
  expect(message).toHaveLength(1001);
  expect(message).toMatch(/^Not there: 0+…$/);
});
