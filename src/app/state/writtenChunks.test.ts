import { describe, expect, it, vi } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { WrittenStores } from "./writtenChunks.ts";

const plain = outputOf("czyx", [
  [2, 3, 900, 1100],
  [2, 3, 450, 550],
]);
const output = { ...plain, levels: plain.levels.map((level) => ({ ...level, chunkShape: [1, 1, 256, 256] })) };

function begun() {
  const stores = new WrittenStores();
  stores.begin("a", [output]);
  return { stores, chunks: stores.of("a", 0, output)! };
}

describe("chunks that are told", () => {
  it("are counted once, by level and by place in the plane", () => {
    const { chunks } = begun();
    const [channels, slices, rows, columns] = [2, 3, 4, 5];
    const plane = rows * columns;
    chunks.mark([{ level: 0, written: [0, plane, 0, plane, plane, 1], checked: [0, 1] }], false);
    const level = chunks.level(0);
    expect(level).toMatchObject({ rows, columns, written: plane + 1, checked: 1, latest: plane });
    expect(level.total).toBe(channels * slices * plane);
    expect(level.writtenShare(0, 0)).toBeCloseTo(2 / (channels * slices));
    expect(level.writtenShare(rows - 1, columns - 1)).toBeCloseTo(1 / (channels * slices));
    expect([level.isChecked(0, 0), level.isChecked(rows - 1, columns - 1)]).toEqual([true, false]);
    expect(level.indexOf(plane)).toEqual([0, 1, 0, 0]);
    expect(chunks.level(1).written).toBe(0);
  });

  it("as a whole are all that holds: what is gone on with is true from the first word on", () => {
    const { chunks } = begun();
    const told = vi.fn();
    chunks.subscribe(told);
    chunks.mark([{ level: 0, written: [0, 6], checked: [] }], false);
    chunks.mark([{ level: 0, written: [0, 4], checked: [] }], true);
    expect(chunks.level(0)).toMatchObject({ written: 4, latest: null });
    expect(told).toHaveBeenCalledTimes(2);
  });

  it("are of no output that is cut otherwise, and not of an earlier conversion", () => {
    const { stores, chunks } = begun();
    chunks.mark([{ level: 0, written: [0, 6], checked: [] }], false);
    const levels = output.levels.map((level) => ({ ...level, chunkShape: level.chunkShape.map(() => 1) }));
    expect(stores.of("a", 0, { ...output, levels })).toBeNull();
    expect(stores.of("a", 0, { ...output, storeName: "other.ome.zarr" })).toBe(chunks);
    stores.begin("a", [output]);
    expect(stores.of("a", 0, output)!.level(0).written).toBe(0);
    expect(stores.of("b", 0, output)).toBeNull();
  });
});
