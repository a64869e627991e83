import type { SceneDescription } from "../model/image.ts";
import { formatShape } from "./figures.ts";

/** "1280 × 960": width and height, wherever these axes stand. */
function planeSize(scene: SceneDescription): string {
  const length = (axis: string): number => scene.shape[scene.axes.indexOf(axis)] ?? 1;
  return formatShape([length("x"), length("y")]);
}

/** "1280 × 960 · 3 c · 7 z". */
export function sceneFacts(scene: SceneDescription): string {
  const stacked = scene.axes.flatMap((axis, index) => {
    const length = scene.shape[index]!;
    return axis === "y" || axis === "x" || length === 1 ? [] : [`${length} ${axis}`];
  });
  return [planeSize(scene), ...stacked].join(" · ");
}
