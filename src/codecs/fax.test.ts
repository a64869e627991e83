import { expect, it } from "vitest";
import { faxDecompressor, type FaxScheme } from "./fax.ts";

const bits = (text: string): Uint8Array => {
  const plain = text.replaceAll(" ", "");
  const bytes = plain.match(/.{1,8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte.padEnd(8, "0"), 2));
};
const decode = (scheme: FaxScheme, width: number, data: string, size: number | { atMost: number }) =>
  [...faxDecompressor(scheme, width).decode(bits(data), size)].map((byte) => byte.toString(2).padStart(8, "0"));

it("rows of runs begin on whole bytes", () => {
  // White 3, black 5; black 8 after no white.
  expect(decode({ kind: "rows" }, 8, "1000 0011 00110101 000101", 2)).toEqual(["00011111", "11111111"]);
});

it("a row goes on from the one above: as it is, moved, passed over, and by lengths", () => {
  // White 2, black 3 and the rest white by lengths; then the same moved by one; then passed over.
  const data = "001 0111 10 1   011 010 1   0001 1   000000000001 000000000001";
  expect(decode({ kind: "group4" }, 8, data, { atMost: 100 })).toEqual(["00111000", "00010000", "00000000"]);
});

it.each([
  ["a code that is none", "0000000000000001"],
  ["a row that is too long", "001 10011 000101 1"],
  ["data that end within a row", "001 0111"],
])("%s is damage", (_, data) => {
  expect(() => decode({ kind: "group4" }, 8, data, 1)).toThrow(expect.objectContaining({ kind: "corrupt" }));
});

it("fewer rows than there should be are damage, unless nobody knows how many there are", () => {
  expect(() => decode({ kind: "group4" }, 8, "1 000000000001000000000001", 2)).toThrow(
    expect.objectContaining({ kind: "corrupt" }),
  );
  expect(decode({ kind: "group4" }, 8, "1 000000000001000000000001", { atMost: 2 })).toEqual(["00000000"]);
});

it("no input makes it run on or fail in other words", () => {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24;
  const schemes: FaxScheme[] = [{ kind: "rows" }, { kind: "group3", isMixed: true }, { kind: "group4" }];
  for (let trial = 0; trial < 3000; trial++) {
    const input = Uint8Array.from({ length: 1 + (random() % 60) }, random);
    const width = 1 + random() * 3;
    const decompressor = faxDecompressor(schemes[trial % 3]!, width);
    try {
      expect(decompressor.decode(input, { atMost: 4096 }).length).toBeLessThanOrEqual(4096);
    } catch (error) {
      expect(error).toMatchObject({ kind: "corrupt" });
    }
  }
});
