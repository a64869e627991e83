import { returnRoom } from "../../bytes/rooms.ts";
import { crc32c } from "../../codecs/crc32c.ts";
import { itemSize } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { chunkGrid, gridIndex } from "../../zarr/chunkGrid.ts";
import { isAllZero } from "../../zarr/chunkEncoder.ts";
import { forEachAtOnce } from "../../bytes/atOnce.ts";
import { fileOfChunk, filePath } from "../levelFilePaths.ts";
import { asSinkError } from "../sinkErrors.ts";
import type { StoreDamage } from "../storeDamage.ts";
import type { ChunkCheck } from "../storeLedger.ts";
import type { Stranger } from "./stranger.ts";

/** Chunks that are decoded at once: reading one overlaps with decoding another; more would only take memory. */
const CHUNKS_AT_ONCE = 3;
/** Decoded bytes at once when nothing is said: larger chunks come one by one. */
const USUAL_BYTES = 8 * 2 ** 20;

/** How chunks are compared. */
export type ComparisonOptions = {
  signal: AbortSignal;
  /** Decoded bytes that are in memory at once, unless a single chunk has more. */
  bytesAtOnce?: number;
  /** Told each chunk that holds what was written. */
  onEqual?: (check: ChunkCheck) => void;
};

/**
 * Reads chunks as a stranger does and compares them with the checksums of the pixels that went into them; what was left
 * out has to read as zero. The list comes from `StoreLedger.chunkChecks`; it may be cut and spread over workers. What
 * differs or cannot be decoded is in the result.
 * @throws those of the sink, `memory`, `cancelled`
 */
export async function compareChunks(
  stranger: Stranger,
  output: OutputPlan,
  checks: Iterable<ChunkCheck>,
  { signal, bytesAtOnce = USUAL_BYTES, onEqual }: ComparisonOptions,
): Promise<StoreDamage[]> {
  const largest = Math.max(...output.levels.map(({ chunkShape }) => sizeOfShape(chunkShape) * itemSize(output.dtype)));
  const damages: StoreDamage[] = [];
  await forEachAtOnce(
    checks,
    async (check) => {
      const { level, chunk, checksum } = check;
      const { path, shape, chunkShape } = output.levels[level]!;
      const index = gridIndex(chunk, chunkGrid(shape, chunkShape).counts);
      let technical = "other pixels";
      try {
        const bytes = await stranger.levels[level]!.readChunk(index, signal);
        const isSame = checksum < 0 ? isAllZero(bytes) : crc32c(bytes) === checksum;
        returnRoom(bytes);
        if (isSame) return onEqual?.(check);
      } catch (thrown) {
        technical = damageText(thrown, signal);
      }
      const file = fileOfChunk(output, level, index);
      const name = `${path}, chunk ${index.join("/")}`;
      damages.push({
        level,
        file,
        path: filePath(output, level, file),
        message: `Level ${name} does not hold the pixels that were written to it.`,
        technical,
      });
    },
    { atOnce: Math.max(1, Math.min(CHUNKS_AT_ONCE, Math.floor(bytesAtOnce / largest))), signal },
  );
  return damages;
}

const DAMAGE_KINDS: readonly string[] = ["corrupt", "limit", "unsupported-feature", "companion-missing"];

/** What a reader said of data that are not what they should be. Failures of the destination and of the machine are thrown on. */
function damageText(thrown: unknown, signal: AbortSignal): string {
  // Zarrita wraps what a codec throws.
  const cause = thrown instanceof Error && thrown.cause instanceof ZarrdropError ? thrown.cause : thrown;
  const isDamage = cause instanceof ZarrdropError ? DAMAGE_KINDS.includes(cause.kind) : cause instanceof Error;
  if (!isDamage || signal.aborted) throw asSinkError(cause, null, signal);
  return cause instanceof ZarrdropError ? (cause.details.technical ?? cause.message) : String(cause);
}
