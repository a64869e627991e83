import type { KernelExports } from "../../codecs/kernelExports.ts";
import type { KernelWorkspace } from "../../codecs/kernelWorkspace.ts";
import {
  type AxisWeights,
  gaussianWeights,
  nearestIndex,
  overlapWeights,
  tabulateWindows,
} from "../../pyramid/axisWeights.ts";

/** Sum of an axis' weights: as many bits as `createResampler` gives one of two axes that shrink, or one alone. */
const GAUSSIAN_TOTAL = 2 ** 16;

/** Rows and columns of a plane. */
export type PlaneShape = { rows: number; columns: number };

/** Computes a plane of a level from that of the level below, by their addresses. */
export type LevelStep = (source: number, target: number) => void;

/** What a step is made of: `type` is one of the kernel's (`PLANE_TYPES`). */
type LevelStepOptions = {
  method: "mean" | "gaussian" | "nearest";
  type: number;
  itemBytes: number;
  from: PlaneShape;
  to: PlaneShape;
};

/** Makes a step; its tables stay in the workspace. The results are those of `pyramid/createResampler.ts`. */
export function createLevelStep(workspace: KernelWorkspace, options: LevelStepOptions): LevelStep {
  const { method, type, itemBytes, from, to } = options;
  const { exports } = workspace;
  const stride = from.columns * itemBytes;
  const targetStride = to.columns * itemBytes;
  if (method === "nearest") {
    const rows = put(workspace, picks(from.rows, to.rows));
    const columns = put(workspace, picks(from.columns, to.columns));
    return (source, target) =>
      exports.plane_pick(source, itemBytes, stride, target, targetStride, rows, to.rows, columns, to.columns);
  }
  if (method === "mean" && from.rows === 2 * to.rows && from.columns === 2 * to.columns) {
    return (source, target) => exports.plane_halve(source, type, stride, target, targetStride, to.columns, to.rows);
  }
  return createMean(workspace, options, exports);
}

function createMean(
  workspace: KernelWorkspace,
  { method, type, itemBytes, from, to }: LevelStepOptions,
  x: KernelExports,
) {
  const weights = method === "gaussian" ? planeGaussian : overlapWeights;
  const down = windowsOf(workspace, weights(from.rows, to.rows), to.rows);
  const along = windowsOf(workspace, weights(from.columns, to.columns), to.columns);
  const total = put(workspace, Float64Array.of(down.total * along.total));
  const sums = workspace.reserve(from.columns * Float64Array.BYTES_PER_ELEMENT);
  const stride = from.columns * itemBytes;
  const targetStride = to.columns * itemBytes;
  return (source: number, target: number): void =>
    x.plane_mean(source, type, stride, target, targetStride, down.address, along.address, total, sums, from.columns);
}

function picks(from: number, to: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: to }, (_, index) => nearestIndex(index, from, to));
}

/** The weights that `createResampler` takes where no more than two axes shrink. */
function planeGaussian(from: number, to: number): AxisWeights {
  return gaussianWeights(from, to, from > to ? GAUSSIAN_TOTAL : 1);
}

/** `struct windows` of wasm/plane_levels.c. */
function windowsOf(workspace: KernelWorkspace, weights: AxisWeights, to: number): { address: number; total: number } {
  const { first, offset, weight } = tabulateWindows(weights, 0, to, 0);
  const parts = [first, offset, weight].map((table) => put(workspace, table as Int32Array<ArrayBuffer>));
  return { address: put(workspace, Int32Array.of(...parts, to)), total: weights.total };
}

function put(workspace: KernelWorkspace, values: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>): number {
  const address = workspace.reserve(values.byteLength);
  workspace.view({ address, length: values.byteLength }).set(new Uint8Array(values.buffer, 0, values.byteLength));
  return address;
}
