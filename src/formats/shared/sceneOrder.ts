import type { RawAxis } from "./describeRaw.ts";

/** The axes that come last, in this order. */
const LAST = ["z", "y", "x", "s"];

/**
 * The order in which a scene has the axes of a file: the plane comes last, and samples behind it. Nothing where the file has them so, whatever
 * stands before the plane.
 */
export function sceneOrder(axes: readonly RawAxis[]): { order?: number[] } {
  const order = axes.map((_, axis) => axis);
  const isPlane = (axis: number): boolean => LAST.includes(axes[axis]!.letter);
  const planes = order
    .filter(isPlane)
    .toSorted((a, b) => LAST.indexOf(axes[a]!.letter) - LAST.indexOf(axes[b]!.letter));
  const wanted = [...order.filter((axis) => !isPlane(axis)), ...planes];
  // z may stand anywhere before the plane.
  const ends = axes
    .map(({ letter }) => letter)
    .filter((letter) => letter !== "s")
    .slice(-2);
  const samplesLast = axes.every(({ letter }, axis) => letter !== "s" || axis === axes.length - 1);
  const isFine = samplesLast && (axes.length < 2 || ends.join("") === "yx");
  return isFine ? {} : { order: wanted };
}

/** Axes of a file in that order. */
export function inSceneOrder<Axis>(axes: readonly Axis[], { order }: { order?: number[] }): Axis[] {
  return order === undefined ? [...axes] : order.map((axis) => axes[axis]!);
}
