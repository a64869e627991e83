/**
 * Path of a chunk file below its array, after the two specifications: Zarr v2 with `dimension_separator: "/"` ("0/0/1") and
 * Zarr v3 with the default chunk key encoding ("c/0/0/1"). For a sharded array the index is that of the shard.
 */
export function chunkKey(zarrFormat: 2 | 3, index: readonly number[]): string {
  if (zarrFormat === 3) return ["c", ...index].join("/");
  // A v2 array without axes has one chunk, "0".
  return index.length === 0 ? "0" : index.join("/");
}
