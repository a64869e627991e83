import { describe, expect, it } from "vitest";
import { forEachAtOnce, mapAhead, mapAtOnce } from "./atOnce.ts";

const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

describe("several at once", () => {
  it("does everything, never too much together", async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    const work = async (item: number): Promise<void> => {
      most = Math.max(most, ++underWay);
      await pause();
      done.push(item);
      underWay--;
    };
    await forEachAtOnce(Array(50).keys(), work, { atOnce: 4 });
    expect(done).toHaveLength(50);
    expect(most).toBe(4);
  });

  it("begins nothing after a failure and waits for the rest", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      if (item === 2) throw new Error("no");
      await pause();
      ended.push(item);
    };
    await expect(forEachAtOnce(Array(50).keys(), work, { atOnce: 4 })).rejects.toThrow("no");
    expect(begun).toEqual([0, 1, 2, 3]);
    expect(ended).toEqual([0, 1, 3]);
  });

  it("begins nothing after an abort", async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      if (item === 5) controller.abort();
      await pause();
    };
    const result = forEachAtOnce(Array(50).keys(), work, { atOnce: 2, signal: controller.signal });
    await expect(result).rejects.toMatchObject({ kind: "cancelled" });
    expect(begun.length).toBeLessThan(8);
  });

  it("gives results in the order of the items, whatever ends first", async () => {
    const items = [5, 1, 4, 2, 3];
    const work = async (item: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, item));
      return item * 10;
    };
    expect(await mapAtOnce(items, work, { atOnce: 3 })).toEqual([50, 10, 40, 20, 30]);
    const ahead: number[] = [];
    for await (const result of mapAhead(items, 2, work)) ahead.push(result);
    expect(ahead).toEqual([50, 10, 40, 20, 30]);
  });
});
