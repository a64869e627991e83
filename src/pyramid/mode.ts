import type { PixelArray } from "../model/dtype.ts";
import type { Region } from "../model/region.ts";
import type { AxisWeights, WindowTable } from "./axisWeights.ts";
import { forEachRow, type RowSet } from "./rows.ts";

/**
 * Makes the function that takes the value that covers most of an output element's area: labels of objects stay labels. Of
 * values that cover the same the smallest wins; NaN counts as one value, larger than all others; -0 counts as 0.
 */
export function createMode(
  axes: readonly AxisWeights[],
): (input: PixelArray, inputRegion: Region, target: PixelArray, output: Region) => void {
  return (input, inputRegion, target, output) => {
    // All classes of pixel arrays compare and copy alike; input and target are of the same one.
    const from = input as Float64Array;
    const to = target as Float64Array;
    forEachRow(axes, inputRegion, output, (rows, windows, targetOffset) => {
      for (let k = 0; k < windows.first.length; k++) {
        const first = from[rows.offsets[0]! + windows.first[k]!]!;
        const length = windows.offset[k + 1]! - windows.offset[k]!;
        const isSingle = rows.count === 1 && length === 1;
        const value = isSingle || isUniform(from, rows, windows, k) ? first : mostCovering(from, rows, windows, k);
        // A single element is copied as it is; 0n is not equal to 0 here.
        to[targetOffset + k] = !isSingle && value === 0 ? 0 : value;
      }
    });
  };
}

/** Whether all elements of the window are equal, as they mostly are inside objects; not for NaN. */
function isUniform(from: Float64Array, rows: RowSet, windows: WindowTable, k: number): boolean {
  const first = windows.first[k]!;
  const length = windows.offset[k + 1]! - windows.offset[k]!;
  const value = from[rows.offsets[0]! + first]!;
  for (let row = 0; row < rows.count; row++) {
    const start = rows.offsets[row]! + first;
    for (let i = start; i < start + length; i++) if (from[i] !== value) return false;
  }
  return true;
}

function mostCovering(from: Float64Array, rows: RowSet, windows: WindowTable, k: number): number {
  const entry = windows.offset[k]!;
  const length = windows.offset[k + 1]! - entry;
  const areas = new Map<number, number>();
  for (let row = 0; row < rows.count; row++) {
    const start = rows.offsets[row]! + windows.first[k]!;
    for (let i = 0; i < length; i++) {
      const value = from[start + i]!;
      areas.set(value, (areas.get(value) ?? 0) + rows.weights[row]! * windows.weight[entry + i]!);
    }
  }
  let best: number | null = null;
  let bestArea = 0;
  for (const [value, area] of areas) {
    if (best === null || area > bestArea || (area === bestArea && isSmaller(value, best))) {
      best = value;
      bestArea = area;
    }
  }
  return best!;
}

function isSmaller(a: number, b: number): boolean {
  return b !== b ? a === a : a < b;
}
