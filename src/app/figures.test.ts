import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatChange,
  formatCount,
  formatDuration,
  formatPercent,
  formatTimeLeft,
  plural,
} from "./figures.ts";

describe("figures", () => {
  it("writes sizes with binary units", () => {
    expect([0, 999, 1024, 1536, 51_612_978, 1023 * 2 ** 20, 3.5 * 2 ** 40].map(formatBytes)).toEqual([
      "0 B",
      "999 B",
      "1 KiB",
      "1.5 KiB",
      "49.2 MiB",
      "1 GiB",
      "3.5 TiB",
    ]);
  });
  it("groups long numbers", () => {
    expect([7, 1234, 12345, 1234567].map(formatCount)).toEqual(["7", "1234", "12\u202f345", "1\u202f234\u202f567"]);
    expect(plural(1, "file")).toBe("1 file");
    expect(plural(2, "entry", "entries")).toBe("2 entries");
  });
  it("writes times", () => {
    expect([0, 0.44, 12.4, 60, 200, 7500].map(formatDuration)).toEqual([
      "0.1 s",
      "0.4 s",
      "12 s",
      "1 min",
      "3 min 20 s",
      "2 h 5 min",
    ]);
    expect([3, 33, 61, 1700, 3600, 5400, 9000].map(formatTimeLeft)).toEqual([
      "a few seconds left",
      "about 40 s left",
      "about 1 min left",
      "about 28 min left",
      "about 1 h left",
      "about 1½ h left",
      "about 2½ h left",
    ]);
  });
  it("says 100 % only at the end", () => {
    expect([formatPercent(0, 0), formatPercent(999, 1000), formatPercent(10, 10)]).toEqual(["0 %", "99 %", "100 %"]);
    expect([formatChange(1000, 3), formatChange(1e6, 1), formatChange(8, 0)]).toEqual(["−99.7 %", "−99.9 %", "−100 %"]);
    expect([formatChange(100, 58), formatChange(100, 100), formatChange(100, 103)]).toEqual(["−42 %", "±0 %", "+3 %"]);
  });
});
