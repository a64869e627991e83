import { throwIfAborted } from "../../../bytes/abort.ts";
import { readMany } from "../../../bytes/readMany.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { copyStrided } from "../../../model/copyBox.ts";
import { bytesOfPixels, type DataType, itemSize, type PixelArray, pixelsFromBytes } from "../../../model/dtype.ts";
import { copyApart } from "./copyApart.ts";

/** An axis of a box that is copied: `stride` in bytes of the memory, `step` in values of the target. */
export type GatherAxis = { length: number; stride: number; step: number };

/** A box of strided values and the place where it goes. */
export type Box = {
  axes: readonly GatherAxis[];
  /** Byte of the first value. */
  first: number;
  /** Place of the first value in the target, in values. */
  at: number;
};

/** A stretch of the memory that is read in one piece, and the axes inside it. */
type Piece = { offset: number; length: number; at: number; axes: readonly GatherAxis[] };

/** Most bytes read in one piece. */
const PIECE_BYTES = 8 * 2 ** 20;
/** What lies between two wanted values is read with them up to this distance: cheaper than another read. */
const GAP_BYTES = 128 * 1024;
/** Most pieces that are lined up before they are read. */
const BATCH_PIECES = 4096;

/** Values that go where those of several boxes may (`shared`) or no others. */
export type GatherTarget = { pixels: PixelArray; dtype: DataType; shared: boolean };

/**
 * Copies boxes of a memory into a target, each value once, reading in pieces of a few megabytes in the order of the file. Where boxes
 * share a place in the target, a box wins over those that lie before it in the memory.
 */
export async function gather(
  memory: ByteSource,
  boxes: Iterable<Box>,
  { pixels: target, dtype, shared }: GatherTarget,
  signal: AbortSignal,
): Promise<void> {
  let batch: Piece[] = [];
  const readBatch = async (): Promise<void> => {
    const pieces = batch;
    batch = [];
    const ranges = pieces.map((piece) => ({ ...piece, home: shared ? undefined : homeOf(piece, target, dtype) }));
    const options = { gap: GAP_BYTES, maxBytes: PIECE_BYTES };
    for await (const { index, bytes, isHome } of readMany(memory, ranges, signal, options)) {
      throwIfAborted(signal);
      if (!isHome) copyPiece(pieces[index]!, bytes, target, dtype);
    }
  };
  for (const box of boxes) {
    for (const piece of piecesOf(box, itemSize(dtype))) {
      batch.push(piece);
      if (batch.length === BATCH_PIECES) await readBatch();
    }
  }
  await readBatch();
}

/** Cuts a box into pieces: the axes with the smallest strides go into a piece as far as it stays dense and small enough. */
function* piecesOf(box: Box, item: number): Generator<Piece> {
  const { axes, first, at } = normalized(box);
  let span = item;
  let inner = axes.length;
  while (inner > 0) {
    const { length, stride } = axes[inner - 1]!;
    if (stride - span > GAP_BYTES || span + (length - 1) * stride > PIECE_BYTES) break;
    span += (length - 1) * stride;
    inner--;
  }
  const whole = axes.slice(inner);
  // The next axis in runs of as many steps as a piece has room for.
  const cut = axes[inner - 1] ?? { length: 1, stride: 0, step: 0 };
  const isNear = cut.stride - span <= GAP_BYTES;
  const run = isNear && cut.stride > 0 ? Math.max(1, Math.floor((PIECE_BYTES - span) / cut.stride) + 1) : 1;
  for (const place of placesOf(axes.slice(0, Math.max(0, inner - 1)), first, at)) {
    for (let index = 0; index < cut.length; index += run) {
      const length = Math.min(run, cut.length - index);
      yield {
        offset: place.first + index * cut.stride,
        length: span + (length - 1) * cut.stride,
        at: place.at + index * cut.step,
        axes: length === 1 ? whole : [{ ...cut, length }, ...whole],
      };
    }
  }
}

/** The same box with its axes by stride, the largest first, all strides positive, and axes that continue one another as one. */
function normalized(box: Box): Box {
  let { first, at } = box;
  const turned = box.axes
    .filter(({ length }) => length > 1)
    .map((axis) => {
      if (axis.stride >= 0) return axis;
      first += (axis.length - 1) * axis.stride;
      at += (axis.length - 1) * axis.step;
      return { length: axis.length, stride: -axis.stride, step: -axis.step };
    })
    .toSorted((a, b) => a.stride - b.stride);
  const merged: GatherAxis[] = [];
  for (const axis of turned) {
    const last = merged.at(-1);
    const continues =
      last !== undefined && axis.stride === last.length * last.stride && axis.step === last.length * last.step;
    if (continues) merged[merged.length - 1] = { ...last, length: last.length * axis.length };
    else merged.push(axis);
  }
  return { first, at, axes: merged.toReversed() };
}

/** First bytes and target places of all combinations of indices. */
function* placesOf(axes: readonly GatherAxis[], first: number, at: number): Generator<{ first: number; at: number }> {
  const [axis, ...rest] = axes;
  if (axis === undefined) {
    yield { first, at };
    return;
  }
  for (let index = 0; index < axis.length; index++) {
    yield* placesOf(rest, first + index * axis.stride, at + index * axis.step);
  }
}

/** Where a piece goes as it is. Pieces read there come in any order, so that no two may share a place. */
function homeOf({ axes, at, length }: Piece, target: PixelArray, dtype: DataType): Uint8Array<ArrayBuffer> | undefined {
  const item = itemSize(dtype);
  const [only] = axes;
  const isRun = only === undefined || (axes.length === 1 && only.stride === item && only.step === 1);
  return isRun ? bytesOfPixels(target).subarray(at * item, at * item + length) : undefined;
}

function copyPiece({ axes, at }: Piece, bytes: Uint8Array, target: PixelArray, dtype: DataType): void {
  const item = itemSize(dtype);
  const inner = axes.at(-1);
  const isRun = inner !== undefined && inner.stride === item && inner.step === 1;
  if (!isRun && inner !== undefined && axes.every(({ stride }) => stride % item === 0)) {
    const loops = axes.map(({ length, stride, step }) => ({ length, from: stride / item, to: step }));
    copyApart(pixelsFromBytes(dtype, bytes), target, at, loops);
    return;
  }
  // Neighbours, and values at odd places, as bytes: these need no alignment.
  const outer = isRun ? axes.slice(0, -1) : axes;
  copyStrided(
    bytes,
    0,
    [...outer.map(({ stride }) => stride), 1],
    bytesOfPixels(target),
    at * item,
    [...outer.map(({ step }) => step * item), 1],
    [...outer.map(({ length }) => length), isRun ? inner.length * item : item],
  );
}
