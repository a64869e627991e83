import { describe, expect, test } from "vitest";
import { describeImage, describeScene } from "../../../../testing/plan/sampleDescription.ts";
import { parseSettings } from "../../settings/parseSettings.ts";
import { planConversion } from "../../planConversion.ts";
import { COORDINATOR_BYTES } from "./account.ts";
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
      expect(plan.totalBytes).toBe(plan.workers * plan.workerBytes + COORDINATOR_BYTES);
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

  test("planes that a chunk of an upper level joins cannot be shared out", () => {
    const roomy = { memory_budget: 8192 * MEBIBYTE };
    // Without chunk shapes a chunk has 16 MiB: half a plane of level 0, two planes of level 1, all four of level 2.
    expect(memoryOf([4, 4096, 4096], { ...roomy, num_levels: 1 }).workers).toBe(8);
    expect(memoryOf([4, 4096, 4096], { ...roomy, num_levels: 3 }).workers).toBe(1);
  });

  test("a worker with little to do needs little: its reads, and what it has encoded, are no more than its part", () => {
    const small = { chunk_shape: [8, 512, 512], workers: 4, memory_budget: 1024 * MEBIBYTE };
    const { worker } = memoryOf([32, 512, 512], small);
    expect(worker.steps).toBe(2 * MEBIBYTE);
    expect(worker.encoded).toBeLessThanOrEqual(4 * MEBIBYTE);
  });

  test("of reads that are far larger than their share one is held", () => {
    const strips = (side: number) => memoryOf([8, side, side], { chunk_shape: [8, 1024, 1024] }, [1, side, side]);
    expect(strips(2048).worker.steps).toBe(2 * 8 * MEBIBYTE);
    expect(strips(12_500).worker.steps).toBe(12_500 ** 2 * 2);
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
