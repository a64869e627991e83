import type { Region } from "../../model/region.ts";
import { stepShape } from "../../plan/layout/memory/blockShapes.ts";

/** What the order of reading depends on: one entry per level, first level first. */
export type StepLevel = { dataShape: readonly number[]; writeBlock: readonly number[]; offset: readonly number[] };

/**
 * Cuts a box of the source into reads, whole native blocks each, in an order in which the blocks of every level fill up soon after
 * they were begun (depth first): what waits in memory is then a few blocks per level and not a level. A read has at most `stepBytes` unless
 * a native block is larger.
 */
export function planReadSteps(
  box: Region,
  nativeBlock: readonly number[],
  valueBytes: number,
  levels: readonly StepLevel[],
  stepBytes: number,
): Region[] {
  const steps = cutIntoSteps(box, stepShape(box.shape, nativeBlock, valueBytes, levels[0]!.writeBlock, stepBytes));
  if (steps.length < 2) return steps;
  const base = levels[0]!.dataShape;
  const keyed = steps.map((step, position) => ({ step, position, key: orderKey(step, base, levels) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key) || a.position - b.position);
  return keyed.map(({ step }) => step);
}

/** Steps start at multiples of their shape in the source, so that no native block is cut. */
function cutIntoSteps(box: Region, shape: readonly number[]): Region[] {
  let steps: Region[] = [{ start: [], shape: [] }];
  for (let axis = 0; axis < shape.length; axis++) {
    const from = box.start[axis]!;
    const end = from + box.shape[axis]!;
    const length = shape[axis]!;
    const parts: { start: number; length: number }[] = [];
    for (let start = from; start < end;) {
      const stop = Math.min(end, (Math.floor(start / length) + 1) * length);
      parts.push({ start, length: stop - start });
      start = stop;
    }
    steps = steps.flatMap((step) =>
      parts.map((part) => ({ start: [...step.start, part.start], shape: [...step.shape, part.length] })),
    );
  }
  return steps;
}

/** The write blocks that the step's first pixel falls into, coarsest level first. */
function orderKey(step: Region, base: readonly number[], levels: readonly StepLevel[]): number[] {
  const key: number[] = [];
  for (let level = levels.length - 1; level >= 0; level--) {
    const { dataShape, writeBlock, offset } = levels[level]!;
    step.start.forEach((start, axis) => {
      const position = Math.floor((start * dataShape[axis]!) / base[axis]!);
      key.push(Math.floor((position + offset[axis]!) / writeBlock[axis]!));
    });
  }
  return key;
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) {
    const difference = a[at]! - b[at]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
