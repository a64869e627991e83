import type { PixelArray } from "../model/dtype.ts";
import type { Region } from "../model/region.ts";
import type { AxisWeights } from "./axisWeights.ts";
import { forEachRow } from "./rows.ts";

/**
 * Makes the function that computes the smallest or largest value of the input elements that an output element touches, however
 * little. NaN spreads; of zeros of both signs the first counts.
 */
export function createExtremum(
  kind: "min" | "max",
  axes: readonly AxisWeights[],
): (input: PixelArray, inputRegion: Region, target: PixelArray, output: Region) => void {
  const reduce = kind === "min" ? keepSmaller : keepLarger;
  return (input, inputRegion, target, output) => {
    let row: Float64Array | null = null;
    forEachRow(axes, inputRegion, output, (rows, windows, targetOffset) => {
      // All classes of pixel arrays compare and copy alike; input and target are of the same one.
      const from = input as Float64Array;
      const to = target as Float64Array;
      row ??= from.slice(0, windows.span);
      for (let index = 0; index < rows.count; index++) {
        const offset = rows.offsets[index]! + windows.from;
        if (index === 0) row.set(from.subarray(offset, offset + windows.span));
        else for (let i = 0; i < windows.span; i++) row[i] = reduce(row[i]!, from[offset + i]!);
      }
      for (let k = 0; k < windows.first.length; k++) {
        const first = windows.first[k]! - windows.from;
        const end = first + windows.offset[k + 1]! - windows.offset[k]!;
        let value = row[first]!;
        for (let i = first + 1; i < end; i++) value = reduce(value, row[i]!);
        to[targetOffset + k] = value;
      }
    });
  };
}

// A NaN that is there stays, because no comparison with it is true; one that comes is the only value unequal to itself.
function keepSmaller(there: number, coming: number): number {
  return coming < there || coming !== coming ? coming : there;
}

function keepLarger(there: number, coming: number): number {
  return coming > there || coming !== coming ? coming : there;
}
