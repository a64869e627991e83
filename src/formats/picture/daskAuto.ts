import { type DataType, itemSize } from "../../model/dtype.ts";

/** dask's default `array.chunk-size`. */
const CHUNK_BYTES = 128 * 2 ** 20;

/**
 * The chunks that dask's `from_array` chooses by itself ("auto") for an array without chunks of its own, which is how BioIO wraps still
 * pictures: the whole array up to 128 MiB, beyond that equal lengths along the axes that are longer than such a length.
 */
export function daskAutoChunks(shape: readonly number[], dtype: DataType): number[] {
  const chunks = [...shape];
  let open = shape.map((_, axis) => axis);
  for (;;) {
    const closed = chunks.reduce((product, length, axis) => (open.includes(axis) ? product : product * length), 1);
    const length = (CHUNK_BYTES / itemSize(dtype) / closed) ** (1 / open.length);
    const long = open.filter((axis) => shape[axis]! >= length);
    if (long.length === open.length) {
      for (const axis of open) chunks[axis] = Math.max(1, Math.floor(length));
      return chunks;
    }
    open = long;
    if (open.length === 0) return chunks;
  }
}
