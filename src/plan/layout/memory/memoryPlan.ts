import type { ImageDescription } from "../../../model/image.ts";
import type { OutputPlan } from "../../plan.ts";
import type { Settings } from "../../settings/settings.ts";
import { bytesOf, COORDINATOR_BYTES, lentBytesOf, workerMemory, type WorkerMemory } from "./account.ts";
import { type MemoryShares, SHARES } from "./shares.ts";
import { unitsAtMost } from "./unitsAtMost.ts";

/** Bytes for all workers together when nothing is said : R12.2. */
export const DEFAULT_MEMORY_BUDGET = 256 * 2 ** 20;
/** More threads than this only wait for each other's disk. */
const MOST_WORKERS = 8;
/** The least that a thread keeps of what it lends. */
const LEAST_ROOM_BYTES = 4 * 2 ** 20;
/** Lent memory is as large as an earlier borrower asked for: without slack some would be let go of and made anew, again and again. */
const ROOM_SLACK = 9 / 8;
/** The least and the most that a kernel keeps: to make it anew is cheap only beside large blocks. */
const KERNEL_BYTES = { least: 32 * 2 ** 20, most: 96 * 2 ** 20 };

/** How a conversion shares its memory out. */
export type MemoryPlan = {
  /** Threads that work at once. */
  workers: number;
  /** What each part of each of them may hold. */
  shares: MemoryShares;
  /** What one of them holds at the peak, item by item, for the output that needs most. */
  worker: WorkerMemory;
  workerBytes: number;
  /** All workers together, and who coordinates them: on top of the program itself, before it converts. */
  totalBytes: number;
  /** Null where that is within the budget; else why it is more, for people. */
  remark: string | null;
};

/**
 * The one account of memory: as many workers as there are cores (`settings.workers` if that is said) and as fit the budget, each with as
 * generous shares as fit then. Where not even one fits, one works with the smallest shares, and `remark` says what it needs. Pure; the
 * engine takes its sizes from here.
 */
export function planMemory(
  description: Pick<ImageDescription, "scenes">,
  outputs: readonly OutputPlan[],
  settings: Pick<Settings, "memoryBudget" | "workers">,
  cores: number,
): MemoryPlan {
  const budget = settings.memoryBudget ?? DEFAULT_MEMORY_BUDGET;
  const distinct = distinctOutputs(description, outputs);
  const wanted = Math.max(1, settings.workers ?? Math.min(MOST_WORKERS, cores));
  const least = settings.workers === null ? 1 : wanted;
  for (let asked = wanted; asked >= least; asked--) {
    const workers = busyWorkers(description, distinct, asked);
    for (const shares of SHARES) {
      const worker = neediest(description, distinct, shares, workers);
      if (totalOf(workers, worker) <= budget) return planOf(workers, shares, worker, null);
    }
  }
  const workers = busyWorkers(description, distinct, least);
  const shares = SHARES.at(-1)!;
  const worker = neediest(description, distinct, shares, workers);
  return planOf(workers, shares, worker, remarkOn(totalOf(workers, worker), budget, workers, worker));
}

/** One output of each layout: thousands of scenes mostly have the same. */
function distinctOutputs(description: Pick<ImageDescription, "scenes">, outputs: readonly OutputPlan[]): OutputPlan[] {
  const byLayout = new Map<string, OutputPlan>();
  for (const output of outputs) {
    const { blockShape, shape } = description.scenes[output.scene]!;
    const levels = output.levels.map((level) => [level.shape, level.chunkShape, level.shardShape]);
    const layout = [shape, blockShape, output.view.sources, output.sourceDtype, output.dtype, levels];
    byLayout.set(JSON.stringify(layout), output);
  }
  return [...byLayout.values()];
}

/** Of so many workers, those that have something to do. */
function busyWorkers(
  description: Pick<ImageDescription, "scenes">,
  outputs: readonly OutputPlan[],
  workers: number,
): number {
  return outputs.reduce(
    (most, output) =>
      Math.max(most, Math.min(workers, unitsAtMost(description.scenes[output.scene]!, output, workers))),
    1,
  );
}

function planOf(workers: number, shares: MemoryShares, worker: WorkerMemory, remark: string | null): MemoryPlan {
  const workerBytes = bytesOf(worker);
  return {
    workers,
    shares: {
      ...shares,
      roomBytes: Math.max(LEAST_ROOM_BYTES, lentBytesOf(worker) * ROOM_SLACK),
      kernelBytes: Math.max(KERNEL_BYTES.least, Math.min(KERNEL_BYTES.most, 2 * worker.codecs)),
    },
    worker,
    workerBytes,
    totalBytes: totalOf(workers, worker),
    remark,
  };
}

function totalOf(workers: number, worker: WorkerMemory): number {
  return COORDINATOR_BYTES + workers * bytesOf(worker);
}

function neediest(
  description: Pick<ImageDescription, "scenes">,
  outputs: readonly OutputPlan[],
  shares: MemoryShares,
  workers: number,
): WorkerMemory {
  let most: WorkerMemory | null = null;
  for (const output of outputs) {
    const worker = workerMemory(description.scenes[output.scene]!, output, shares, workers);
    if (most === null || bytesOf(worker) > bytesOf(most)) most = worker;
  }
  return most!;
}

function remarkOn(needed: number, budget: number, workers: number, worker: WorkerMemory): string {
  const cause =
    workers > 1
      ? `because ${workers} workers were asked for`
      : worker.steps + worker.reading > worker.levels + worker.chunk
        ? "because the file's blocks are that large"
        : "because the chunks are that large";
  return (
    `The conversion needs about ${mebibytes(needed)} MiB of memory, more than the memory budget of ` +
    `${mebibytes(budget)} MiB, ${cause}.`
  );
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
