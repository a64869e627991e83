import { sizeOfShape } from "../../../model/region.ts";
import type { MemoryShares } from "./shares.ts";

/**
 * The shape of one read of the source: the native block, grown to the write block first (x, y, then the rest), then along x, y and the rest
 * of `box` while it stays within `mostBytes`. All shapes over the output's axes.
 */
export function stepShape(
  box: readonly number[],
  nativeBlock: readonly number[],
  valueBytes: number,
  writeBlock: readonly number[],
  mostBytes: number,
): number[] {
  const shape = nativeBlock.map((length, axis) => Math.min(length, box[axis]!));
  for (const target of [writeBlock, box]) {
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const whole = Math.min(target[axis]!, box[axis]!);
      if (shape[axis]! >= whole) continue;
      const room = Math.floor(mostBytes / (sizeOfShape(shape) * valueBytes));
      if (room < 2) continue;
      const native = nativeBlock[axis]!;
      const wanted = Math.ceil(whole / native) * native;
      const affordable = Math.max(1, Math.floor((shape[axis]! * room) / native)) * native;
      shape[axis] = Math.max(shape[axis]!, Math.min(wanted, affordable));
    }
  }
  return shape;
}

/** The shape of the blocks that a level is handed on in: whole chunks, several of them when chunks are small. */
export function handedShape(
  box: readonly number[],
  chunkShape: readonly number[],
  valueBytes: number,
  mostBytes: number,
): number[] {
  const shape = [...chunkShape];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const chunk = shape[axis]!;
    const room = Math.floor(mostBytes / (sizeOfShape(shape) * valueBytes));
    if (room < 2) break;
    shape[axis] = chunk * Math.max(1, Math.min(room, Math.ceil(box[axis]! / chunk)));
  }
  return shape;
}

/** Of reads larger than so many shares only one is held: its pixels cost more than waiting for the disk. */
const SHARES_AHEAD = 8;

/** Whether a read begins while the one before it is worked on. */
export function isReadAhead(bytes: number, { stepBytes }: Pick<MemoryShares, "stepBytes">): boolean {
  return bytes <= SHARES_AHEAD * stepBytes;
}
