import { indicesBetween, type Region } from "../../model/region.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";

/** Planes that lie in the memory together: their box of level 0, and their places before the two last axes, in C order. */
export type PlaneGroup = { box: Region; planes: number[][] };

/** Cuts a box of whole planes into groups of so many, in C order; they end where the array's chunks end. */
export function planeGroups(owned: Region, { offset }: LevelGeometry, group: readonly number[]): PlaneGroup[] {
  const lead = group.length;
  const end = owned.start.map((start, axis) => start + owned.shape[axis]!);
  const gridOf = (at: number, axis: number): number => Math.floor((at + offset[axis]!) / group[axis]!);
  const first = group.map((_, axis) => gridOf(owned.start[axis]!, axis));
  const last = group.map((_, axis) => gridOf(end[axis]! - 1, axis));
  return [...indicesBetween(first, last)].map((index) => {
    const start = index.map((at, axis) => Math.max(owned.start[axis]!, at * group[axis]! - offset[axis]!));
    const stop = index.map((at, axis) => Math.min(end[axis]!, (at + 1) * group[axis]! - offset[axis]!));
    return {
      box: {
        start: [...start, ...owned.start.slice(lead)],
        shape: [...stop.map((to, axis) => to - start[axis]!), ...owned.shape.slice(lead)],
      },
      planes: [
        ...indicesBetween(
          start,
          stop.map((to) => to - 1),
        ),
      ],
    };
  });
}
