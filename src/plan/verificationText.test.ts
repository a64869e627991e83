import { expect, test } from "vitest";
import { verificationText } from "./verificationText.ts";

test("who read how many chunks back", () => {
  const zarrita = { reader: "zarrita 1", checkedChunks: 12, totalChunks: 12 };
  const part = { reader: "zarrdrop 2", checkedChunks: 3, totalChunks: 1500 };
  const one = { reader: "zarrita 1", checkedChunks: 1, totalChunks: 1 };
  const text = (...verifications: (typeof zarrita | null)[]) =>
    verificationText(verifications.map((verification) => ({ verification })));
  expect(text(zarrita)).toBe("all 12 chunks read back by zarrita 1 and compared");
  expect(text(one, null)).toBe("1 chunk read back by zarrita 1 and compared");
  expect(text(zarrita, part)).toBe(
    "15 of 1,512 chunks read back by zarrita 1 and zarrdrop 2 and compared, the others decoded before they were written",
  );
  expect(text(null)).toBe("not asked for");
  expect(text()).toBe("not asked for");
});
