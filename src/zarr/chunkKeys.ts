/** How the name of a chunk's file is made of its place in the grid: "0/0/1" (Zarr v2), "c/0/0/1" (v3), with "/" or "." between. */
export type ChunkKeys = {
  prefix: "c" | "";
  separator: string;
  /** N5: the fastest axis comes first. */
  isReversed?: boolean;
};

/** How chunks are named here: Zarr v2 with `dimension_separator: "/"`, Zarr v3 with the default chunk key encoding. */
export function writtenKeys(zarrFormat: 2 | 3): ChunkKeys {
  return { prefix: zarrFormat === 3 ? "c" : "", separator: "/" };
}

/** Path of a chunk file below its array. For a sharded array the index is that of the shard. */
export function chunkKey({ prefix, separator, isReversed }: ChunkKeys, index: readonly number[]): string {
  if (isReversed === true) return index.toReversed().join(separator);
  if (prefix !== "") return [prefix, ...index].join(separator);
  // A v2 array without axes has one chunk, "0".
  return index.length === 0 ? "0" : index.join(separator);
}

/** The inverse of `chunkKey` for arrays with axes, however many: null for all that it would spell otherwise. */
export function parseChunkKey({ prefix, separator }: ChunkKeys, key: string): number[] | null {
  const start = prefix === "" ? "" : `${prefix}${separator}`;
  if (!key.startsWith(start)) return null;
  const parts = key.slice(start.length).split(separator);
  const numbers = parts.map(Number);
  return parts.every((part) => /^(0|[1-9]\d*)$/.test(part)) && numbers.every(Number.isSafeInteger) ? numbers : null;
}
