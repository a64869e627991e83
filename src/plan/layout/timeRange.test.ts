import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { referenceTimePoints } from "../reference/referenceTimePoints.ts";
import { documentedTimePoints } from "./timeRange.ts";

type Case = [
  startTSrc: number | null,
  startTDest: number | null,
  tbatch: number | null,
  source: number,
  destination: number,
];

const settings = ([startTSrc, startTDest, tbatch]: Case) => ({ startTSrc, startTDest, tbatch });

describe("as documented", () => {
  test.each<[Case, [number, number, number]]>([
    [
      [null, null, null, 3, 3],
      [0, 0, 3],
    ],
    [
      [1, null, null, 3, 3],
      [1, 0, 2],
    ],
    [
      [null, 1, null, 3, 3],
      [0, 1, 2],
    ],
    [
      [null, 2, null, 3, 5],
      [0, 2, 3],
    ],
    [
      [1, 0, 2, 3, 3],
      [1, 0, 2],
    ],
    [
      [null, null, 2, 3, 3],
      [0, 0, 2],
    ],
    [
      [0, 0, 1, 1, 1],
      [0, 0, 1],
    ],
    [
      [null, 3, null, 1, 5],
      [0, 3, 1],
    ],
  ])("%j: %j", (given, [sourceStart, destinationStart, count]) => {
    expect(documentedTimePoints(settings(given), given[3], given[4])).toEqual({ sourceStart, destinationStart, count });
  });

  test("always inside source and destination", () => {
    const start = fc.option(fc.nat(20));
    fc.assert(
      fc.property(
        start,
        start,
        fc.option(fc.nat(20)),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (...given) => {
          try {
            const range = documentedTimePoints(settings(given), given[3], given[4]);
            expect(range.count).toBeGreaterThanOrEqual(1);
            expect(range.sourceStart + range.count).toBeLessThanOrEqual(given[3]);
            expect(range.destinationStart + range.count).toBeLessThanOrEqual(given[4]);
          } catch (thrown) {
            expect(thrown).toMatchObject({ kind: "setting" });
          }
        },
      ),
    );
  });
});

describe("as the reference does (R8.2)", () => {
  test.each<[Case, string, string]>([
    [[3, null, 1, 3, 3], "start_T_src", "start_T_src (3) out of range [0, 3)."],
    [[-1, null, 1, 3, 3], "start_T_src", "start_T_src (-1) out of range [0, 3)."],
    [[null, 5, 1, 3, 5], "start_T_dest", "start_T_dest (5) out of range [0, 5)."],
    [[null, null, 0, 3, 3], "tbatch", "total_T must be > 0."],
    [
      [null, null, 4, 3, 3],
      "tbatch",
      "requested total_T exceeds available source timepoints from start_T_src. Requested 4, available 3.",
    ],
    [
      [null, 1, null, 3, 3],
      "start_T_dest",
      "requested total_T exceeds available destination space from start_T_dest. Requested 3, available 2.",
    ],
  ])("%j is refused", (given, setting, message) => {
    const act = () => referenceTimePoints(settings(given), given[3], given[4]);
    expect(act).toThrow(message);
    expect(act).toThrow(setting);
    expect(act).toThrow(expect.objectContaining({ details: expect.objectContaining({ setting }) as unknown }));
  });

  test("everything is ignored for a single time point", () => {
    expect(referenceTimePoints({ startTSrc: 7, startTDest: -2, tbatch: 0 }, 1, 1)).toEqual({
      sourceStart: 0,
      destinationStart: 0,
      count: 1,
    });
  });

  test("start_T_src alone, which fails there, takes the rest", () => {
    expect(referenceTimePoints({ startTSrc: 1, startTDest: null, tbatch: null }, 3, 3)).toEqual({
      sourceStart: 1,
      destinationStart: 0,
      count: 2,
    });
  });
});
