import { expect, it } from "vitest";
import { visible } from "./print.ts";

it("no control character and no mark of direction reaches a terminal, and JSON stays what it is", () => {
  const name = "\u001b[31m\u0000\r\u007f\u009b2J\u202egpj.exe\u2066 café 细胞 µm";
  expect(visible(`${name}\n\t`)).toBe(
    String.raw`\u001b[31m\u0000\u000d\u007f\u009b2J\u202egpj.exe\u2066 café 细胞 µm` + "\n\t",
  );
  const json = JSON.stringify([name], null, 2);
  expect(JSON.parse(visible(json))).toEqual([name]);
});
