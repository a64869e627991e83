import { throwIfAborted } from "../../bytes/abort.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { MemoryShares } from "../../plan/layout/memory/shares.ts";
import { PLANE_READ, type PlaneRoad } from "../../plan/layout/planes/planeRoad.ts";
import type { LevelWriter } from "../../store/levelWriter.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
import type { WorkUnit } from "../walk/workUnit.ts";
import type { ValueHistogram } from "../worker/valueHistogram.ts";
import { feedPlanes } from "./planeFeed.ts";
import { planeGroups } from "./planeGroups.ts";
import type { PlaneSession } from "./planeSession.ts";
import { PlaneStack } from "./planeStack.ts";
import type { PlaneBox } from "./planeStatistics.ts";

/** What a walk goes over, and where everything goes. */
export type PlaneWalk = {
  unit: WorkUnit;
  /** Of all levels of the output. */
  geometries: LevelGeometry[];
  road: PlaneRoad;
  session: PlaneSession;
  source: RegionSource;
  writers: readonly LevelWriter[];
  /** Per channel; null where nobody wants them. */
  histograms: readonly ValueHistogram[] | null;
  /** The axis that counts them; -1 for none. */
  channelAxis: number;
  shares: Pick<MemoryShares, "stepBytes">;
  /** Told the values of each chunk that was written. */
  onChunk: (values: number) => void;
  signal: AbortSignal;
};

/** Whether a unit is made of whole planes of all levels: those of a huge plane that is cut into bands are not. */
export function isOfWholePlanes(unit: WorkUnit, geometries: readonly LevelGeometry[]): boolean {
  return (
    unit.firstLevel === 0 &&
    unit.owned.length === geometries.length &&
    unit.owned.every((box, level) =>
      [-2, -1].every((axis) => box?.shape.at(axis) === geometries[level]!.dataShape.at(axis)),
    )
  );
}

/**
 * Walks a unit group of planes by group of planes: reads a group while the one before it is worked on, carries each of its planes through
 * all levels, and writes each chunk when its last plane is there. The bytes of the store are those of `walkPyramid`.
 */
export async function walkPlanes(walk: PlaneWalk): Promise<void> {
  const { unit, geometries, road, session, source, shares, signal } = walk;
  const groups = planeGroups(unit.owned[0]!, geometries[0]!, road.group);
  const stacks = geometries.map((geometry, level) => new PlaneStack(geometry, unit.owned[level]!));
  for await (const { planes } of feedPlanes({
    groups,
    session,
    source,
    stepBytes: shares.stepBytes * PLANE_READ,
    signal,
  })) {
    for (const [slot, lead] of planes.entries()) {
      let below = slot;
      for (const [level, stack] of stacks.entries()) {
        const at = stack.add(lead, level === 0 ? slot : null);
        if (level > 0) session.resample(level, at, below);
        below = at;
      }
      for (const [level, stack] of stacks.entries()) {
        const whole = stack.takeWhole();
        if (whole !== null) await writeChunks(walk, level, whole);
      }
    }
  }
  for (const stack of stacks) stack.checkEmpty();
  session.statistics.flush();
}

type WholeStack = NonNullable<ReturnType<PlaneStack["takeWhole"]>>;

/** Writes the chunks that some planes of a level are cut into. */
async function writeChunks(walk: PlaneWalk, level: number, { index, planes }: WholeStack): Promise<void> {
  const { geometries, session, writers, signal, onChunk } = walk;
  const { dataShape, level: plan } = geometries[level]!;
  const [height, width] = [dataShape.at(-2)!, dataShape.at(-1)!];
  const [rows, columns] = [plan.chunkShape.at(-2)!, plan.chunkShape.at(-1)!];
  const shape = { planes: sizeOfShape(plan.chunkShape.slice(0, -2)), rows, columns };
  for (let y = 0; y < height; y += rows) {
    for (let x = 0; x < width; x += columns) {
      throwIfAborted(signal);
      const inside = { y, x, rows: Math.min(rows, height - y), columns: Math.min(columns, width - x) };
      const parts = planes.map(({ lead, plane, slot }) => ({ ...session.box(level, slot, inside), lead, plane }));
      if (level === 0) gather(walk, parts);
      await writers[level]!.encodeChunk([...index, y / rows, x / columns], session.chunks.chunk({ shape, parts }));
      onChunk(planes.length * inside.rows * inside.columns);
    }
  }
}

/** Adds a chunk of level 0 to the statistics of its channels. */
function gather(
  { session, histograms, channelAxis }: PlaneWalk,
  parts: readonly (PlaneBox & { lead: readonly number[] })[],
) {
  if (histograms === null) return;
  const byChannel = new Map<number, PlaneBox[]>();
  for (const part of parts) {
    const channel = channelAxis < 0 ? 0 : part.lead[channelAxis]!;
    const boxes = byChannel.get(channel);
    if (boxes === undefined) byChannel.set(channel, [part]);
    else boxes.push(part);
  }
  for (const [channel, boxes] of byChannel) {
    const target = histograms[channel];
    if (target !== undefined) session.statistics.gather(target, boxes);
  }
}
