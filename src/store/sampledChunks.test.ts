import { expect, test } from "vitest";
import { chunkGrid, linearIndex } from "../zarr/chunkGrid.ts";
import { chosenChecks, sampledChunks } from "./sampledChunks.ts";
import { StoreLedger } from "./storeLedger.ts";
import { sampleLevel, samplePlan } from "../../testing/store/samplePlan.ts";

/** Many more chunks than a sample has: 7 time points, 5 channels. */
const output = samplePlan("uint16", [
  sampleLevel("0", [7, 5, 9, 2000, 2000], [1, 1, 1, 100, 100]),
  sampleLevel("1", [7, 5, 9, 1000, 1000], [1, 1, 1, 100, 100]),
]);

function chosen(level: number): number[] {
  const { shape, chunkShape } = output.levels[level]!;
  const isSampled = sampledChunks(output, level);
  return Array.from({ length: chunkGrid(shape, chunkShape).total }, (_, chunk) => chunk).filter(isSampled);
}

test.each([0, 1])(
  "level %i: the first and the last chunk and each channel are in the sample, which stays small",
  (level) => {
    const { counts, total } = chunkGrid(output.levels[level]!.shape, output.levels[level]!.chunkShape);
    const chunks = chosen(level);
    expect(chunks).toContain(0);
    expect(chunks).toContain(total - 1);
    for (let channel = 0; channel < 5; channel++) {
      const middle = counts.map((count, axis) => (axis === 1 ? channel : Math.floor(count / 2)));
      expect(chunks).toContain(linearIndex(middle, counts));
    }
    expect(chunks.length).toBeLessThan(80);
  },
);

test("some of what was left out is looked at, although the sample does not have it", () => {
  const ledger = new StoreLedger(output);
  const isSampled = sampledChunks(output, 0);
  const absent = Array.from({ length: 40 }, (_, at) => at + 1).filter((chunk) => !isSampled(chunk));
  const record = { level: 0, files: [], fileBytes: [], emptyChunks: absent.length };
  ledger.add(0, [{ ...record, chunks: [0, ...absent], checksums: [7, ...absent.map(() => -1)] }]);
  const sample = chosenChecks(output, ledger, "sample");
  expect(sample.filter(({ checksum }) => checksum === -1)).toHaveLength(16);
  expect(sample.filter(({ checksum }) => checksum === 7)).toHaveLength(1);
  expect(chosenChecks(output, ledger, "all")).toHaveLength(absent.length + 1);
  expect(chosenChecks(output, ledger, "none")).toEqual([]);
});
