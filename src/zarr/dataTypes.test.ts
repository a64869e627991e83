import { expect, it } from "vitest";
import { parseFillValue, parseV3DataType } from "./dataTypes.ts";

it("Zarr v3 names types plainly, or in objects", () => {
  expect(parseV3DataType("uint16", "a")).toBe("uint16");
  expect(parseV3DataType({ name: "float32", configuration: {} }, "a")).toBe("float32");
  for (const other of ["string", { name: "numpy.datetime64" }, 5, null]) {
    expect(() => parseV3DataType(other, "a")).toThrow(expect.objectContaining({ kind: "unsupported-feature" }));
  }
});

it("fill values may stand in quotes, as early writers of Zarr v2 in Java put them", () => {
  expect(parseFillValue("0", "int8", "a")).toEqual([0]);
  expect(parseFillValue("-1.5e3", "float32", "a")).toEqual([-1500]);
  expect(parseFillValue("7", "uint64", "a")).toEqual([7n]);
  for (const other of ["", "1.5", "zero", "0x"]) {
    expect(() => parseFillValue(other, "uint16", "a"), other).toThrow(expect.objectContaining({ kind: "corrupt" }));
  }
});
