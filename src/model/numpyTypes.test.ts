import { expect, it } from "vitest";
import { DATA_TYPES } from "./dtype.ts";
import { numpyCode, numpyTypeName, parseNumpyType } from "./numpyTypes.ts";

it("spells every type and reads it back", () => {
  for (const dtype of DATA_TYPES) {
    for (const byteOrder of ["little", "big"] as const) {
      const name = numpyTypeName(dtype, byteOrder);
      const isByte = name.startsWith("|");
      expect(parseNumpyType(name)).toEqual({ dtype, byteOrder: isByte ? "little" : byteOrder });
      expect(name.slice(1)).toBe(numpyCode(dtype));
    }
  }
  expect(numpyTypeName("uint16", "big")).toBe(">u2");
  expect(numpyTypeName("uint8", "big")).toBe("|u1");
});

it("reads nothing but the types of pixels", () => {
  for (const name of ["u2", "<U5", "<M8[ns]", "|O", "", "<u3", "<constructor", 7, null, ["<u2"]]) {
    expect(parseNumpyType(name)).toBeNull();
  }
});
