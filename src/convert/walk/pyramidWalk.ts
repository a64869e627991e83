import { itemSize, type PixelArray } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { hullOf, type Region } from "../../model/region.ts";
import { sizeOfShape } from "../../model/region.ts";
import { handedShape, isReadAhead } from "../../plan/layout/memory/blockShapes.ts";
import type { MemoryShares } from "../../plan/layout/memory/shares.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { throwIfAborted } from "../../bytes/abort.ts";
import { type BlockGrid } from "../pixels/blockGrid.ts";
import { borrowPixels, returnPixels } from "../pixels/borrowedPixels.ts";
import { LevelAssembler } from "./levelAssembler.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import { resamplerTo } from "../pixels/resamplerTo.ts";
import { LevelTransition } from "./levelTransition.ts";
import { planReadSteps } from "./readSteps.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
import type { WorkUnit } from "./workUnit.ts";

/** Takes a finished block of a level: `region` in data coordinates, inside what the unit owns or reaching beyond it (halo). */
export type BlockSink = (level: number, region: Region, pixels: PixelArray) => Promise<void>;

/** What a walk goes over, from where to where. */
export type PyramidWalk = {
  unit: WorkUnit;
  output: OutputPlan;
  /** Of all levels of the output. */
  geometries: LevelGeometry[];
  /** Of the unit's first level. */
  source: RegionSource;
  sink: BlockSink;
  shares: Pick<MemoryShares, "stepBytes" | "blockBytes">;
  signal: AbortSignal;
};

/**
 * Walks one unit: reads the source in steps, depth first, and carries every block through all levels while it is in memory.
 * Each source block is read once, each level's pixel computed once; memory is a few blocks per level.
 */
export async function walkPyramid(walk: PyramidWalk): Promise<void> {
  const { unit, output, geometries, source, sink, shares, signal } = walk;
  const required = requiredBoxes(unit, output, geometries);
  const base = required[0];
  if (base === undefined || base === null) return;
  const dtype = output.sourceDtype;
  const valueBytes = itemSize(dtype);
  const grids: (BlockGrid | null)[] = required.map((box, at) =>
    box === null ? null : gridOf(box, geometries[unit.firstLevel + at]!, valueBytes, shares.blockBytes),
  );

  const assemblers: LevelAssembler[] = [];
  const transitions: LevelTransition[] = [];
  // From the coarsest level down, so that each level knows whom it feeds.
  for (let at = required.length - 1; at >= 0; at--) {
    const grid = grids[at];
    if (grid === null || grid === undefined) continue;
    const next = transitions[at + 1];
    assemblers[at] = new LevelAssembler(grid, dtype, async (index, region, pixels) => {
      throwIfAborted(signal);
      if (unit.owned[at] !== null) await sink(unit.firstLevel + at, region, pixels);
      if (next !== undefined) await next.push(index, region, pixels);
    });
    if (at === 0) break;
    const inputGrid = grids[at - 1]!;
    const assembler = assemblers[at]!;
    transitions[at] = new LevelTransition(
      resamplerTo(unit.firstLevel + at, geometries, output),
      dtype,
      inputGrid,
      grid.box,
      (region, pixels) => assembler.deliver(region, pixels),
    );
  }

  const steps = planReadSteps(
    base,
    source.blockShape,
    valueBytes,
    geometries.slice(unit.firstLevel).map(({ level, dataShape, offset }) => ({
      dataShape: dataShape.map((length) => Math.max(1, length)),
      writeBlock: level.chunkShape,
      offset,
    })),
    shares.stepBytes,
  );
  const begin = (step: Region): { pixels: PixelArray; done: Promise<void> } => {
    const pixels = borrowPixels(dtype, sizeOfShape(step.shape));
    const done = source.read(step, pixels, signal);
    done.catch(() => undefined); // It is awaited below; until then it must not count as unhandled.
    return { pixels, done };
  };
  // One read ahead: the next bytes come from disk while these are resampled and encoded.
  let ahead: ReturnType<typeof begin> | null = null;
  for (const [at, step] of steps.entries()) {
    const current: ReturnType<typeof begin> = ahead ?? begin(step);
    await current.done;
    const next = steps[at + 1];
    const isHeld = next !== undefined && isReadAhead(sizeOfShape(next.shape) * valueBytes, shares);
    ahead = isHeld ? begin(next) : null;
    await assemblers[0]!.deliver(step, current.pixels);
    returnPixels(current.pixels);
  }
  const open =
    assemblers.reduce((sum, assembler) => sum + assembler.pendingBlocks, 0) +
    transitions.reduce((sum, transition) => sum + transition.pendingCells, 0);
  if (open > 0) throw new ZarrdropError("internal", `${open} blocks of the pyramid were left unfinished.`);
}

/** Per level of the unit: what must be computed, i.e. what is owned and what the next level needs; null for nothing. */
export function requiredBoxes(unit: WorkUnit, output: OutputPlan, geometries: LevelGeometry[]): (Region | null)[] {
  const required: (Region | null)[] = [...unit.owned];
  for (let at = required.length - 1; at > 0; at--) {
    const box = required[at];
    if (box === null || box === undefined) continue;
    const needed = resamplerTo(unit.firstLevel + at, geometries, output).inputRegion(box);
    const below = required[at - 1];
    required[at - 1] = below === null || below === undefined ? needed : hullOf(below, needed);
  }
  return required;
}

function gridOf(box: Region, { level, offset }: LevelGeometry, valueBytes: number, blockBytes: number): BlockGrid {
  const blockShape = handedShape(box.shape, level.chunkShape, valueBytes, blockBytes);
  return { box, blockShape, origin: offset.map((length) => -length) };
}
