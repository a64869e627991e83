import { describe, expect, it } from "vitest";
import { ProgressMeter } from "./progressMeter.ts";

describe("ProgressMeter", () => {
  it("says nothing at first, then the rate and what is left", () => {
    const meter = new ProgressMeter(100);
    expect(meter.update(101, 50, 1000)).toMatchObject({ rate: null, secondsLeft: null });
    const later = meter.update(104, 200, 1000);
    expect(later.rate).toBeCloseTo(50);
    expect(later.secondsLeft).toBeCloseTo(16);
  });

  it("does not jump after a pause or a burst", () => {
    const meter = new ProgressMeter(0);
    let last = 0;
    for (let second = 1; second <= 30; second++) last = meter.update(second, second * 100, 1e6).rate!;
    expect(last).toBeCloseTo(100);
    const paused = meter.update(32, 3000, 1e6).rate!;
    expect(paused).toBeGreaterThan(75);
    const burst = meter.update(32.5, 3500, 1e6).rate!;
    expect(burst).toBeLessThan(130);
  });

  it("is not misled by repeated or late figures", () => {
    const meter = new ProgressMeter(0);
    meter.update(5, 500, 1000);
    expect(meter.update(5, 500, 1000).rate).toBeCloseTo(100);
    expect(meter.update(10, 1000, 1000).secondsLeft).toBe(0);
  });
});
