import { expect, it } from "vitest";
import { parseV3DataType } from "./dataTypes.ts";

it("Zarr v3 names types plainly, or in objects", () => {
  expect(parseV3DataType("uint16", "a")).toBe("uint16");
  expect(parseV3DataType({ name: "float32", configuration: {} }, "a")).toBe("float32");
  for (const other of ["string", { name: "numpy.datetime64" }, 5, null]) {
    expect(() => parseV3DataType(other, "a")).toThrow(expect.objectContaining({ kind: "unsupported-feature" }));
  }
});
