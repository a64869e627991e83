import { expect, it } from "vitest";
import { alignEstimates } from "./alignEstimates.ts";

const estimate = (bytes: number, seconds: number) => ({ bytes, seconds, error: 0.1, chunks: 6, ratios: [0.5] });

it("says of the plan's compressor what the plan says, and brings the others to the same image", () => {
  const compared = [estimate(30, 2), estimate(60, 1), estimate(90, 3), null];
  const aligned = alignEstimates(compared, estimate(20, 4), 0, (index) => index === 2);
  expect(aligned[0]).toEqual(estimate(20, 4));
  expect(aligned[1]).toEqual(estimate(40, 2));
  // What is not compressed is known.
  expect(aligned[2]).toEqual(estimate(90, 6));
  expect(aligned[3]).toBeNull();
});

it("leaves them as they are where the plan was not measured, or has another compressor", () => {
  const compared = [estimate(30, 2), null];
  expect(alignEstimates(compared, null, 0, () => false)).toEqual(compared);
  expect(alignEstimates(compared, estimate(20, 4), -1, () => false)).toEqual(compared);
  expect(alignEstimates(compared, estimate(20, 4), 1, () => false)).toEqual(compared);
});
