import type { ImageDescription } from "../../model/image.ts";
import { outputBytes } from "./outputBytes.ts";
import { planMemory } from "./memory/memoryPlan.ts";
import type { HierarchyPlan, OutputPlan, PlanCost } from "../plan.ts";
import type { Settings } from "../settings/settings.ts";

/** What a plan costs: bytes and files at most, and the memory that it takes on a machine of so many cores. */
export function planCost(
  description: ImageDescription,
  outputs: readonly OutputPlan[],
  hierarchy: HierarchyPlan | null,
  { settings, cores }: { settings: Settings; cores: number | undefined },
): PlanCost {
  const { workers, workerBytes, totalBytes, remark } = planMemory(description, outputs, settings, cores ?? Infinity);
  return {
    pixelBytes: outputs.reduce((sum, output) => sum + outputBytes(output), 0),
    files: outputs.reduce((sum, output) => sum + outputFiles(output), hierarchyFiles(hierarchy)),
    workers,
    workerBytes,
    memoryBytes: totalBytes,
    memoryRemark: remark,
  };
}

/** Files of a store at most: chunks or shards, and metadata. */
export function outputFiles(output: OutputPlan): number {
  const perNode = output.zarrFormat === 2 ? 2 : 1;
  const ome = output.metadata.omeXml === null ? 0 : 2;
  return output.levels.reduce((sum, level) => sum + levelFiles(level) + perNode, perNode + ome);
}

/** Files of a hierarchy beside those of its images. */
function hierarchyFiles(hierarchy: HierarchyPlan | null): number {
  if (hierarchy === null) return 0;
  const { zarrFormat, groups, omeXml } = hierarchy;
  const perGroup = groups.map(({ attributes }) => (zarrFormat === 2 && attributes !== null ? 2 : 1));
  return perGroup.reduce((sum, count) => sum + count, omeXml === null ? 0 : 1);
}

/** Chunks, or shards where there are any, that cover a level. */
export function levelFiles(level: {
  shape: readonly number[];
  chunkShape: readonly number[];
  shardShape: readonly number[] | null;
}): number {
  const outer = level.shardShape ?? level.chunkShape;
  return level.shape.reduce((product, size, axis) => product * Math.ceil(size / outer[axis]!), 1);
}
