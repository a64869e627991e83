import { compressorText } from "../../plan/layout/compressorPlan.ts";
import type { Plan } from "../../plan/plan.ts";

/** The whole way in one line, for a methods section: "LSM → 4 levels (mean) → Blosc zstd 3 bitshuffle → sharded OME-Zarr 0.5". */
export function routeOf(plan: Plan): string {
  const output = plan.outputs[0];
  if (output === undefined) return plan.source.format;
  const levels = output.levels.length;
  const pyramid = levels === 1 ? "1 level" : `${levels} levels (${output.resampling.method})`;
  const isSharded = output.levels.some((level) => level.shardShape !== null);
  return [
    plan.source.format,
    pyramid,
    compressorText(output.compressor),
    `${isSharded ? "sharded " : ""}OME-Zarr ${output.ngffVersion}`,
  ].join(" → ");
}
