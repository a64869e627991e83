import { sizeOfShape } from "../model/region.ts";
import { linearIndex } from "./chunkGrid.ts";

/**
 * The chunks of a shard (numbers in C order) as zarr-python puts them into its file: by the compressed Morton code of their indices, whose
 * bits come in turn from all axes, the first axis lowest, as long as an axis has any left.
 */
export function mortonOrder(counts: readonly number[]): Uint32Array {
  const bits = counts.map((count) => (count <= 1 ? 0 : 32 - Math.clz32(count - 1)));
  /** Axis and value of each bit of a code, the lowest first. */
  const steps: { axis: number; value: number }[] = [];
  for (let bit = 0; bit < Math.max(0, ...bits); bit++) {
    for (const [axis, own] of bits.entries()) if (bit < own) steps.push({ axis, value: 2 ** bit });
  }
  const order = new Uint32Array(sizeOfShape(counts));
  const index = counts.map(() => 0);
  for (let code = 0, place = 0; place < order.length; code++) {
    index.fill(0);
    for (const [bit, { axis, value }] of steps.entries())
      if (Math.floor(code / 2 ** bit) % 2 === 1) index[axis]! += value;
    if (index.every((at, axis) => at < counts[axis]!)) order[place++] = linearIndex(index, counts);
  }
  return order;
}
