import type { OutputPlan } from "../plan/plan.ts";
import { chunkGrid } from "../zarr/chunkGrid.ts";
import { isObject } from "../model/untrustedJson.ts";
import { fileGrid } from "./levelFilePaths.ts";

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

/** Of a level of which nothing was written. */
export function emptyRecord(level: number): LevelRecord {
  return { level, files: [], fileBytes: [], chunks: [], checksums: [], emptyChunks: 0 };
}

/** Whether what a journal holds can be a record of an output: of a level, files and chunks that it has. */
export function isRecordOf(output: OutputPlan, value: unknown): value is LevelRecord {
  if (!isObject(value)) return false;
  const { level, files, fileBytes, chunks, checksums, emptyChunks } = value;
  const plan = typeof level === "number" ? output.levels[level] : undefined;
  if (plan === undefined) return false;
  const [fileCount, chunkCount] = [fileGrid(output, Number(level)).total, chunkGrid(plan.shape, plan.chunkShape).total];
  return (
    areNumbers(files, 0, fileCount - 1) &&
    areNumbers(fileBytes, 0, Number.MAX_SAFE_INTEGER) &&
    fileBytes.length === files.length &&
    areNumbers(chunks, 0, chunkCount - 1) &&
    areNumbers(checksums, -1, 2 ** 32 - 1) &&
    checksums.length === chunks.length &&
    areNumbers([emptyChunks], 0, chunkCount)
  );
}

function areNumbers(value: unknown, least: number, most: number): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= least && each <= most);
}
