import type { BlockCache } from "../../bytes/blockCache.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataType, PixelArray } from "../../model/dtype.ts";

/** The pages of a picture file as rows of values, whatever else the file says of itself. */
export type StoredPages = {
  kind: "pages";
  pages: number;
  rows: number;
  /** Pixels of a row. */
  columns: number;
  samples: number;
  dtype: DataType;
  /** What the file says of its first page in words (TIFF's ImageDescription). */
  descriptions(): Promise<string[]>;
  /** Fills `target` with rows of one page, samples together. */
  readRows(
    page: number,
    rows: { start: number; count: number },
    target: PixelArray,
    signal: AbortSignal,
  ): Promise<void>;
};

/** What a file turned out to be: `unusual` is a picture whose pages are no such rows, `unknown` no picture that is known. */
export type FoundPages = StoredPages | { kind: "unusual"; technical: string } | { kind: "unknown" };

/** How the pages of a file are asked for. */
export type PagesRequest = {
  /** Bytes that the values of all pages are expected to have: a file with more pages than that is read as far. */
  bytes: number;
  /** Where blocks are kept that a read used in part. */
  cache: BlockCache;
  signal: AbortSignal;
};

/**
 * Opens a picture file of any format for another format, whose image it is a part of. The registry gives it to the
 * formats that have such files: none knows another's folder.
 * @throws those of the picture's reader
 */
export type OpenPages = (source: ByteSource, request: PagesRequest) => Promise<FoundPages>;
