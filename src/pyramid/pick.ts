import { bytesOfPixels, type PixelArray } from "../model/dtype.ts";
import { stridesOfShape, type Region } from "../model/region.ts";

/**
 * Picking: each output element is a copy of one input element, or 0. Axes are independent: `indices[axis][k]` is the input
 * index, in the whole input array, for the output index `output.start[axis] + k`; -1 gives 0.
 */
export type PickTable = readonly Int32Array[];

/** Indices of each axis for the box `output`. */
export function tabulatePicks(output: Region, pick: (axis: number, index: number) => number): PickTable {
  return output.start.map((start, axis) => {
    const indices = new Int32Array(output.shape[axis]!);
    for (let k = 0; k < indices.length; k++) indices[k] = pick(axis, start + k);
    return indices;
  });
}

/** The smallest box that holds all picked elements; one element where nothing is picked. */
export function pickedRegion(table: PickTable): Region {
  const start: number[] = [];
  const shape: number[] = [];
  for (const indices of table) {
    let from = Infinity;
    let to = -1;
    for (const index of indices) {
      if (index < 0) continue;
      from = Math.min(from, index);
      to = Math.max(to, index);
    }
    start.push(to < 0 ? 0 : from);
    shape.push(to < 0 ? 1 : to - from + 1);
  }
  return { start, shape };
}

/** Copies the picked elements. `target` is in C order over the lengths of the table; `lanes` array elements make a value. */
export function gather(
  input: PixelArray,
  inputRegion: Region,
  target: PixelArray,
  table: PickTable,
  lanes: number,
): void {
  const strides = stridesOfShape(inputRegion.shape).map((stride) => stride * lanes);
  const last = table.length - 1;
  // Relative to the box, in array elements; -1 stays.
  const offsets = table.map((indices, axis) =>
    indices.map((index) => (index < 0 ? -1 : (index - inputRegion.start[axis]!) * strides[axis]!)),
  );
  // Both arrays are of the class that the data type has; copying needs no more than that.
  const from = input as Uint8Array;
  const to = target as Uint8Array;
  if (offsets.some((axis) => axis.includes(-1))) bytesOfPixels(target).fill(0);
  const row = offsets[last]!;
  const isRun = row.every((offset, k) => offset >= 0 && offset === row[0]! + k * lanes);
  const rowLength = row.length * lanes;
  let t = 0;
  const descend = (axis: number, base: number): void => {
    if (axis < last) {
      for (const offset of offsets[axis]!) descend(axis + 1, offset < 0 || base < 0 ? -1 : base + offset);
      return;
    }
    if (base >= 0) {
      if (isRun) to.set(from.subarray(base + row[0]!, base + row[0]! + rowLength), t);
      else gatherRow(from, base, row, to, t, lanes);
    }
    t += rowLength;
  };
  descend(0, 0);
}

function gatherRow(from: Uint8Array, base: number, row: Int32Array, to: Uint8Array, t: number, lanes: number): void {
  for (let k = 0; k < row.length; k++) {
    const offset = row[k]!;
    if (offset < 0) continue;
    to[t + k * lanes] = from[base + offset]!;
    if (lanes === 2) to[t + k * 2 + 1] = from[base + offset + 1]!;
  }
}
