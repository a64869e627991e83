import { useMemo } from "react";
import type { ParameterKey } from "../../plan/parameters.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { Settings } from "../../plan/settings.ts";
import { useApp } from "../sessionContext.ts";
import { contextFor } from "../state/planning.ts";
import type { QueueItem } from "../state/queue.ts";
import { derivedOutput } from "./derivedOutput.ts";

/**
 * `derivedOutput` for an item of the queue; null while it cannot be read. `keys` must be the same array each time.
 * @param levels number of levels instead of that of the settings
 */
export function useDerivedOutput(
  item: QueueItem | null,
  settings: Settings,
  keys: readonly ParameterKey[],
  levels: number | null = null,
): OutputPlan | null {
  const stores = useApp((state) => state.stores);
  const description = item?.verdict.kind === "ready" ? item.verdict.image.description : null;
  const scenes = item?.scenes ?? settings.scenes;
  return useMemo(() => {
    if (description === null) return null;
    const numLevels = levels ?? settings.numLevels;
    return derivedOutput(description, { ...settings, scenes, numLevels }, contextFor(settings, stores), keys);
  }, [description, settings, scenes, stores, keys, levels]);
}
