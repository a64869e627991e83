import { crc32c } from "../codecs/crc32c.ts";
import { bytesOfPixels } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { Region } from "../model/region.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { boxesTouching, chunkGrid, gridIndex, linearIndex } from "./chunkGrid.ts";
import { type ChunkReader, openChunkReader } from "./chunkReader.ts";
import { forEachAtOnce } from "./forEachAtOnce.ts";
import { fileGrid, filePath } from "./levelFilePaths.ts";
import type { Sink } from "./sink.ts";
import type { ChunkCheck, StoreLedger } from "./storeLedger.ts";
import { writtenRegion } from "./writtenRegion.ts";

/** Chunks that are decoded at once: reading one overlaps with decoding another; more would only take memory. */
const CHUNKS_AT_ONCE = 3;

/**
 * Every chunk and shard file that the conversion wrote is there with the size that was written, none is missing in the ledger,
 * and what was left out is not there. `regions`: the box of each level that was written, where it is not that of
 * `writtenRegion`. Errors: `corrupt` naming the file, `internal` for an incomplete ledger, `cancelled`.
 */
export async function verifyFiles(
  sink: Sink,
  output: OutputPlan,
  ledger: StoreLedger,
  signal?: AbortSignal,
  regions: readonly Region[] = [],
): Promise<void> {
  for (const [level] of output.levels.entries()) {
    const grid = fileGrid(output, level);
    for (const index of boxesTouching(grid, regions[level] ?? writtenRegion(output, level))) {
      if (ledger.isKnown(level, linearIndex(index, grid.counts))) continue;
      throw new ZarrdropError(
        "internal",
        `Level ${level} lacks the part ${index.join("/")}: nothing was written there.`,
      );
    }
  }
  await forEachAtOnce(
    ledger.files(),
    async ({ level, file, bytes }) => {
      const path = filePath(output, level, file);
      const size = (await sink.size(path)) ?? 0;
      if (size === bytes) return;
      const found = size === 0 ? "is missing or empty" : `has ${size} bytes`;
      throw damaged(path, `${path} ${found} where ${bytes} bytes were written.`);
    },
    signal,
  );
}

/**
 * Decodes chunks and compares them with the checksums of the pixels that went into them. The list comes from
 * `StoreLedger.chunkChecks`; it may be cut and spread over workers. `onChecked` is called after each. Errors: `corrupt`
 * naming the chunk, those of the sink, `cancelled`.
 */
export async function verifyChunks(
  sink: Sink,
  output: OutputPlan,
  checks: Iterable<ChunkCheck>,
  signal?: AbortSignal,
  onChecked: () => void = () => {},
): Promise<void> {
  const readers = new Map<number, Promise<ChunkReader>>();
  const readerOf = (level: number): Promise<ChunkReader> => {
    const reader = readers.get(level) ?? openChunkReader(sink, output, level);
    readers.set(level, reader);
    return reader;
  };
  await forEachAtOnce(
    checks,
    async ({ level, chunk, checksum }) => {
      const { path, shape, chunkShape } = output.levels[level]!;
      const index = gridIndex(chunk, chunkGrid(shape, chunkShape).counts);
      const pixels = await (await readerOf(level)).readChunk(index, signal);
      const found = pixels === null ? -1 : crc32c(bytesOfPixels(pixels));
      if (found !== checksum) {
        const name = `${path}, chunk ${index.join("/")}`;
        throw damaged(name, `Level ${name} does not hold the pixels that were written to it.`);
      }
      onChecked();
    },
    signal,
    CHUNKS_AT_ONCE,
  );
}

function damaged(file: string, message: string): ZarrdropError {
  return new ZarrdropError("corrupt", message, {
    file,
    safe: "The source is untouched; the image is marked as incomplete.",
    advice: "Check the drive of the destination, then convert again.",
  });
}
