import { expect, test } from "vitest";
import { placesOfUnits, rangesFromText, rangesOf, textOfRanges, unitRounds } from "./unitNumbers.ts";

test("numbers of units are ranges from 1 on", () => {
  expect(rangesFromText("1-16, 40")).toEqual([
    [1, 16],
    [40, 40],
  ]);
  for (const text of ["", "0", "3-1", "a", "1-", "1,,2", "-1", "1e3", "12345678901"]) {
    expect(() => rangesFromText(text), text).toThrow("numbers of units");
  }
  expect(textOfRanges(rangesOf([1, 2, 3, 7, 9, 10]))).toBe("1-3,7,9-10");
});

test("all first stages come before all second ones", () => {
  // Of three outputs the second is done.
  const rounds = unitRounds([[2, 1], [], [3]]);
  expect(rounds.map(({ runs }) => runs)).toEqual([
    [
      { output: 0, first: 1, count: 2 },
      { output: 2, first: 3, count: 3 },
    ],
    [{ output: 0, first: 6, count: 1 }],
  ]);
  expect(
    placesOfUnits(rounds, [
      [6, 6],
      [2, 3],
      [3, 3],
    ]),
  ).toEqual([
    { output: 0, stage: 0, at: 1 },
    { output: 2, stage: 0, at: 0 },
    { output: 0, stage: 1, at: 0 },
  ]);
  expect(() => placesOfUnits(rounds, [[6, 7]])).toThrow("There is no unit 7: the job has 6.");
});
