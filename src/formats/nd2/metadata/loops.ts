/** A stage position of an experiment, in micrometres. */
export type StagePoint = { name: string; x: number; y: number; z: number | null };

/** One phase of a time loop. */
export type TimePeriod = {
  count: number;
  /** Milliseconds from one frame to the next: measured, else as ordered; null where the camera ran as fast as it could. */
  interval: number | null;
};

/** What an acquisition did again and again. The frames count along the last loop fastest. */
export type Loop =
  | { kind: "time"; count: number; periods: TimePeriod[] }
  /** `points` may be fewer than `count` where the file does not say. */
  | { kind: "position"; count: number; points: StagePoint[] }
  | { kind: "z"; count: number; step: number | null; topToBottom: boolean }
  /** Made by a custom program: what changes from frame to frame is not known. */
  | { kind: "other"; count: number };

/** Number of frames that the loops describe. */
export function frameCount(loops: readonly Loop[]): number {
  return loops.reduce((product, loop) => product * loop.count, 1);
}
