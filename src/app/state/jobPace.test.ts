import { describe, expect, it } from "vitest";
import { JobPace } from "./jobPace.ts";

/** Files of a job: bytes, bytes per second, and seconds in which nothing is counted at their beginning and at their end. */
type Part = { bytes: number; rate: number; begin: number; end: number };

/** Less than this is shown as "a few seconds". */
const FEW = 10;

/** What is shown every half second, beside the time that is really left. */
function shownOf(parts: readonly Part[]) {
  const pace = new JobPace(0);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const lasts = parts.reduce((sum, { bytes, rate, begin, end }) => sum + begin + bytes / rate + end, 0);
  const bytesAt = (time: number): number => {
    let rest = time;
    let done = 0;
    for (const { bytes, rate, begin, end } of parts) {
      done += Math.min(bytes, Math.max(0, rest - begin) * rate);
      rest -= begin + bytes / rate + end;
      if (rest < 0) break;
    }
    return done;
  };
  const shown: { time: number; share: number; said: number | null; left: number }[] = [];
  for (let time = 0.5; time < lasts; time += 0.5) {
    const done = bytesAt(time);
    const { secondsLeft } = pace.update(time, done, total - done);
    shown.push({ time, share: done / total, said: secondsLeft, left: lasts - time });
  }
  return shown;
}

const FILES: Part[] = [3e8, 1e8, 6e8, 2e8, 5e8, 3e8, 4e8, 1e8].map((bytes, at) => ({
  bytes,
  rate: at % 2 === 0 ? 40e6 : 50e6,
  begin: 0.6,
  end: 1.2,
}));

describe("the time that is left of a job", () => {
  it("is right within three tenths after the first tenth, over all files", () => {
    for (const { share, said, left, time } of shownOf(FILES)) {
      if (share < 0.1 || left < FEW) continue;
      expect(Math.abs(said! - left) / left, `after ${time} s: ${said} of ${left}`).toBeLessThan(0.3);
    }
  });

  it("never rises by less than a tenth", () => {
    const shown = shownOf(FILES).filter(({ said, left }) => said !== null && left >= FEW);
    for (const [at, { said }] of shown.entries()) {
      const before = shown[at - 1]?.said ?? Infinity;
      if (said! <= before) continue;
      expect(said! / (before - 0.5)).toBeGreaterThanOrEqual(1.1);
    }
  });

  it("is not said before there is something to tell", () => {
    const pace = new JobPace(0);
    expect(pace.update(0.5, 100, 900)).toEqual({ rate: null, secondsLeft: null });
    expect(pace.update(2, 0, 1000).secondsLeft).not.toBeNull();
    expect(new JobPace(0).update(5, 0, 1000)).toEqual({ rate: null, secondsLeft: null });
  });

  it("does not count the time in which the job rests", () => {
    const pace = new JobPace(0);
    pace.update(10, 1000, 1000);
    pace.rested(1000);
    expect(pace.update(1010, 2000, 0).rate).toBeCloseTo(100);
  });
});
