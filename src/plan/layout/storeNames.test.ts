import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { referenceBase, referenceStoreName } from "../reference/referenceNames.ts";
import { baseOfChosenName, baseOfFileName, distinctStoreNames, legalBaseName, nameKey } from "./storeNames.ts";

describe("from a file's name", () => {
  test.each([
    ["a.ome.tif", "a"],
    ["a.OME.TIFF", "a"],
    ["a.tif", "a"],
    ["cells.czi", "cells"],
    ["a.b.c.nd2", "a.b.c"],
    ["a.ome.zarr", "a"],
    ["a.zarr", "a"],
    ["a.ome.zarr.zip", "a"],
    ["a.companion.ome", "a"],
    ["b.nii.gz", "b"],
    ["scan 2.5", "scan 2.5"],
    ["Experiment-01.2024", "Experiment-01.2024"],
    ["x.r3d_d3d", "x"],
    ["no ending", "no ending"],
    [".hidden", ".hidden"],
    [".ome.tif", ".ome"],
    ["folder/", "folder"],
  ])("%s: %s", (file, base) => {
    expect(baseOfFileName(file)).toBe(base);
  });

  test("a chosen name may have the store's ending", () => {
    expect(["out", "out.zarr", "out.ome.zarr", "a.b"].map(baseOfChosenName)).toEqual(["out", "out", "out", "a.b"]);
  });
});

describe("legal everywhere", () => {
  test.each([
    ["a/b:c?", "a_b_c_"],
    ["con", "_con"],
    ["COM1.x", "_COM1.x"],
    ["LPT³", "_LPT³"],
    ["console", "console"],
    ["trailing. .", "trailing"],
    ["  lead", "lead"],
    ["..", "image"],
    ["", "image"],
    [".hidden", "hidden"],
    ["tab\there\u202Etxt", "tab_here_txt"],
    ["half \uD800", "half _"],
    ["Zelle µ ß 细胞", "Zelle µ ß 细胞"],
    ["e\u0301", "é"],
  ])("%j: %j", (name, legal) => {
    expect(legalBaseName(name)).toBe(legal);
  });

  test("at most 120 bytes, cut between characters", () => {
    expect(legalBaseName("😀".repeat(100))).toBe("😀".repeat(30));
    expect(legalBaseName(`${"a".repeat(119)} b`)).toBe("a".repeat(119));
  });

  test("whatever the names: legal on Windows, distinct without regard to case, in order", () => {
    const names = fc.oneof(
      // Any code point, halves of surrogate pairs among them (fast-check's own alphabet takes a second to be made).
      fc.string({ unit: fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)), maxLength: 40 }),
      fc.constantFrom("a", "A", "a_2", "A_2", "con", "a.", "ä", "A\u0308", "ß", "ss", "x".repeat(300), "X".repeat(300)),
    );
    fc.assert(
      fc.property(
        fc.array(names, { maxLength: 30 }),
        fc.array(fc.constantFrom("A.ome.zarr", "a_2.ome.zarr"), { maxLength: 2 }),
        (given, taken) => {
          const stores = distinctStoreNames(given.map(legalBaseName), taken);
          expect(stores).toHaveLength(given.length);
          expect(new Set([...stores, ...new Set(taken)].map(nameKey)).size).toBe(stores.length + new Set(taken).size);
          expect(stores.filter((store) => !store.endsWith(".ome.zarr"))).toEqual([]);
          expect(stores.filter((store) => /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}]/u.test(store))).toEqual([]);
          expect(stores.filter((store) => /^(?:con|prn|aux|nul|com\d|lpt\d)\./i.test(store))).toEqual([]);
          expect(stores.filter((store) => /^[. ]|[. ]$|[. ]\.ome\.zarr$/.test(store))).toEqual([]);
          expect(stores.filter((store) => new TextEncoder().encode(store).length > 130)).toEqual([]);
        },
      ),
      // Thousands of lists have their turn in testing/names.
      { numRuns: 500 },
    );
  });

  test.each([
    ["a", "A"],
    ["é", "E\u0301"],
    ["ß", "ẞ"],
    ["ß", "SS"],
    ["\u1e9b\u0323", "\u1e68"],
    ["ς", "Σ"],
    ["K", "\u212a"],
  ])("%s and %s are one name to some file system", (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
    expect(new Set(distinctStoreNames([one, other])).size).toBe(2);
    expect(distinctStoreNames([one, other])[1]).toContain("_2");
  });

  test("numbers stay short when many names are the same", () => {
    const stores = distinctStoreNames(Array.from({ length: 20000 }, () => "a"));
    expect(stores.slice(0, 3)).toEqual(["a.ome.zarr", "a_2.ome.zarr", "a_3.ome.zarr"]);
    expect(stores.at(-1)).toBe("a_20000.ome.zarr");
  });
});

describe("the reference's names (R9.1)", () => {
  test.each([
    ["a.ome.tif", "a.ome.ome.zarr"],
    ["source.tif", "source.ome.zarr"],
    [".hidden", ".hidden.ome.zarr"],
    ["ends.", "ends..ome.zarr"],
    ["a/b:c?", "a_b_c_.ome.zarr"],
  ])("%s: %s", (file, store) => {
    expect(referenceStoreName(referenceBase(file))).toBe(store);
  });
});
