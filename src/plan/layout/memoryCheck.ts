import { ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { sizeOfShape } from "../../model/region.ts";
import { bytesOf, fixedBytesOf, workerMemory } from "./memory/account.ts";
import { DEFAULT_MEMORY_BUDGET } from "./memory/memoryPlan.ts";
import { SHARES } from "./memory/shares.ts";
import { isFlat } from "./perLevel.ts";
import type { OutputPlan } from "../plan.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * Refuses plans whose chunks or shards do not fit the memory budget even with one worker, and names what would fit. Memory that
 * the file itself asks for (a huge strip) cannot be chosen and is not refused here.
 * @throws `memory`, with the setting to change
 */
export function checkMemory(description: ImageDescription, outputs: readonly OutputPlan[], settings: Settings): void {
  const budget = settings.memoryBudget ?? DEFAULT_MEMORY_BUDGET;
  const setting = blame(settings);
  if (setting === null) return;
  for (const output of outputs) {
    // As if the file's own blocks were single pixels, and without what any image takes: only what was chosen counts.
    const scene = description.scenes[output.scene]!;
    const pixelwise = { ...scene, blockShape: scene.blockShape.map(() => 1) };
    const memory = workerMemory(pixelwise, output, SHARES.at(-1)!, 1);
    const needed = bytesOf(memory) - fixedBytesOf(memory);
    if (needed <= budget) continue;
    const largest = output.levels.reduce((most, level) =>
      sizeOfShape(level.shardShape ?? level.chunkShape) > sizeOfShape(most.shardShape ?? most.chunkShape)
        ? level
        : most,
    );
    const outer = largest.shardShape ?? largest.chunkShape;
    const step = largest.shardShape === null ? outer.map(() => 1) : largest.chunkShape;
    const fitting = shrunk(outer, step, budget / needed / 2);
    throw new ZarrdropError(
      "memory",
      `${setting}: one worker would need about ${mebibytes(needed)} MiB for chunks of ${output.storeName}, more than the memory budget of ${mebibytes(budget)} MiB.`,
      {
        setting,
        ...placeOf(setting, settings, output.levels.indexOf(largest)),
        safe: "Nothing was written.",
        advice:
          `(${fitting.join(", ")}) instead of (${outer.join(", ")}) would fit` +
          `; or set memory_budget to ${Math.ceil(needed / 2 ** 20) * 2 ** 20} bytes.`,
      },
    );
  }
}

function blame(settings: Settings): string | null {
  if (settings.shardShape !== null) return "shard_shape";
  if (settings.shardFactor !== null) return "shard_factor";
  if (settings.chunkShape !== null) return "chunk_shape";
  return settings.memoryTarget === null ? null : "memory_target";
}

/** The level, where the setting has a shape for each. */
function placeOf(setting: string, settings: Settings, level: number): { at?: number[] } {
  const value =
    setting === "shard_shape" ? settings.shardShape : setting === "chunk_shape" ? settings.chunkShape : null;
  return value === null || isFlat(value) ? {} : { at: [level] };
}

/** The outer axes are cut first: x and y of a chunk matter most to viewers. Stays a multiple of `step`. */
function shrunk(outer: readonly number[], step: readonly number[], share: number): number[] {
  const shape = [...outer];
  const most = sizeOfShape(outer) * share;
  for (let axis = 0; axis < shape.length && sizeOfShape(shape) > most; axis++) {
    const rest = sizeOfShape(shape) / shape[axis]!;
    shape[axis] = Math.max(1, Math.floor(most / rest / step[axis]!)) * step[axis]!;
  }
  return shape;
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
