import { expect, it } from "vitest";
import { timeLeftText } from "./timeLeftText.ts";

it("leads with a clock time where much is left", () => {
  const now = new Date(2026, 10, 30, 22, 58);
  expect(timeLeftText(5, now)).toBe("a few seconds left");
  expect(timeLeftText(15 * 60, now)).toBe("about 15 min left");
  expect(timeLeftText(31 * 60, now)).toBe("until about 23:30, about 31 min left");
  expect(timeLeftText(2 * 3600, now)).toBe("until about 01:00 on 1.12., about 2 h left");
});
