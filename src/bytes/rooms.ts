/** Memory that a thread keeps: a few of the largest pieces that are read at once, and the blocks of each level of a pyramid. */
const KEPT_BYTES = 64 * 2 ** 20;
const KEPT_ROOMS = 64;
/** The largest room: one more is used while it is read into. */
const LARGEST_BYTES = KEPT_BYTES / 2;
/** Sizes are rounded up to multiples of this, so that pieces of nearly the same size share a room. */
const GRAIN_BYTES = 64 * 1024;

/** Rooms that nobody uses, the one given back last at the end. One list for the thread. */
const kept: ArrayBuffer[] = [];
let keptBytes = 0;

/**
 * Memory of exactly so many bytes, with anything in it; undefined for rooms too large to be kept, and for sizes that only a damaged file can
 * ask for. Fresh memory costs more than what is read into it: the system must clear it page by page, and the garbage collector must find it
 * again.
 */
export function borrowRoom(bytes: number): Uint8Array<ArrayBuffer> | undefined {
  if (bytes > LARGEST_BYTES) return undefined;
  for (let index = kept.length - 1; index >= 0; index--) {
    const buffer = kept[index]!;
    if (buffer.byteLength < bytes || buffer.byteLength > 2 * bytes + GRAIN_BYTES) continue;
    kept.splice(index, 1);
    keptBytes -= buffer.byteLength;
    return new Uint8Array(buffer, 0, bytes);
  }
  return new Uint8Array(new ArrayBuffer(Math.ceil(bytes / GRAIN_BYTES) * GRAIN_BYTES), 0, bytes);
}

/** Gives a borrowed room back: nobody may look at it or write into it any more. */
export function returnRoom({ buffer }: Uint8Array<ArrayBuffer>): void {
  kept.push(buffer);
  keptBytes += buffer.byteLength;
  while (keptBytes > KEPT_BYTES || kept.length > KEPT_ROOMS) keptBytes -= kept.shift()!.byteLength;
}
