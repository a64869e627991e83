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
        const elements = rows.count * (windows.offset[k + 1]! - windows.offset[k]!);
        if (elements === 1) {
          to[targetOffset + k] = first;
          continue;
        }
        const value = isUniform(from, rows, windows, k)
          ? first
          : elements <= SMALL_WINDOW
            ? mostCoveringOfFew(from, rows, windows, k)
            : mostCoveringOfMany(from, rows, windows, k);
        // 0n is not equal to 0 here.
        to[targetOffset + k] = value === 0 ? 0 : value;
      }
    });
  };
}

/** Elements up to which looking through a list is faster than a map: 3 × 3 × 3 and less. */
const SMALL_WINDOW = 27;

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

const values: number[] = [];
const areas = new Float64Array(SMALL_WINDOW);

function mostCoveringOfFew(from: Float64Array, rows: RowSet, windows: WindowTable, k: number): number {
  const entry = windows.offset[k]!;
  const length = windows.offset[k + 1]! - entry;
  let count = 0;
  for (let row = 0; row < rows.count; row++) {
    const start = rows.offsets[row]! + windows.first[k]!;
    for (let i = 0; i < length; i++) {
      const value = from[start + i]!;
      let place = 0;
      while (place < count && values[place] !== value && (value === value || values[place] === values[place])) place++;
      if (place === count) {
        values[count] = value;
        areas[count++] = 0;
      }
      areas[place]! += rows.weights[row]! * windows.weight[entry + i]!;
    }
  }
  let best = 0;
  for (let place = 1; place < count; place++) {
    const isMore = areas[place]! > areas[best]!;
    if (isMore || (areas[place] === areas[best] && isSmaller(values[place]!, values[best]!))) best = place;
  }
  return values[best]!;
}

function mostCoveringOfMany(from: Float64Array, rows: RowSet, windows: WindowTable, k: number): number {
  const entry = windows.offset[k]!;
  const length = windows.offset[k + 1]! - entry;
  const areaOf = new Map<number, number>();
  for (let row = 0; row < rows.count; row++) {
    const start = rows.offsets[row]! + windows.first[k]!;
    for (let i = 0; i < length; i++) {
      const value = from[start + i]!;
      areaOf.set(value, (areaOf.get(value) ?? 0) + rows.weights[row]! * windows.weight[entry + i]!);
    }
  }
  let best = NaN;
  let bestArea = 0;
  for (const [value, area] of areaOf) {
    if (area > bestArea || (area === bestArea && isSmaller(value, best))) {
      best = value;
      bestArea = area;
    }
  }
  return best;
}

function isSmaller(a: number, b: number): boolean {
  return b !== b ? a === a : a < b;
}
