import { divideProduct, greatestCommonDivisor } from "./exactDivision.ts";

/** One output element along one axis: the input elements `first`, `first + 1`, … and their positive integer weights. */
export type AxisWindow = { first: number; weights: number[] };

/** How one axis is resampled: which input elements make an output element, and how much each counts. */
export interface AxisWeights {
  /** Sum of the weights of every window. */
  readonly total: number;
  window(index: number): AxisWindow;
}

/**
 * Area weights: the overlaps, in units that make them integers, of the grids of `inputLength` and `outputLength` equal
 * cells laid over the same extent. Two to one gives 1, 1; three to two gives 2, 1 and 1, 2.
 */
export function overlapWeights(inputLength: number, outputLength: number): AxisWeights {
  const divisor = greatestCommonDivisor(inputLength, outputLength);
  // In units of 1 / (input · output / divisor) of the extent an output cell is `outputCell` wide, an input cell `inputCell`.
  const outputCell = inputLength / divisor;
  const inputCell = outputLength / divisor;
  return {
    total: outputCell,
    window(index) {
      const { quotient, remainder } = divideProduct(index, outputCell, inputCell);
      const weights: number[] = [];
      let room = inputCell - remainder;
      for (let left = outputCell; left > 0; left -= room, room = inputCell) {
        room = Math.min(room, left);
        weights.push(room);
      }
      return { first: quotient, weights };
    },
  };
}

/**
 * Gaussian weights around the centre of an output cell. The width makes the image as blurred as its pixels are large: full width at half
 * maximum sqrt(f² - 1) for a factor f = input / output, so σ² = (f² - 1) / (8 ln 2) input pixels (Cardoso et al. 2015, "Scale factor
 * point spread function matching"; σ = 0.7355 for f = 2), cut at 4 σ. Borders mirror without repeating the edge sample.
 * The weights are rounded to integers that sum to `total`: the result is the same whatever the machine's exp(). An axis that does
 * not shrink is picked at the nearest element.
 */
export function gaussianWeights(inputLength: number, outputLength: number, total: number): AxisWeights {
  const factor = inputLength / outputLength;
  const variance = (factor * factor - 1) / (8 * Math.LN2);
  const radius = 4 * Math.sqrt(Math.max(variance, 0));
  return {
    total,
    window(index) {
      const first = nearestIndex(index, inputLength, outputLength);
      if (factor <= 1) return { first, weights: [total] };
      // Distance of the output cell's centre from the centre of the input cell `first`: exact, however long the axis.
      const { remainder } = divideProduct(2 * index + 1, inputLength, 2 * outputLength);
      const centre = remainder / (2 * outputLength) - 0.5;
      const from = Math.ceil(centre - radius);
      const to = Math.floor(centre + radius);
      const folded = new Map<number, number>();
      for (let step = from; step <= to; step++) {
        const place = mirror(first + step, inputLength);
        folded.set(place, (folded.get(place) ?? 0) + Math.exp((-0.5 * (step - centre) ** 2) / variance));
      }
      return roundWeights(folded, total);
    },
  };
}

/** Reflects an index into [0, length) without repeating the edges: -1 is 1, `length` is `length - 2`. */
export function mirror(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const phase = ((index % period) + period) % period;
  return phase < length ? phase : period - phase;
}

/** Integers in proportion to the weights that sum to `total`; the heaviest takes what rounding leaves. */
function roundWeights(folded: Map<number, number>, total: number): AxisWindow {
  const places = [...folded.keys()].sort((a, b) => a - b);
  const sum = places.reduce((partial, place) => partial + folded.get(place)!, 0);
  const weights = places.map((place) => Math.round((folded.get(place)! / sum) * total));
  const heaviest = weights.indexOf(Math.max(...weights));
  weights[heaviest]! += total - weights.reduce((partial, weight) => partial + weight, 0);
  return { first: places[0]!, weights };
}

/** The input element in which the centre of output element `index` lies: floor((index + 1/2) · input / output). */
export function nearestIndex(index: number, inputLength: number, outputLength: number): number {
  return divideProduct(2 * index + 1, inputLength, 2 * outputLength).quotient;
}

/** The windows of a run of output elements, flat: window `k` has the weights `offset[k] … offset[k + 1] - 1`. */
export type WindowTable = {
  /** First input element of each window, counted from the start of the input box. */
  first: Int32Array;
  offset: Int32Array;
  weight: Float64Array;
  /** First input element that any window uses, and how many are spanned. */
  from: number;
  span: number;
};

/** Windows of the output elements `start … start + length - 1`, relative to `inputStart`. */
export function tabulateWindows(axis: AxisWeights, start: number, length: number, inputStart: number): WindowTable {
  const first = new Int32Array(length);
  const offset = new Int32Array(length + 1);
  const weights: number[] = [];
  let from = Infinity;
  let to = 0;
  for (let index = 0; index < length; index++) {
    const window = axis.window(start + index);
    first[index] = window.first - inputStart;
    for (const weight of window.weights) weights.push(weight);
    offset[index + 1] = weights.length;
    from = Math.min(from, first[index]!);
    to = Math.max(to, first[index]! + window.weights.length);
  }
  return { first, offset, weight: Float64Array.from(weights), from, span: to - from };
}

/** The input elements that the output elements `start … start + length - 1` need. */
export function inputExtent(axis: AxisWeights, start: number, length: number): { start: number; length: number } {
  const first = axis.window(start).first;
  const last = axis.window(start + length - 1);
  return { start: first, length: last.first + last.weights.length - first };
}
