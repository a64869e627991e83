import type { Hdf5Access, Hdf5Cursor } from "./access.ts";
import { damagedHdf5, unsupportedHdf5 } from "./errors.ts";

/** Where and how the values of a dataset are stored. */
export type Layout =
  | { kind: "compact"; data: Uint8Array }
  /** `address` null: nothing was written yet. */
  | { kind: "contiguous"; address: number | null }
  | ChunkedLayout;

/** Values in chunks, which an index finds. */
export type ChunkedLayout = {
  kind: "chunked";
  chunkShape: number[];
  /** Null: no chunk was written yet. */
  address: number | null;
  index: ChunkIndexKind;
  /** Chunks that hang over the array's end went through no filter. */
  edgesUnfiltered: boolean;
};

/** The six ways in which chunks are found (File Format Specification 3.0, IV.A.2.i and appendix C). */
export type ChunkIndexKind =
  | { kind: "tree-1" }
  /** The one chunk; `filtered`: its bytes and the filters that were left out. */
  | { kind: "single"; filtered: { bytes: number; skippedFilters: number } | null }
  | { kind: "implicit" }
  | { kind: "fixed-array" }
  | { kind: "extensible-array" }
  | { kind: "tree-2" };

/**
 * Parses a data layout message of any version.
 * @throws `corrupt`, `unsupported-feature` for virtual datasets
 */
export function parseLayout(access: Hdf5Access, data: Uint8Array): Layout {
  const cursor = access.over(data);
  const version = cursor.u8();
  if (version === 1 || version === 2) return parseOldLayout(cursor, access);
  if (version < 3 || version > 5) throw unsupportedHdf5(access.file, `data layouts of version ${version}`);
  const kind = cursor.u8();
  switch (kind) {
    case 0:
      return { kind: "compact", data: cursor.bytes(cursor.u16()) };
    case 1:
      return { kind: "contiguous", address: cursor.address() };
    case 2:
      return version === 3 ? parseTreeLayout(cursor, access) : parseIndexedLayout(cursor, access);
    case 3:
      throw unsupportedHdf5(access.file, "virtual datasets, whose values are in other files or datasets");
    default:
      throw damagedHdf5(access.file, `data layout of class ${kind}`);
  }
}

function parseOldLayout(cursor: Hdf5Cursor, access: Hdf5Access): Layout {
  const rank = cursor.u8();
  const kind = cursor.u8();
  cursor.skip(5);
  const address = kind === 0 ? null : cursor.address();
  const lengths = Array.from({ length: rank }, () => cursor.u32());
  if (kind === 0) return { kind: "compact", data: cursor.bytes(cursor.u32()) };
  if (kind === 1) return { kind: "contiguous", address };
  return { ...chunked(lengths, access), address, index: { kind: "tree-1" } };
}

function parseTreeLayout(cursor: Hdf5Cursor, access: Hdf5Access): Layout {
  const rank = cursor.u8();
  const address = cursor.address();
  const lengths = Array.from({ length: rank }, () => cursor.u32());
  return { ...chunked(lengths, access), address, index: { kind: "tree-1" } };
}

function parseIndexedLayout(cursor: Hdf5Cursor, access: Hdf5Access): Layout {
  const flags = cursor.u8();
  const rank = cursor.u8();
  const width = cursor.u8();
  if (width < 1 || width > 8) throw damagedHdf5(access.file, `chunk lengths of ${width} bytes`);
  const lengths = Array.from({ length: rank }, () => cursor.sized(width));
  const index = parseIndexKind(cursor, access, flags);
  return { ...chunked(lengths, access), edgesUnfiltered: (flags & 1) !== 0, address: cursor.address(), index };
}

function parseIndexKind(cursor: Hdf5Cursor, access: Hdf5Access, flags: number): ChunkIndexKind {
  const kind = cursor.u8();
  switch (kind) {
    case 1:
      if ((flags & 2) === 0) return { kind: "single", filtered: null };
      return { kind: "single", filtered: { bytes: cursor.definedSize(), skippedFilters: cursor.u32() } };
    case 2:
      return { kind: "implicit" };
    // What follows are parameters that the indices' own headers have too.
    case 3:
      cursor.skip(1);
      return { kind: "fixed-array" };
    case 4:
      cursor.skip(5);
      return { kind: "extensible-array" };
    case 5:
      cursor.skip(6);
      return { kind: "tree-2" };
    default:
      throw damagedHdf5(access.file, `chunk index ${kind}`);
  }
}

/** The last length is that of a value in bytes. */
function chunked(
  lengths: number[],
  access: Hdf5Access,
): Pick<ChunkedLayout, "kind" | "chunkShape" | "edgesUnfiltered"> {
  const chunkShape = lengths.slice(0, -1);
  if (chunkShape.length === 0 || chunkShape.some((length) => length === 0)) {
    throw damagedHdf5(access.file, `chunks of ${lengths}`);
  }
  return { kind: "chunked", chunkShape, edgesUnfiltered: false };
}
