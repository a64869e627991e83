import type { OutputPlan } from "../plan/plan.ts";
import { chunkGrid } from "../zarr/chunkGrid.ts";
import { fileGrid } from "./levelFilePaths.ts";
import type { LevelRecord } from "./levelRecord.ts";

/** A chunk to be looked at: its number in C order and the checksum that was taken when it was encoded (−1: left out). */
export type ChunkCheck = { level: number; chunk: number; checksum: number };

const UNKNOWN = -2;
const LEFT_OUT = -1;

type LevelLedger = { fileBytes: Float64Array; fileUnits: Float64Array; checksums: Float64Array };

/**
 * What a whole conversion wrote: the records of all workers and of earlier runs added up. A few bytes per chunk, so that
 * millions of them fit.
 */
export class StoreLedger {
  readonly #levels: LevelLedger[];
  /** Chunks that hold only the fill value, by unit. */
  readonly #emptyChunks = new Map<number, number>();

  constructor(output: OutputPlan) {
    this.#levels = output.levels.map(({ shape, chunkShape }, level) => {
      const files = fileGrid(output, level).total;
      return {
        fileBytes: new Float64Array(files).fill(UNKNOWN),
        fileUnits: new Float64Array(files).fill(UNKNOWN),
        checksums: new Float64Array(chunkGrid(shape, chunkShape).total).fill(UNKNOWN),
      };
    });
  }

  /** Takes the records of a unit of work; those of a unit that was done again replace the older ones. */
  add(unit: number, records: readonly LevelRecord[]): void {
    let empty = 0;
    for (const { level, files, fileBytes, chunks, checksums, emptyChunks } of records) {
      const known = this.#levels[level]!;
      for (let at = 0; at < files.length; at++) {
        known.fileBytes[files[at]!] = fileBytes[at]!;
        known.fileUnits[files[at]!] = unit;
      }
      for (let at = 0; at < chunks.length; at++) known.checksums[chunks[at]!] = checksums[at]!;
      empty += emptyChunks;
    }
    this.#emptyChunks.set(unit, empty);
  }

  get emptyChunks(): number {
    return [...this.#emptyChunks.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Chunks and shards on disk. */
  get filesWritten(): number {
    return this.#levels.reduce((sum, { fileBytes }) => sum + fileBytes.filter((bytes) => bytes > 0).length, 0);
  }

  get bytesWritten(): number {
    return this.#levels.reduce((sum, { fileBytes }) => sum + fileBytes.reduce((a, b) => a + Math.max(0, b), 0), 0);
  }

  /** Chunks of all levels. */
  get totalChunks(): number {
    return this.#levels.reduce((sum, { checksums }) => sum + checksums.length, 0);
  }

  /** True when a record named this file, be it written or left out. */
  isKnown(level: number, file: number): boolean {
    return this.#levels[level]!.fileBytes[file]! >= 0;
  }

  /** True when a record says that this file is on disk. */
  isWritten(level: number, file: number): boolean {
    return this.#levels[level]!.fileBytes[file]! > 0;
  }

  /** The unit whose record named this file last. */
  unitOf(level: number, file: number): number {
    return this.#levels[level]!.fileUnits[file]!;
  }

  /** Every file that a record named, with its bytes; 0: it was left out. */
  *files(): Generator<{ level: number; file: number; bytes: number }> {
    for (const [level, { fileBytes }] of this.#levels.entries()) {
      for (let file = 0; file < fileBytes.length; file++) {
        if (fileBytes[file] !== UNKNOWN) yield { level, file, bytes: fileBytes[file]! };
      }
    }
  }

  /** Every chunk whose checksum was taken, in order. */
  *chunkChecks(): Generator<ChunkCheck> {
    for (const [level, { checksums }] of this.#levels.entries()) {
      for (let chunk = 0; chunk < checksums.length; chunk++) {
        const checksum = checksums[chunk]!;
        if (checksum >= LEFT_OUT) yield { level, chunk, checksum };
      }
    }
  }
}
