import type { AxisView, OutputPlan } from "../plan.ts";

/** True where the scene's C order and the output's C order put the pixels of every box in the same sequence. */
export function isInSceneOrder({ sources }: AxisView, sceneShape: readonly number[]): boolean {
  const order: number[] = [];
  for (const source of sources) {
    if (source === null) continue;
    if (typeof source === "object") return false;
    order.push(source);
  }
  const lasting = order.filter((axis) => sceneShape[axis]! > 1);
  return lasting.every((axis, position) => position === 0 || lasting[position - 1]! < axis);
}

/** Shape of a scene, or of one of its levels, along each axis of the output, as far as it is read. */
export function shapeInView(
  { view, time }: Pick<OutputPlan, "view" | "time">,
  sceneShape: readonly number[],
): number[] {
  return view.sources.map((source, axis) => {
    if (source === null) return 1;
    if (typeof source === "object") {
      return (source.channel === null ? 1 : sceneShape[source.channel]!) * sceneShape[source.sample]!;
    }
    return axis === time.axis ? time.count : sceneShape[source]!;
  });
}

/** The scene's native block along each axis of the output: what costs one decode. `shape`: the output's, as far as it is read. */
export function blockInView(
  { sources }: AxisView,
  scene: { readonly shape: readonly number[]; readonly blockShape: readonly number[] },
  shape: readonly number[],
): number[] {
  return sources.map((source, axis) => {
    if (source === null) return 1;
    if (typeof source === "object") {
      const samples = scene.shape[source.sample]!;
      // Channels of interleaved samples are decoded together; a planar file's samples can be had one by one.
      if (scene.blockShape[source.sample] === 1) return 1;
      return Math.min(shape[axis]!, samples * (source.channel === null ? 1 : scene.blockShape[source.channel]!));
    }
    return Math.min(shape[axis]!, scene.blockShape[source]!);
  });
}
