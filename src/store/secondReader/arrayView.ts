import type { Sink } from "../sink.ts";

/** An array as a reader sees it that knows nothing but the store's own metadata. */
export interface ArrayView {
  readonly shape: readonly number[];
  /** The smallest part that is decoded by itself: the chunk, in a shard the inner chunk. */
  readonly chunkShape: readonly number[];
  /** As Zarr v3 names it, whatever the format ("uint16"). */
  readonly dtype: string;
  /** True when what is not stored reads as zero, with all its bits. */
  readonly fillsWithZero: boolean;
  /** Zarr v3's names of the axes; null: none are given. */
  readonly dimensionNames: readonly (string | null)[] | null;
  /**
   * The bytes of a whole chunk: C order, little-endian, what lies beyond the array included; the fill value where
   * nothing is stored. They may be lent (`bytes/rooms.ts`): whoever asked gives them back.
   * @throws whatever the reader says of damaged data; those of the sink
   */
  readChunk(chunkIndex: readonly number[], signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** A reader that opens arrays of a store by their metadata alone. */
export interface MetadataReader {
  /** Name and version, for the report. */
  readonly name: string;
  openArray(sink: Sink, path: string, zarrFormat: 2 | 3, signal: AbortSignal): Promise<ArrayView>;
}
