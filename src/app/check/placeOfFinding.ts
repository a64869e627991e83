import type { StoreArrayFacts } from "../../plan/storeContents.ts";
import type { Place } from "../stage/viewState.ts";

/**
 * Where in the image of a store a file of chunks lies, of which something was found; null: the finding is of something else, or of one of
 * several images.
 * @param where as findings say it: the path of a file, what is in it behind ": "
 * @param axes names of the image's axes, in their order
 */
export function placeOfFinding(
  where: string,
  arrays: readonly StoreArrayFacts[],
  axes: readonly string[],
): Place | null {
  const [file = ""] = where.split(": ");
  // Levels lie in the image's own folder; what lies deeper is of other images, or of labels.
  const levels = arrays.filter(({ path, shape }) => !path.includes("/") && shape.length === axes.length);
  const level = levels.findIndex(({ path }) => file.startsWith(`${path}/`));
  const [largest] = levels;
  if (level < 0 || largest === undefined) return null;
  const { path, shape, chunkShape, shardShape } = levels[level]!;
  const index = chunkIndex(file.slice(path.length + 1), axes.length);
  if (index === null) return null;
  const steps = shardShape ?? chunkShape;
  const start = index.map((at, axis) => at * steps[axis]!);
  const end = start.map((from, axis) => Math.min(shape[axis]!, from + steps[axis]!));
  if (start.some((from, axis) => from >= shape[axis]!)) return null;
  // In pixels of the largest level.
  const factorAt = (axis: number): number => largest.shape[axis]! / shape[axis]!;
  const firstOf = (name: string): number => {
    const axis = axes.indexOf(name);
    return axis < 0 ? 0 : Math.floor(start[axis]! * factorAt(axis));
  };
  const [y, x] = [axes.indexOf("y"), axes.indexOf("x")];
  if (y < 0 || x < 0) return null;
  const box = {
    x: start[x]! * factorAt(x),
    y: start[y]! * factorAt(y),
    width: (end[x]! - start[x]!) * factorAt(x),
    height: (end[y]! - start[y]!) * factorAt(y),
  };
  return { box, level, z: firstOf("z"), t: firstOf("t"), channel: firstOf("c") };
}

/** "c/0/1/2", "c.0.1.2", "0/1/2" or "0.1.2". */
function chunkIndex(key: string, rank: number): number[] | null {
  const parts = key.replace(/^c[/.]/, "").split(/[/.]/);
  return parts.length === rank && parts.every((part) => /^\d{1,9}$/.test(part)) ? parts.map(Number) : null;
}
