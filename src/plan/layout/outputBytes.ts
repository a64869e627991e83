import { itemSize } from "../../model/dtype.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { OutputPlan } from "../plan.ts";

/** Decoded bytes of all levels in the output type. */
export function outputBytes(output: OutputPlan): number {
  return output.levels.reduce((sum, level) => sum + sizeOfShape(level.shape) * itemSize(output.dtype), 0);
}
