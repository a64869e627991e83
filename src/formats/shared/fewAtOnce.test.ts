import { describe, expect, it } from "vitest";
import { fewAtOnce } from "./fewAtOnce.ts";

const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

describe("a few at once", () => {
  it("does everything, never too much together", async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    await fewAtOnce(Array(50).keys(), async (item) => {
      most = Math.max(most, ++underWay);
      await pause();
      done.push(item);
      underWay--;
    });
    expect(done).toHaveLength(50);
    expect(most).toBe(4);
  });

  it("begins nothing after a failure and waits for the rest", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const result = fewAtOnce(Array(50).keys(), async (item) => {
      begun.push(item);
      if (item === 2) throw new Error("no");
      await pause();
      ended.push(item);
    });
    await expect(result).rejects.toThrow("no");
    expect(begun).toEqual([0, 1, 2, 3]);
    expect(ended).toEqual([0, 1, 3]);
  });
});
