import { describe, expect, it } from "vitest";
import { totalOfSample, studentFactor, type Stratum } from "./ratioOfSample.ts";
import { estimateStorage } from "./estimateStorage.ts";
import type { MeasuredChunk, StorageSample } from "./storageSample.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { parseSettings } from "../settings/parseSettings.ts";
import { planConversion } from "../planConversion.ts";

const description = describeImage([describeScene("czyx", [2, 10, 1024, 1024])]);
const plan = planConversion(description, parseSettings({ chunkShape: [1, 1, 256, 256], numLevels: 3 }), { cores: 4 });
const CHUNK = 256 * 256 * 2;
const PIXELS = plan.cost.pixelBytes;

/** A sample of twelve places at both levels; `ratio` says what becomes of a byte. */
function sampleOf(ratio: (place: number, channel: number, level: number) => number, places = 12): StorageSample {
  const chunks = Array.from({ length: places }, (_, place) =>
    ([0, 1] as const).map((level): MeasuredChunk => {
      const channel = place % 2;
      return { level, channel, place, pixelBytes: CHUNK, storedBytes: [CHUNK * ratio(place, channel, level)] };
    }),
  ).flat();
  const pace = { seconds: 1, bytes: 100e6 };
  return { chunks, documentBytes: 3000, read: pace, resample: pace, encode: [pace] };
}

describe("totalOfSample", () => {
  const random = (() => {
    let state = 7;
    return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  })();

  it("holds the truth within its error in about 19 of 20 samples of a noisy mixture", () => {
    let within = 0;
    for (let trial = 0; trial < 400; trial++) {
      // Two strata that differ, and within each of them things of different sizes.
      const whole = [0.3, 0.8].map((ratio) =>
        Array.from({ length: 200 }, () => {
          const size = 50 + 50 * random();
          return { size, value: size * ratio * (0.5 + random()) };
        }),
      );
      const strata: Stratum[] = whole.map((all) => ({
        seen: Array.from({ length: 8 }, () => all[Math.floor(random() * all.length)]!),
        count: all.length,
        size: all.reduce((sum, { size }) => sum + size, 0),
      }));
      const truth = whole.flat().reduce((sum, { value }) => sum + value, 0);
      const { value, deviation, freedom } = totalOfSample(strata)!;
      if (Math.abs(value - truth) <= studentFactor(freedom) * deviation) within++;
    }
    expect(within).toBeGreaterThan(0.9 * 400);
    expect(within).toBeLessThan(400);
  });

  it("is certain of what was seen wholly, and says nothing of what was hardly seen", () => {
    const seen = [
      { value: 1, size: 2 },
      { value: 5, size: 2 },
    ];
    expect(totalOfSample([{ seen, count: 2, size: 4 }])).toEqual({ value: 6, deviation: 0, freedom: 0 });
    expect(totalOfSample([{ seen: seen.slice(1), count: 2, size: 4 }])).toBeNull();
    // Of neither part two were seen, of the whole they were.
    const halves = seen.map((each) => ({ seen: [each], count: 10, size: 20 }));
    expect(totalOfSample(halves)).toMatchObject({ value: 60, freedom: 1 });
  });
});

describe("estimateStorage", () => {
  it("of a constant image says what its levels take, and is sure of it", () => {
    const estimate = estimateStorage(
      plan,
      sampleOf(() => 0.25),
    )!;
    expect(estimate.bytes).toBeGreaterThan(PIXELS / 4);
    expect(estimate.bytes).toBeLessThan(PIXELS / 4 + 40_000);
    expect(estimate.error).toBeLessThan(0.001);
    expect(estimate.chunks).toBe(24);
  });

  it("of an image of nothing but zeros says its metadata", () => {
    const estimate = estimateStorage(
      plan,
      sampleOf(() => 0),
    )!;
    expect(estimate.bytes).toBeLessThan(40_000);
    expect(estimate.error).toBe(0);
  });

  it("keeps channels that differ apart, and takes levels above as level 1 was measured", () => {
    const estimate = estimateStorage(
      plan,
      sampleOf((_, channel, level) => (channel === 0 ? 0.2 : 0.6) * (level + 1)),
    )!;
    expect(estimate.ratios).toEqual([0.4, 0.8, 0.8].map((ratio) => expect.closeTo(ratio, 6)));
    // Only of level 2, a twentieth of the pixels, it is not known how it changes.
    expect(estimate.error).toBeGreaterThan(0.02);
    expect(estimate.error).toBeLessThan(0.08);
  });

  it("says how sure it is by how much chunks differ", () => {
    const calm = estimateStorage(
      plan,
      sampleOf((place) => 0.5 + 0.01 * (place % 4)),
    )!;
    const mixed = estimateStorage(
      plan,
      sampleOf((place) => 0.1 + 0.2 * (place % 4)),
    )!;
    expect(calm.error).toBeLessThan(0.02);
    expect(mixed.error).toBeGreaterThan(0.2);
    expect(
      estimateStorage(
        plan,
        sampleOf(() => 0.5, 1),
      ),
    ).toBeNull();
  });

  it("takes longer where more is stored", () => {
    const [little, much] = [0.25, 0.5].map((ratio) =>
      estimateStorage(
        plan,
        sampleOf(() => ratio),
      )!,
    );
    expect(much!.seconds - little!.seconds).toBeCloseTo((much!.bytes - little!.bytes) / 75e6, 6);
    expect(little!.seconds).toBeGreaterThan(little!.bytes / 75e6);
  });

  it("divides the time of one thread among the plan's workers", () => {
    const seconds = (workers: number): number =>
      estimateStorage(
        { ...plan, cost: { ...plan.cost, workers } },
        sampleOf(() => 0.5),
      )!.seconds;
    const begun = 2 * seconds(2) - seconds(1);
    expect(seconds(4) - begun).toBeCloseTo((seconds(1) - begun) / 4, 6);
    // Read once, encoded at all levels, made smaller at all but the last.
    const [first, second] = [2 * 10 * 1024 ** 2 * 2, 2 * 10 * 512 ** 2 * 2];
    expect(seconds(1) - begun).toBeCloseTo((first + (first + second) + PIXELS) / 100e6, 6);
  });
});
