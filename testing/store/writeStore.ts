import { type PixelArray } from "../../src/model/dtype.ts";
import { wholeRegion } from "../../src/model/region.ts";
import { rootAttributes } from "../../src/plan/metadata/ngff.ts";
import type { OutputPlan } from "../../src/plan/plan.ts";
import { chunkGrid, gridIndex } from "../../src/zarr/chunkGrid.ts";
import type { Sink } from "../../src/store/sink.ts";
import { StoreLedger } from "../../src/store/storeLedger.ts";
import { beginStore } from "../../src/store/storeTransaction.ts";
import { verifyFiles } from "../../src/store/verify.ts";
import { samplePixels } from "./samplePlan.ts";
import { writtenShards } from "../../src/zarr/openShard.ts";
import { openLevel, writtenRegion } from "./openLevel.ts";
import { compareChunks } from "../../src/store/secondReader/compareChunks.ts";
import type { MetadataReader } from "../../src/store/secondReader/arrayView.ts";
import { openAsStranger } from "../../src/store/secondReader/stranger.ts";
import { damagedStore, type StoreDamage } from "../../src/store/storeDamage.ts";
import { writeLevel } from "./writeLevel.ts";
import { WriteQueue } from "../../src/store/writeQueue.ts";

/** Pixels of a level of the small store that the tests of the commit protocol write. */
export function levelPixels(output: OutputPlan, level: number): PixelArray {
  return samplePixels(output.dtype, output.levels[level]!.shape, level + 1);
}

/**
 * What the engine does, in small: a unit is one shard (or chunk) of one level; finished units of an earlier run are left out.
 * Returns the number of units that were written. `pixelsOf` gives those of a whole level.
 */
export async function writeStore(
  sink: Sink,
  output: OutputPlan,
  signal = new AbortController().signal,
  pixelsOf: (output: OutputPlan, level: number) => PixelArray = levelPixels,
): Promise<number> {
  const transaction = await beginStore(sink, {
    tool: "zarrdrop test",
    source: { name: "sample", bytes: 1 },
    output,
    execution: null,
  });
  if (transaction.isWritten) {
    await transaction.commit();
    return 0;
  }
  const ledger = new StoreLedger(output);
  const done = new Set(transaction.finished.map(({ unit }) => unit));
  for (const { unit, records } of transaction.finished) ledger.add(unit, records);
  const queue = new WriteQueue(undefined, signal);
  let unit = 0;
  let written = 0;
  try {
    for (const [levelIndex, level] of output.levels.entries()) {
      const writer = await openLevel(sink, output, levelIndex, signal, { queue, verify: "all" });
      const pixels = pixelsOf(output, levelIndex);
      const boxes = chunkGrid(level.shape, level.shardShape ?? level.chunkShape);
      const inner = chunkGrid(boxes.boxShape, level.chunkShape).counts;
      for (let box = 0; box < boxes.total; box++, unit++) {
        if (done.has(unit)) continue;
        const first = gridIndex(box, boxes.counts).map((at, axis) => at * inner[axis]!);
        const layout = writtenShards(level, writtenRegion(output, levelIndex));
        const isInBox = (chunk: number[]): boolean =>
          chunk.every((at, axis) => {
            const isInside = at >= first[axis]! && at < first[axis]! + inner[axis]!;
            return isInside && at >= layout.from[axis]! && at < layout.to[axis]!;
          });
        await writeLevel(writer, output, levelIndex, pixels, wholeRegion(level.shape), (chunks) =>
          chunks.filter(isInBox),
        );
        await writer.flush();
        const record = writer.takeRecord();
        ledger.add(unit, [record]);
        transaction.journal.add({ unit, records: [record], details: null });
        written++;
      }
      await transaction.journal.flush();
    }
    throwFirst(
      await verifyFiles(
        sink,
        output,
        ledger,
        output.levels.map((_, level) => writtenRegion(output, level)),
        signal,
      ),
    );
    await transaction.makeDurable(ledger);
    for (const level of output.levels.keys()) await transaction.writeLevel(level);
    await transaction.writeRoot(() => rootAttributes(output));
    await transaction.sweep(ledger, signal);
    const stranger = await openAsStranger(sink, output.dtype, NO_READER, signal);
    throwFirst(await compareChunks(stranger, output, ledger.chunkChecks(), { signal }));
    await transaction.makeDurable(ledger);
    await transaction.commit();
  } finally {
    await queue.stopped();
  }
  return written;
}

/** Zarrita knows the types of these tests. */
const NO_READER = (): Promise<MetadataReader> => Promise.reject(new Error("no reader but zarrita"));

function throwFirst([damage]: StoreDamage[]): void {
  if (damage !== undefined) throw damagedStore(damage);
}
