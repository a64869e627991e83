import { describe, expect, it, vi } from "vitest";
import { ZarrdropError } from "../../model/errors.ts";
import { ChunkMeter, type MeasureChunk } from "./chunkMeter.ts";

const chunk = (at: number) => ({ level: 0, region: { start: [at], shape: [8] } });

function meter(measure: MeasureChunk) {
  const asked = vi.fn(measure);
  const onMeasured = vi.fn();
  const made = new ChunkMeter(onMeasured);
  made.use(asked);
  return { meter: made, asked, onMeasured };
}

describe("the chunk that is pointed to", () => {
  it("is measured once, and known from then on", async () => {
    const { meter: of, asked, onMeasured } = meter(async ({ region }) => region.start[0]! + 5);
    expect([of.point(chunk(0)), of.point(chunk(0))]).toEqual([null, null]);
    await vi.waitFor(() => expect(onMeasured).toHaveBeenCalledOnce());
    expect(of.point(chunk(0))).toBe(5);
    of.point(null);
    expect(of.point(chunk(0))).toBe(5);
    expect(asked).toHaveBeenCalledOnce();
    of.use(asked);
    expect(of.point(chunk(0)), "of another picture nothing is known").toBeNull();
  });

  it("is not waited for when the hand moves on", async () => {
    const signals: AbortSignal[] = [];
    const { meter: of, onMeasured } = meter(({ region }, signal) => {
      signals.push(signal);
      return region.start[0] === 0 ? new Promise(() => {}) : Promise.resolve(7);
    });
    of.point(chunk(0));
    of.point(chunk(8));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await vi.waitFor(() => expect(onMeasured).toHaveBeenCalledOnce());
    expect(of.point(chunk(8))).toBe(7);
    of.point(chunk(16));
    of.point(null);
    expect(signals[2]!.aborted).toBe(true);
  });

  it("that cannot be read is not asked for again as long as the hand rests on it", async () => {
    const { meter: of, asked } = meter(() => Promise.reject(new ZarrdropError("corrupt", "It ends too early.")));
    of.point(chunk(0));
    await Promise.resolve();
    expect([of.point(chunk(0)), of.point(chunk(0))]).toEqual([null, null]);
    expect(asked).toHaveBeenCalledOnce();
  });
});
