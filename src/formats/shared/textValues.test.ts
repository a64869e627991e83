import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DataType, pixelsFromBytes } from "../../model/dtype.ts";
import { textValues } from "./textValues.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const read = (text: string, dtype: DataType, bytes: number): unknown[] => [
  ...pixelsFromBytes(dtype, textValues(bytesOf(text), { bytes, dtype })),
];

describe("numbers as text", () => {
  it("are what JavaScript makes of them, whole or not, short or long", () => {
    const word = fc.oneof(
      fc.integer().map(String),
      fc.double({ noNaN: true }).map(String),
      fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.nat(999_999)).map(([whole, rest]) => `${whole}.${rest}`),
      fc.constantFrom(
        "-0",
        "+7",
        "1.",
        ".5",
        "-.25",
        "1e3",
        "0.1000000000000000055511151231257827",
        "123456789012345678",
      ),
    );
    const between = fc.constantFrom(" ", ",", ", ", "\n", "\t\t", "\r\n", "\u00a0");
    fc.assert(
      fc.property(fc.array(fc.tuple(word, between), { minLength: 1 }), (words) => {
        const text = words.flat().join("");
        expect(read(text, "float64", words.length * 8)).toEqual(words.map(([each]) => Number(each)));
        const single = words.map(([each]) => Math.fround(Number(each)));
        expect(read(text, "float32", words.length * 4)).toEqual(single);
      }),
    );
  });

  it("of 64 bits keep all digits", () => {
    const text = "9223372036854775807 -9223372036854775808 +5 -12";
    expect(read(text, "int64", 32)).toEqual([9223372036854775807n, -9223372036854775808n, 5n, -12n]);
  });

  it("may be no numbers where the type has such", () => {
    expect(read("nan -inf -NaN", "float32", 4)).toEqual([Number.NaN]);
    expect(read("-Infinity", "float64", 8)).toEqual([-Infinity]);
  });

  it.each<[string, DataType, number]>([
    ["1 2", "uint8", 3],
    ["256", "uint8", 1],
    ["-1", "uint16", 2],
    ["1.5", "int32", 4],
    ["", "int8", 1],
    ["-", "int16", 2],
    [".", "float32", 4],
    ["1.2.3", "float64", 8],
    ["0x10 cats", "uint8", 2],
    ["1.0", "uint64", 8],
    ["99999999999999999999", "uint64", 8],
  ])("are refused where they are none, too few, or too large: %j as %s", (text, dtype, bytes) => {
    expect(() => textValues(bytesOf(text), { bytes, dtype })).toThrow(expect.objectContaining({ kind: "corrupt" }));
  });
});
