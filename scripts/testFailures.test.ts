import { expect, test } from "vitest";
import { failuresOfJourneys, failuresOfUnits, failuresWith } from "./testFailures.mjs";

test("a unit test that failed is named by its file, with its own words; one that passed is not", () => {
  const report = {
    testResults: [
      {
        name: "/home/someone/project/src/a.test.ts",
        status: "failed",
        assertionResults: [
          { fullName: "room holds", status: "passed" },
          { fullName: "room breaks", status: "failed", failureMessages: ["\u001b[31mexpected 1\u001b[39m\nat line 3"] },
        ],
      },
      {
        name: "/home/someone/project/src/b.test.ts",
        status: "failed",
        message: "cannot be read",
        assertionResults: [],
      },
      { name: "/home/someone/project/src/c.test.ts", status: "passed", assertionResults: [] },
    ],
  };
  expect(failuresOfUnits(report, "/home/someone/project/")).toEqual([
    "src/a.test.ts › room breaks\n    expected 1\n    at line 3",
    "src/b.test.ts\n    cannot be read",
  ]);
});

test("a journey that failed, or passed only when tried again, is named wherever its suite lies", () => {
  const spec = (title: string, status: string, message?: string) => ({
    title,
    file: "look.e2e.ts",
    line: 7,
    tests: [{ status, results: [message === undefined ? {} : { error: { message } }] }],
  });
  const report = {
    suites: [
      { specs: [spec("is fine", "expected")], suites: [{ specs: [spec("is red", "unexpected", "no button")] }] },
      { specs: [spec("is red at times", "flaky", "too late"), spec("is left out", "skipped")] },
    ],
  };
  expect(failuresOfJourneys(report)).toEqual([
    "look.e2e.ts:7 › is red\n    no button",
    "look.e2e.ts:7 › is red at times\n    too late",
  ]);
});

test("a program that ended badly has failed although no test of it is named", () => {
  expect(failuresWith([], 0)).toEqual([]);
  expect(failuresWith([], 1)).toHaveLength(1);
  expect(failuresWith(["one", "two"], 1)).toEqual(["one", "two"]);
});
