import { mirror } from "./axisWeights.ts";
import { nanCopier, type FloatArray } from "./nanBits.ts";

/**
 * Weights of the reference's Gaussian blur (R4.3) for offsets 0 … radius (scipy `gaussian_filter1d`, truncate 4): sampled, then divided by their
 * sum. Null if the axis is not blurred.
 */
export function blurWeights(length: number, samples: number): Float64Array | null {
  const sigma = Math.max(0, (length / samples - 1) / 2);
  if (sigma <= 1e-15) return null;
  const radius = Math.trunc(4 * sigma + 0.5);
  const variance = sigma * sigma;
  const all: number[] = [];
  for (let offset = -radius; offset <= radius; offset++) all.push(Math.exp((-0.5 / variance) * (offset * offset)));
  const sum = pairwiseSum(all, 0, all.length);
  return Float64Array.from(all.slice(radius), (weight) => weight / sum);
}

/** The sum in the order in which NumPy adds: eight partial sums from eight elements on, halves from 129 on. */
function pairwiseSum(values: readonly number[], start: number, length: number): number {
  if (length < 8) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += values[start + i]!;
    return sum;
  }
  if (length > 128) {
    let half = Math.floor(length / 2);
    half -= half % 8;
    return pairwiseSum(values, start, half) + pairwiseSum(values, start + half, length - half);
  }
  const partial = values.slice(start, start + 8);
  let i = 8;
  for (; i < length - (length % 8); i += 8) {
    for (let lane = 0; lane < 8; lane++) partial[lane]! += values[start + i + lane]!;
  }
  const [a, b, c, d, e, f, g, h] = partial as [number, number, number, number, number, number, number, number];
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (; i < length; i++) sum += values[start + i]!;
  return sum;
}

/** A blur along one axis of a C-order array of `outer` × `span` × `inner` values, computed at `picks` only. */
export type BlurPass = {
  outer: number;
  inner: number;
  /** The array holds the elements `spanFrom … spanFrom + span - 1` of an axis of `length`. */
  spanFrom: number;
  span: number;
  length: number;
  weights: Float64Array;
  /** Elements of the axis at which the result is wanted. */
  picks: Int32Array;
};

/**
 * Blurs; borders mirror without repeating the edge. Sums run from the outermost pair inward, in doubles, as scipy's symmetric
 * correlation does; storing rounds to the type of `target`. NaN keeps its sign and payload as on x86-64.
 */
export function blurAt(source: FloatArray, target: FloatArray, pass: BlurPass): void {
  const { outer, inner, span, spanFrom, length, weights, picks } = pass;
  const radius = weights.length - 1;
  const copyNaN = nanCopier(source, target);
  const below = new Int32Array(radius + 1);
  const above = new Int32Array(radius + 1);
  const centreWeight = weights[0]!;
  for (let k = 0; k < picks.length; k++) {
    const pick = picks[k]!;
    for (let offset = 0; offset <= radius; offset++) {
      below[offset] = (mirror(pick - offset, length) - spanFrom) * inner;
      above[offset] = (mirror(pick + offset, length) - spanFrom) * inner;
    }
    for (let o = 0; o < outer; o++) {
      const base = o * span * inner;
      const to = (o * picks.length + k) * inner;
      for (let e = 0; e < inner; e++) {
        let sum = source[base + below[0]! + e]! * centreWeight;
        for (let offset = radius; offset > 0; offset--) {
          sum += (source[base + below[offset]! + e]! + source[base + above[offset]! + e]!) * weights[offset]!;
        }
        target[to + e] = sum;
        if (sum !== sum) copyNaN(firstNaN(source, base + e, below, above, weights), to + e);
      }
    }
  }
}

/**
 * Where the NaN of a sum comes from: the first operand that is NaN in the order of the calculation, which is what the hardware hands
 * on; -1 where infinities of both signs made it. A JavaScript engine may exchange operands, and so cannot be left to it.
 */
function firstNaN(
  source: FloatArray,
  base: number,
  below: Int32Array,
  above: Int32Array,
  weights: Float64Array,
): number {
  let sum = source[base + below[0]!]! * weights[0]!;
  if (sum !== sum) return base + below[0]!;
  for (let offset = weights.length - 1; offset > 0; offset--) {
    for (const at of [base + below[offset]!, base + above[offset]!]) if (source[at]! !== source[at]!) return at;
    sum += (source[base + below[offset]!]! + source[base + above[offset]!]!) * weights[offset]!;
    if (sum !== sum) return -1;
  }
  return -1;
}
