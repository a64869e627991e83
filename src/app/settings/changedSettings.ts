import { PRESETS, settingsOfPreset } from "../../plan/settings/presets.ts";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import { PARAMETERS } from "../../plan/settings/parameters.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { useApp } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";

const FIRST = settingsOfPreset(PRESETS[0]!);

/** The settings that are not as the page proposes. */
export function changedSettings(settings: Settings): ReadonlySet<ParameterKey> {
  const changed = PARAMETERS.filter(({ key }) => JSON.stringify(settings[key]) !== JSON.stringify(FIRST[key]));
  return new Set(changed.map(({ key }) => key));
}

/** How many of those that hold for an item. */
export function useChangedCount(item: QueueItem): number {
  const shared = useApp((state) => state.settings);
  return changedSettings(item.ownSettings ?? shared).size;
}
