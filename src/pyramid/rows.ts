import { stridesOfShape, type Region } from "../model/region.ts";
import { inputExtent, tabulateWindows, type AxisWeights, type WindowTable } from "./axisWeights.ts";

/** The smallest input box that holds every window of `output`. */
export function windowRegion(axes: readonly AxisWeights[], output: Region): Region {
  const extents = axes.map((axis, i) => inputExtent(axis, output.start[i]!, output.shape[i]!));
  return { start: extents.map((extent) => extent.start), shape: extents.map((extent) => extent.length) };
}

/** Input rows (along the last axis) that one output row is made of: offset of the row in the input box, and its weight. */
export type RowSet = { count: number; offsets: Float64Array; weights: Float64Array };

/**
 * Calls `visit` for each output row (run along the last axis) of the box `output`, in C order, with the input rows that it is
 * made of and the windows along the last axis. Offsets count values, not array elements.
 */
export function forEachRow(
  axes: readonly AxisWeights[],
  inputRegion: Region,
  output: Region,
  visit: (rows: RowSet, windows: WindowTable, targetOffset: number) => void,
): void {
  const last = axes.length - 1;
  const tables = axes.map((axis, i) =>
    tabulateWindows(axis, output.start[i]!, output.shape[i]!, inputRegion.start[i]!),
  );
  const strides = stridesOfShape(inputRegion.shape);
  // At each axis the partial products of the windows of all axes before it.
  const partial: RowSet[] = [{ count: 1, offsets: new Float64Array(1), weights: new Float64Array([1]) }];
  for (let axis = 0; axis < last; axis++) {
    const widest = widestWindow(tables[axis]!) * partial[axis]!.offsets.length;
    partial.push({ count: 0, offsets: new Float64Array(widest), weights: new Float64Array(widest) });
  }
  const rowLength = output.shape[last]!;
  let targetOffset = 0;
  const descend = (axis: number): void => {
    if (axis === last) {
      visit(partial[last]!, tables[last]!, targetOffset);
      targetOffset += rowLength;
      return;
    }
    const table = tables[axis]!;
    for (let index = 0; index < table.first.length; index++) {
      extendRows(partial[axis]!, table, index, strides[axis]!, partial[axis + 1]!);
      descend(axis + 1);
    }
  };
  descend(0);
}

function widestWindow(table: WindowTable): number {
  let widest = 0;
  for (let index = 0; index < table.first.length; index++) {
    widest = Math.max(widest, table.offset[index + 1]! - table.offset[index]!);
  }
  return widest;
}

function extendRows(rows: RowSet, table: WindowTable, index: number, stride: number, target: RowSet): void {
  let count = 0;
  const from = table.offset[index]!;
  const to = table.offset[index + 1]!;
  for (let row = 0; row < rows.count; row++) {
    for (let entry = from; entry < to; entry++) {
      target.offsets[count] = rows.offsets[row]! + (table.first[index]! + entry - from) * stride;
      target.weights[count] = rows.weights[row]! * table.weight[entry]!;
      count++;
    }
  }
  target.count = count;
}
