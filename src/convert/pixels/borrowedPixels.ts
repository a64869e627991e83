import { borrowRoom, returnRoom } from "../../bytes/rooms.ts";
import {
  allocatePixels,
  bytesOfPixels,
  type DataType,
  itemSize,
  type PixelArray,
  pixelsFromBytes,
} from "../../model/dtype.ts";

/**
 * Room for exactly so many values, in memory that is used again (`bytes/rooms.ts`): a worker's memory stays what is in flight, not what was
 * allocated since the last garbage collection. There are old values in it unless `zeroed` is asked for.
 */
export function borrowPixels(dtype: DataType, values: number, zeroed = false): PixelArray {
  const room = borrowRoom(values * itemSize(dtype));
  if (room === undefined) return allocatePixels(dtype, values);
  if (zeroed) room.fill(0);
  return pixelsFromBytes(dtype, room);
}

/** Gives borrowed pixels back; nobody may look at them any more. */
export function returnPixels(pixels: PixelArray): void {
  returnRoom(bytesOfPixels(pixels));
}
