import { ZarrdropError } from "../model/errors.ts";
import type { Region } from "../model/region.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { boxesTouching, linearIndex } from "../zarr/chunkGrid.ts";
import { forEachAtOnce } from "../bytes/atOnce.ts";
import { fileGrid, filePath } from "./levelFilePaths.ts";
import type { Sink } from "./sink.ts";
import type { StoreDamage } from "./storeDamage.ts";
import type { StoreLedger } from "./storeLedger.ts";

/**
 * Looks whether every chunk and shard file that the conversion wrote is there with the size that was written, and none
 * that was left out. Those that are not so are the result. `regions`: the box of each level that was written.
 * @throws `internal` for an incomplete ledger, those of the sink, `cancelled`
 */
export async function verifyFiles(
  sink: Sink,
  output: OutputPlan,
  ledger: StoreLedger,
  regions: readonly Region[],
  signal?: AbortSignal,
): Promise<StoreDamage[]> {
  for (const [level] of output.levels.entries()) {
    const grid = fileGrid(output, level);
    for (const index of boxesTouching(grid, regions[level]!)) {
      if (ledger.isKnown(level, linearIndex(index, grid.counts))) continue;
      throw new ZarrdropError(
        "internal",
        `Level ${level} lacks the part ${index.join("/")}: nothing was written there.`,
      );
    }
  }
  return findWrongSizes(sink, output, ledger, signal);
}

/**
 * The same for the files that a ledger knows, however many they are.
 * @throws those of the sink, `cancelled`
 */
export async function findWrongSizes(
  sink: Sink,
  output: OutputPlan,
  ledger: StoreLedger,
  signal?: AbortSignal,
): Promise<StoreDamage[]> {
  const damages: StoreDamage[] = [];
  await forEachAtOnce(
    ledger.files(),
    async ({ level, file, bytes }) => {
      const path = filePath(output, level, file);
      const size = (await sink.size(path)) ?? 0;
      if (size === bytes) return;
      const found = size === 0 ? "is missing or empty" : `has ${size} bytes`;
      damages.push({ level, file, path, message: `${path} ${found} where ${bytes} bytes were written.` });
    },
    { signal },
  );
  return damages;
}
