import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sourceBytes } from "../../fixtures/codecVectors.ts";
import { crc32 } from "../model/crc32.ts";
import { crc32c } from "./crc32c.ts";

const NINE_DIGITS = new TextEncoder().encode("123456789");

describe.each([
  ["crc32", crc32, 0xcbf43926],
  ["crc32c", crc32c, 0xe3069283],
] as const)("%s", (_, checksum, check) => {
  it("gives the check value of the catalogue", () => {
    expect(checksum(NINE_DIGITS)).toBe(check);
    expect(checksum(new Uint8Array())).toBe(0);
  });

  it("is the same in pieces and at any alignment", () => {
    const bytes = sourceBytes("noise", 1000);
    const whole = checksum(bytes);
    for (let cut = 0; cut < 70; cut++) {
      expect(checksum(bytes.subarray(cut), checksum(bytes.subarray(0, cut)))).toBe(whole);
    }
  });
});

describe("crc32c", () => {
  it("agrees with the vectors of RFC 3720, appendix B.4", () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  });
});

describe("crc32", () => {
  it("agrees with zlib", () => {
    const bytes = sourceBytes("noise", 100_003);
    expect(crc32(bytes)).toBe(zlibCrc32(bytes));
  });
});
