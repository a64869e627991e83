/** A metadata file of a store, as it lies there. */
export type StoreDocument = { path: string; bytes: number; value: unknown };

/** An array of a store, as its metadata say. */
export type StoreArrayFacts = {
  path: string;
  shape: number[];
  dtype: string;
  chunkShape: number[];
  shardShape: number[] | null;
  /** For people; null: none. */
  compression: string | null;
  /** Of the grid: those that hold nothing may have no file. */
  chunks: number;
  files: number;
};

/** What is in a store, and what its metadata are worth; plain JSON. No chunk is looked at for it. */
export type StoreContents = {
  ngffVersion: string | null;
  zarrFormat: 2 | 3 | null;
  /** A conversion into it has begun and not ended. */
  isUnfinished: boolean;
  /** Of the first image. */
  levels: number;
  counts: { error: number; warning: number; information: number };
  documents: StoreDocument[];
  arrays: StoreArrayFacts[];
  /** Arrays and their documents that are not listed. */
  omitted: number;
};
