import { settingError } from "../settings/settingError.ts";

/** Bytes of a chunk when nothing else is said: R3.1. */
export const DEFAULT_MEMORY_TARGET = 16 * 2 ** 20;

/** Side of a plane chunk for viewers, in pixels. */
const VIEWER_SIDE = 1024;
/** Largest chunk for viewers: what is fetched and decoded to show one tile. */
const VIEWER_MOST_BYTES = 4 * 2 ** 20;
/** Chunks of small planes are made thick in z up to this size, so that a stack is not thousands of tiny requests. */
const VIEWER_FILL_BYTES = 2 ** 20;

/**
 * The reference's rule: axes are filled from the last to the first until the budget is spent (R3.1).
 * @param itemBytes bytes of a value of the output type
 * @param target bytes of a chunk at most; fractions are allowed
 * @throws `setting` for `memory_target`
 */
export function budgetChunkShape(shape: readonly number[], itemBytes: number, target: number): number[] {
  if (!(target >= itemBytes)) {
    throw settingError(
      "memory_target",
      `memory_target ${target} < dtype size ${itemBytes}`,
      `Give the bytes of one chunk: at least ${itemBytes}, usually ${DEFAULT_MEMORY_TARGET} (16 MiB).`,
    );
  }
  const elements = Math.max(1, Math.floor(target / itemBytes));
  const chunk = shape.map(() => 1);
  let used = 1;
  for (let axis = shape.length - 1; axis >= 0 && used < elements; axis--) {
    chunk[axis] = Math.max(1, Math.min(shape[axis]!, Math.floor(elements / used)));
    used *= chunk[axis]!;
  }
  return chunk;
}

/**
 * Chunks as viewers like them (R3.4): one time point, one channel, a tile of at most 1024 × 1024 pixels, at most 4 MiB; several z
 * planes where planes are small. Sides stay powers of two unless the axis itself is shorter.
 * @param letters axis letters parallel to `shape`; only y, x and z are longer than 1 in the result
 */
export function viewerChunkShape(shape: readonly number[], letters: readonly string[], itemBytes: number): number[] {
  const chunk = shape.map(() => 1);
  const y = letters.indexOf("y");
  const x = letters.indexOf("x");
  const z = letters.indexOf("z");
  const set = (axis: number, most: number): void => {
    if (axis >= 0) chunk[axis] = Math.min(shape[axis]!, most);
  };
  const bytes = (): number => chunk.reduce((product, size) => product * size, itemBytes);
  set(x, VIEWER_SIDE);
  let rows = VIEWER_SIDE;
  set(y, rows);
  while (bytes() > VIEWER_MOST_BYTES) set(y, (rows /= 2));
  // A plane that is one tile wide or high but long the other way may use the room that is left.
  set(z, powerOfTwoWithin(VIEWER_FILL_BYTES / bytes()));
  return chunk;
}

/** The largest power of two that is not more; 1 for less than that. */
export function powerOfTwoWithin(most: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(most)));
}
