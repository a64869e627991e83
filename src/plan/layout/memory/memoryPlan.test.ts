import { describe, expect, test } from "vitest";
import { describeImage, describeScene } from "../../../../testing/plan/sampleDescription.ts";
import { parseSettings } from "../../settings/parseSettings.ts";
import { planConversion } from "../../planConversion.ts";
import { planMemory } from "./memoryPlan.ts";
import { SHARES } from "./shares.ts";

const MEBIBYTE = 2 ** 20;

function memoryOf(shape: number[], settings: Record<string, unknown>, blockShape?: number[], cores = 8) {
  const scene = describeScene("zyx", shape);
  const image = describeImage([blockShape === undefined ? scene : { ...scene, blockShape }]);
  const parsed = parseSettings(settings);
  const { outputs } = planConversion(image, parsed);
  return planMemory(image, outputs, parsed, cores);
}

const PLANES = [64, 2048, 2048];
const TILE = [1, 512, 512];
const CHUNKS = { chunk_shape: [1, 1024, 1024], num_levels: 3 };

describe("the account of memory", () => {
  test("all workers together stay within the budget, and more of it gives more workers and larger shares", () => {
    let before = { workers: 0, step: 0 };
    for (const budget of [64, 128, 256, 512, 1024, 2048]) {
      const plan = memoryOf(PLANES, { ...CHUNKS, memory_budget: budget * MEBIBYTE }, TILE);
      expect(plan.workers).toBeGreaterThanOrEqual(before.workers);
      if (plan.workers === before.workers) expect(plan.shares.stepBytes).toBeGreaterThanOrEqual(before.step);
      if (plan.remark === null) expect(plan.totalBytes).toBeLessThanOrEqual(budget * MEBIBYTE);
      expect(plan.totalBytes).toBe(plan.workers * plan.workerBytes);
      before = { workers: plan.workers, step: plan.shares.stepBytes };
    }
    expect(before).toEqual({ workers: 8, step: SHARES[0]!.stepBytes });
  });

  test("cores and the image bound the workers too", () => {
    const roomy = { ...CHUNKS, memory_budget: 8192 * MEBIBYTE };
    expect(memoryOf(PLANES, roomy, TILE, 3).workers).toBe(3);
    expect(memoryOf(PLANES, roomy, TILE, 64).workers).toBe(8);
    expect(memoryOf([1, 256, 256], roomy, TILE, 8).workers).toBe(1);
  });

  test("a block of 300 MB: one worker, with the smallest shares, and it is said why it needs more than the budget", () => {
    const plan = memoryOf([8, 12_500, 12_500], CHUNKS, [1, 12_500, 12_500]);
    expect(plan).toMatchObject({
      workers: 1,
      remark: expect.stringContaining("because the file's blocks are that large"),
    });
    expect(plan.shares.stepBytes).toBe(SHARES.at(-1)!.stepBytes);
    expect(plan.totalBytes).toBeGreaterThan(300e6);
  });

  test("a number of workers that was asked for is kept, and said if it does not fit", () => {
    const plan = memoryOf(PLANES, { ...CHUNKS, workers: 8, memory_budget: 64 * MEBIBYTE }, TILE, 2);
    expect(plan).toMatchObject({ workers: 8, remark: expect.stringContaining("because 8 workers were asked for") });
    expect(plan.shares.queueBytes).toBe(SHARES.at(-1)!.queueBytes);
  });
});
