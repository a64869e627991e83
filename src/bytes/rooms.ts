/** Memory that a thread lends and keeps when nobody says more: what one worker needs for most images. */
const USUAL_BYTES = 64 * 2 ** 20;
/** A shard's chunks are given back all at once. */
const KEPT_ROOMS = 1024;
/** Sizes are rounded up to multiples of this, so that pieces of nearly the same size share a room. */
const GRAIN_BYTES = 64 * 1024;

/** What is lent and kept together stays below this, unless more is lent. */
let mostBytes = USUAL_BYTES;
/** Rooms that nobody uses, the one given back last at the end. One list for the thread. */
const kept: ArrayBuffer[] = [];
let keptBytes = 0;
const lent = new WeakSet<ArrayBuffer>();
let lentBytes = 0;
/** Rooms that are not given back (whoever borrowed them failed, and something may still write into them) count until they are collected. */
const lost = new FinalizationRegistry((bytes: number) => {
  lentBytes -= bytes;
});

/** Says how much memory this thread may lend and keep (the account of the conversion: `plan/layout/memory/`). */
export function limitRooms(bytes: number): void {
  mostBytes = bytes;
  shrink(0);
}

/** Frees what nobody uses: work of another kind begins. */
export function releaseRooms(): void {
  for (const buffer of kept.splice(0)) freeMemory(buffer);
  keptBytes = 0;
}

/** What is sent there is freed: nobody can receive it. */
let closedPort: MessagePort | null = null;

/**
 * Frees memory that nobody looks at any more, at once: the collector is told of what lies outside of its heap, but comes late for it, and not
 * at all to a thread that has nothing to do. `ArrayBuffer.transfer(0)` does not: Chromium keeps the memory until the collector comes.
 */
export function freeMemory(buffer: ArrayBuffer): void {
  if (closedPort === null) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    closedPort = port1;
  }
  closedPort.postMessage(null, [buffer]);
}

/**
 * Memory of exactly so many bytes, with anything in it; undefined for rooms too large to be kept, and for sizes that only a damaged file can
 * ask for. Fresh memory costs more than what is read into it: the system must clear it page by page, and the garbage collector must find it
 * again.
 */
export function borrowRoom(bytes: number): Uint8Array<ArrayBuffer> | undefined {
  if (bytes > mostBytes) return undefined;
  for (let index = kept.length - 1; index >= 0; index--) {
    const buffer = kept[index]!;
    if (buffer.byteLength < bytes || buffer.byteLength > 2 * bytes + GRAIN_BYTES) continue;
    kept.splice(index, 1);
    keptBytes -= buffer.byteLength;
    return lend(buffer, bytes);
  }
  const size = Math.ceil(bytes / GRAIN_BYTES) * GRAIN_BYTES;
  shrink(size);
  return lend(new ArrayBuffer(size), bytes);
}

/** Gives a borrowed room back: nobody may look at it or write into it any more. Memory that was not lent here is left to the collector. */
export function returnRoom({ buffer }: Uint8Array<ArrayBuffer>): void {
  if (!lent.delete(buffer)) return;
  lost.unregister(buffer);
  lentBytes -= buffer.byteLength;
  kept.push(buffer);
  keptBytes += buffer.byteLength;
  shrink(0);
}

function lend(buffer: ArrayBuffer, bytes: number): Uint8Array<ArrayBuffer> {
  lent.add(buffer);
  lost.register(buffer, buffer.byteLength, buffer);
  lentBytes += buffer.byteLength;
  return new Uint8Array(buffer, 0, bytes);
}

/** Lets go of the rooms that were not used for longest, until `more` bytes can be lent. */
function shrink(more: number): void {
  while (kept.length > KEPT_ROOMS || (kept.length > 0 && lentBytes + keptBytes + more > mostBytes)) {
    keptBytes -= kept.shift()!.byteLength;
  }
}
