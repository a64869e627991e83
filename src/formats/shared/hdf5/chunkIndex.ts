import { sizeOfShape } from "../../../model/region.ts";
import { linearIndex } from "../../../zarr/chunkGrid.ts";
import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import type { Dataspace } from "./dataspace.ts";
import { damagedHdf5 } from "./errors.ts";
import { findInExtensibleArray } from "./extensibleArray.ts";
import { findInFixedArray } from "./fixedArray.ts";
import type { ChunkedLayout } from "./layout.ts";
import { findChunkVersion1 } from "./treeVersion1.ts";
import { findRecord, readTreeVersion2 } from "./treeVersion2.ts";

/** Where a chunk is stored. */
export type ChunkPlace = {
  address: number;
  bytes: number;
  /** A bit for each filter that this chunk did not go through. */
  skippedFilters: number;
};

/** A dataset as its chunk index knows it. */
export type ChunkedArray = {
  layout: ChunkedLayout;
  space: Dataspace & { shape: number[] };
  /** Bytes of a chunk before its filters. */
  chunkBytes: number;
  hasFilters: boolean;
};

/**
 * Where a chunk is, by its place in the grid; null for one that was never written.
 * @throws `corrupt`
 */
export async function findChunk(
  access: Hdf5Access,
  array: ChunkedArray,
  indices: readonly number[],
  signal: AbortSignal,
): Promise<ChunkPlace | null> {
  const { layout, space, chunkBytes } = array;
  const { address, index, chunkShape } = layout;
  if (address === null) return null;
  switch (index.kind) {
    case "tree-1": {
      const start = indices.map((at, axis) => at * chunkShape[axis]!);
      return findChunkVersion1(access, address, start, signal);
    }
    case "single":
      return { address, ...(index.filtered ?? { bytes: chunkBytes, skippedFilters: 0 }) };
    case "implicit":
      return {
        address: address + linearIndex(indices, largestCounts(array)) * chunkBytes,
        bytes: chunkBytes,
        skippedFilters: 0,
      };
    case "fixed-array": {
      const entry = await findInFixedArray(access, address, linearIndex(indices, largestCounts(array)), signal);
      return entry === null ? null : parsePlace(entry, array);
    }
    case "extensible-array": {
      const counts = largestCounts(array);
      // The axis without an end counts slowest.
      const open = Math.max(0, space.largest.indexOf(null));
      const moved = (lengths: readonly number[]) => [lengths[open]!, ...lengths.filter((_, axis) => axis !== open)];
      const entry = await findInExtensibleArray(access, address, linearIndex(moved(indices), moved(counts)), signal);
      return entry === null ? null : parsePlace(entry, array);
    }
    case "tree-2":
      return findInTree(access, address, array, indices, signal);
  }
}

/** Chunks per axis when the dataset is as long as it may become; 0 for the axis without an end, where it is not asked for. */
function largestCounts({ layout: { chunkShape }, space }: ChunkedArray): number[] {
  return chunkShape.map((length, axis) => Math.ceil((space.largest[axis] ?? 0) / length));
}

/** An entry of an array, which knows sizes and filters where there are filters. */
function parsePlace(entry: Hdf5Cursor, { hasFilters, chunkBytes }: ChunkedArray): ChunkPlace | null {
  const address = entry.address();
  if (address === null) return null;
  if (!hasFilters) return { address, bytes: chunkBytes, skippedFilters: 0 };
  const bytes = entry.sized(entry.remaining - 4);
  return { address, bytes, skippedFilters: entry.u32() };
}

async function findInTree(
  access: Hdf5Access,
  address: number,
  { hasFilters, chunkBytes, layout }: ChunkedArray,
  indices: readonly number[],
  signal: AbortSignal,
): Promise<ChunkPlace | null> {
  const tree = await access.kept(
    `tree header ${address}`,
    () => readTreeVersion2(access, address, signal),
    () => 200,
  );
  const rank = layout.chunkShape.length;
  const placeBytes = tree.recordBytes - access.widths.address - 8 * rank;
  if (placeBytes !== 0 && placeBytes < 5)
    throw damagedHdf5(access.file, `records of ${tree.recordBytes} bytes for chunks`);
  const compare = (record: Hdf5Cursor): number => {
    record.seek(tree.recordBytes - 8 * rank);
    for (const at of indices) {
      const order = at - record.u64();
      if (order !== 0) return order;
    }
    return 0;
  };
  const record = await findRecord(access, tree, compare, signal);
  if (record === null) return null;
  const place = record.definedAddress();
  if (placeBytes === 0) {
    if (hasFilters) throw damagedHdf5(access.file, "filtered chunks without sizes");
    return { address: place, bytes: chunkBytes, skippedFilters: 0 };
  }
  return { address: place, bytes: record.sized(placeBytes - 4), skippedFilters: record.u32() };
}

/** Chunks of a dataset as it is. */
export function chunkCount({ layout: { chunkShape }, space: { shape } }: ChunkedArray): number {
  return sizeOfShape(shape.map((length, axis) => Math.ceil(length / chunkShape[axis]!)));
}
