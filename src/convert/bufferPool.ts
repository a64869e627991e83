import { allocatePixels, type DataType, lanes, type PixelArray } from "../model/dtype.ts";

/**
 * Pixel buffers used again instead of left to the garbage collector: a worker's memory stays what is in flight, not what was
 * allocated since the last collection. Buffers come back with old values in them unless `zeroed` is asked for.
 */
export class BufferPool {
  private readonly free = new Map<string, PixelArray[]>();
  private freeBytes = 0;
  private readonly maximumFreeBytes: number;

  constructor(maximumFreeBytes: number) {
    this.maximumFreeBytes = maximumFreeBytes;
  }

  /** A buffer for exactly `values` values. */
  take(dtype: DataType, values: number, zeroed = false): PixelArray {
    const list = this.free.get(keyOf(dtype, values * lanes(dtype)));
    const buffer = list?.pop();
    if (buffer === undefined) return allocatePixels(dtype, values);
    this.freeBytes -= buffer.byteLength;
    if (zeroed)
      (buffer as Uint8Array).fill(
        buffer instanceof BigInt64Array || buffer instanceof BigUint64Array ? (0n as never) : 0,
      );
    return buffer;
  }

  /** Gives a buffer back; nobody may hold it any more. */
  give(dtype: DataType, buffer: PixelArray): void {
    if (this.freeBytes + buffer.byteLength > this.maximumFreeBytes) return;
    const key = keyOf(dtype, buffer.length);
    const list = this.free.get(key);
    if (list === undefined) this.free.set(key, [buffer]);
    else list.push(buffer);
    this.freeBytes += buffer.byteLength;
  }
}

function keyOf(dtype: DataType, elements: number): string {
  return `${dtype}:${elements}`;
}
