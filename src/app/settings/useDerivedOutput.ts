import { useMemo } from "react";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { useApp } from "../sessionContext.ts";
import { contextFor } from "../state/planning.ts";
import type { QueueItem } from "../state/queue.ts";
import { derivedOutput } from "./derivedOutput.ts";

/**
 * `derivedOutput` for an item of the queue; null while it cannot be read. `keys` must be the same array each time.
 * @param instead a number of levels, or a scene, instead of those of the settings
 */
export function useDerivedOutput(
  item: QueueItem | null,
  settings: Settings,
  keys: readonly ParameterKey[],
  { levels = null, scene = null }: { levels?: number | null; scene?: number | null } = {},
): OutputPlan | null {
  const stores = useApp((state) => state.stores);
  const description = item?.verdict.kind === "ready" ? item.verdict.image.description : null;
  const selected = item?.scenes ?? settings.scenes;
  return useMemo(() => {
    if (description === null) return null;
    const numLevels = levels ?? settings.numLevels;
    const scenes = scene === null ? selected : [scene];
    return derivedOutput(description, { ...settings, scenes, numLevels }, contextFor(settings, stores), keys);
  }, [description, settings, selected, stores, keys, levels, scene]);
}
