/**
 * How much each part of one worker may hold, in bytes. The engine takes its sizes from here and has no others: what the account
 * (`account.ts`) says of a worker is what the worker does. Plain data: it crosses threads with the job.
 */
export type MemoryShares = {
  /** One read of the source; a native block that is larger is still read whole. */
  stepBytes: number;
  /** A block that is handed from level to level; a chunk that is larger is still handed whole. */
  blockBytes: number;
  /** Encoded bytes that are on their way to the disk; a file that is larger still goes, alone. */
  queueBytes: number;
  /** Decoded native blocks that a reader keeps because a part of them is still wanted. */
  cacheBytes: number;
  /** Memory that is lent (`bytes/rooms.ts`): lent and kept together stay below it, unless more is lent. */
  roomBytes: number;
  /** What a kernel session of planes may hold (`plan/layout/planes/`); images whose planes need more take the general road. */
  planeBytes: number;
  /** WebAssembly memory that a kernel may keep between calls that need less. */
  kernelBytes: number;
};

const MEBIBYTE = 2 ** 20;

/**
 * Shards go to the disk piece by piece, so that a few chunks are held and not whole shards of all levels: in pieces of so many bytes at least
 * (a page's writes cost more when they are smaller, R12.1), of so many shards of a level at a time (each has a file open).
 */
export const SHARD_PIECES = { bytes: MEBIBYTE, shardsAtOnce: 8 } as const;

/** What pays: larger reads and queues make nothing faster (a Blob slice costs about 1 ms whatever its size). */
const MOST: MemoryShares = {
  stepBytes: 4 * MEBIBYTE,
  blockBytes: 1 * MEBIBYTE,
  queueBytes: 2 * MEBIBYTE,
  cacheBytes: 48 * MEBIBYTE,
  roomBytes: 64 * MEBIBYTE,
  planeBytes: 64 * MEBIBYTE,
  kernelBytes: 96 * MEBIBYTE,
};

/** Below a quarter the fixed cost of reads and files shows. */
const THRIFTS = [1, 1 / 2, 1 / 4];

/** Shares from generous to thrifty; the first is what a thread has that was told nothing. */
export const SHARES: readonly MemoryShares[] = THRIFTS.map((part) => ({
  stepBytes: MOST.stepBytes * part,
  blockBytes: MOST.blockBytes * part,
  queueBytes: MOST.queueBytes * part,
  cacheBytes: MOST.cacheBytes * part,
  roomBytes: MOST.roomBytes * part,
  planeBytes: MOST.planeBytes * part,
  kernelBytes: MOST.kernelBytes * part,
}));
