/** A box of an array: `start[i] ≤ index < start[i] + shape[i]`, in array elements, one entry per axis. */
export type Region = { readonly start: readonly number[]; readonly shape: readonly number[] };

/** Number of values in a shape (1 for an empty shape). */
export function sizeOfShape(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** C-order strides, in values. */
export function stridesOfShape(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The common part of two boxes, or null. */
export function intersectRegions(a: Region, b: Region): Region | null {
  const start: number[] = [];
  const shape: number[] = [];
  for (let axis = 0; axis < a.start.length; axis++) {
    const from = Math.max(a.start[axis]!, b.start[axis]!);
    const to = Math.min(a.start[axis]! + a.shape[axis]!, b.start[axis]! + b.shape[axis]!);
    if (to <= from) return null;
    start.push(from);
    shape.push(to - from);
  }
  return { start, shape };
}

/** All of an array of this shape. */
export function wholeRegion(shape: readonly number[]): Region {
  return { start: shape.map(() => 0), shape };
}

/** Every index vector between `first` and `last` (both included), in C order. */
export function* indicesBetween(first: readonly number[], last: readonly number[]): Generator<number[]> {
  const axes = first.length;
  for (let axis = 0; axis < axes; axis++) if (last[axis]! < first[axis]!) return;
  const index = [...first];
  while (true) {
    yield [...index];
    let axis = axes - 1;
    while (axis >= 0 && index[axis] === last[axis]) {
      index[axis] = first[axis]!;
      axis--;
    }
    if (axis < 0) return;
    index[axis]!++;
  }
}

/** An array of this shape in boxes of `step` (smaller at its end), in C order. */
export function* stepRegions(shape: readonly number[], step: readonly number[]): Generator<Region, void, void> {
  const start = shape.map(() => 0);
  for (;;) {
    yield { start: [...start], shape: start.map((from, axis) => Math.min(step[axis]!, shape[axis]! - from)) };
    let axis = shape.length - 1;
    while (axis >= 0) {
      start[axis] = start[axis]! + step[axis]!;
      if (start[axis]! < shape[axis]!) break;
      start[axis--] = 0;
    }
    if (axis < 0) return;
  }
}

/** The smallest box around two boxes. */
export function hullOf(a: Region, b: Region): Region {
  const start = a.start.map((value, axis) => Math.min(value, b.start[axis]!));
  return {
    start,
    shape: start.map((from, axis) => Math.max(a.start[axis]! + a.shape[axis]!, b.start[axis]! + b.shape[axis]!) - from),
  };
}
