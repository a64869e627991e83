import type { OutputPlan } from "../../src/plan/plan.ts";

/** As much of a plan as the viewer reads. */
export function outputOf(names: string, shapes: number[][], changes: Partial<OutputPlan> = {}): OutputPlan {
  return {
    scene: 0,
    axes: [...names].map((name) => ({ name, type: null, unit: null })),
    levels: shapes.map((shape, index) => ({
      path: String(index),
      shape,
      chunkShape: shape,
      shardShape: null,
      scale: shape.map(() => 1),
      translation: null,
    })),
    dtype: "uint16",
    channels: [],
    time: { axis: null, sourceStart: 0, destinationStart: 0, count: 1, append: false },
    resampling: { method: "mean", blockShape: null },
    ...changes,
  } as unknown as OutputPlan;
}
