import { frameCount, type Loop } from "./loops.ts";

/**
 * The loops to go by: those of the experiment, unless they cannot account for all frames and the description in words can (`described`).
 * Frames that nobody explains become time points. `frames` = 0: unknown.
 */
export function settleLoops(experiment: readonly Loop[], described: readonly Loop[] | null, frames: number): Loop[] {
  if (frameCount(experiment) >= frames) return [...experiment];
  if (described !== null && frameCount(described) === frames)
    return described.map((loop) => informed(loop, experiment));
  return experiment.length > 0 ? [...experiment] : [{ kind: "time", count: frames, periods: [] }];
}

/** A loop known from words only, with what the experiment knows of a loop of its kind. */
export function informed(loop: Loop, experiment: readonly Loop[]): Loop {
  const known = experiment.find(({ kind }) => kind === loop.kind);
  if (known === undefined) return loop;
  if (known.count === loop.count) return known;
  switch (known.kind) {
    case "time": {
      const period = known.periods.find(({ count }) => count === loop.count);
      return { ...known, count: loop.count, periods: period === undefined ? [] : [period] };
    }
    case "position":
      return { ...known, count: loop.count, points: known.points.slice(0, loop.count) };
    case "z":
    case "other":
      return { ...known, count: loop.count };
  }
}
