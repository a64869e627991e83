/**
 * What a writer did to one level since it was last asked: compact, plain JSON. It goes to the coordinator and into the
 * journal, and `StoreLedger` adds it up for the verification.
 */
export type LevelRecord = {
  level: number;
  /** Numbers (C order) of the files: shards, or chunks where there are no shards. */
  files: number[];
  /** Bytes of each of `files`; 0: left out, every value in it is the fill value. */
  fileBytes: number[];
  /** Numbers (C order) of the chunks whose checksum was taken. */
  chunks: number[];
  /** Crc32c of the decoded bytes of each of `chunks`, little-endian and padded to the whole chunk; −1: the chunk was left out. */
  checksums: number[];
  /** Chunks that hold only the fill value. */
  emptyChunks: number;
};

export function emptyRecord(level: number): LevelRecord {
  return { level, files: [], fileBytes: [], chunks: [], checksums: [], emptyChunks: 0 };
}
