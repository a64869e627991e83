/**
 * The geometry of the reference's resampling (R4.1): every axis is cut into blocks, and each block is resampled as
 * if it were the whole image. All sizes are computed with the reference's own double expressions, because their rounding is
 * part of the result: 87 elements halve to 45, of which 44 are kept.
 */
export type AxisBlocks = {
  inputLength: number;
  outputLength: number;
  factor: number;
  /** Input elements per block; the last may be shorter. */
  block: number;
  /** Distance of the blocks' results in the output. */
  outputBlock: number;
};

/** The blocks of each axis. `blockShape` is the shape of the dask array's blocks; longer ones than the axis end with it. */
export function planBlocks(
  inputShape: readonly number[],
  outputShape: readonly number[],
  blockShape: readonly number[],
): AxisBlocks[] {
  return inputShape.map((inputLength, axis) => {
    const outputLength = outputShape[axis]!;
    const factor = outputLength / inputLength;
    const blockLength = Math.min(blockShape[axis]!, inputLength);
    const block = Math.trunc(Math.max(1, Math.ceil(blockLength * factor) / factor));
    return { inputLength, outputLength, factor, block, outputBlock: Math.ceil(block * factor) };
  });
}

/** Part of one block's output that lies in a run of output elements. */
export type BlockPart = {
  /** First input element of the block, its length, and how many samples it is resampled to. */
  from: number;
  length: number;
  samples: number;
  /** The run: its first output element in the array, and the picked input elements, counted from the block's start. */
  outputFrom: number;
  picks: Int32Array;
};

/** Which of `length` elements becomes sample `k` of `samples`. */
export type PickRule = (length: number, samples: number, k: number) => number;

/** The blocks that produce the output elements `start … start + length - 1`. Elements that no block produces are 0. */
export function blockParts(axis: AxisBlocks, start: number, length: number, pick: PickRule): BlockPart[] {
  const parts: BlockPart[] = [];
  const count = Math.ceil(axis.inputLength / axis.block);
  const end = start + length;
  for (let index = Math.floor(start / axis.outputBlock); index < count && index * axis.outputBlock < end; index++) {
    const from = index * axis.block;
    const blockLength = Math.min(axis.block, axis.inputLength - from);
    const samples = Math.ceil(blockLength * axis.factor);
    const outputStart = index * axis.outputBlock;
    const outputFrom = Math.max(start, outputStart);
    const outputTo = Math.min(end, outputStart + Math.min(samples, axis.outputBlock));
    if (outputTo <= outputFrom) continue;
    const picks = new Int32Array(outputTo - outputFrom);
    for (let k = 0; k < picks.length; k++) picks[k] = pick(blockLength, samples, outputFrom - outputStart + k);
    parts.push({ from, length: blockLength, samples, outputFrom, picks });
  }
  return parts;
}

/** The element that the reference picks for real pixels (R4.2): the nearest to the sample's centre. */
export function pickByCentres(length: number, samples: number, k: number): number {
  const step = length / samples;
  if (step === 1) return k;
  let place = (k + 0.5) * step - 0.5;
  if (place < 0) place = -place;
  if (place > length - 1) place = 2 * (length - 1) - place;
  return Math.min(Math.max(Math.floor(place + 0.5), 0), length - 1);
}

/** The element that it picks for complex ones: scipy forgets the half pixel there, and lays first on first and last on last element. */
export function pickByEnds(length: number, samples: number, k: number): number {
  const step = samples === 1 ? 1 : (length - 1) / (samples - 1);
  return Math.floor(k * step + 0.5);
}
