import type { ZarrdropError } from "../../model/errors.ts";
import type { Parameter } from "../../plan/parameters.ts";
import type { Settings } from "../../plan/settings.ts";
import { useApp, useSession } from "../sessionContext.ts";
import { usePlan } from "../plan/usePlan.ts";
import type { QueueItem } from "../state/queue.ts";
import { withText, withValue, type Changed } from "./changeSetting.ts";

/** The settings that the form edits, and how it changes them. */
export type SettingsEditor = {
  settings: Settings;
  /** The error that stands beside a field, or null. */
  errorOf(parameter: Parameter): string | null;
  /** What was typed into a field and is no value. */
  draftOf(parameter: Parameter): string | null;
  setText(parameter: Parameter, text: string): void;
  setValue(parameter: Parameter, value: unknown): void;
  replace(settings: Settings): void;
};

/** Edits the settings of the selected file where it has its own, else those for all files. */
export function useSettings(item: QueueItem | null): SettingsEditor {
  const { store } = useSession();
  const shared = useApp((state) => state.settings);
  const drafts = useApp((state) => state.drafts);
  const settings = item?.ownSettings ?? shared;
  const planError = usePlan(item)?.error ?? null;

  const apply = (next: Settings): void => {
    if (item !== null && item.ownSettings !== null) {
      store.dispatch({ type: "ownSettings", id: item.id, settings: next });
    } else store.dispatch({ type: "settings", settings: next });
  };
  const take = (parameter: Parameter, text: string, changed: Changed): void => {
    const draft = changed.error === null ? null : { text, error: changed.error };
    store.dispatch({ type: "draft", key: parameter.key, draft });
    if (changed.error === null) apply(changed.settings);
  };
  return {
    settings,
    errorOf: (parameter) => drafts.get(parameter.key)?.error ?? planErrorFor(planError, parameter),
    draftOf: (parameter) => drafts.get(parameter.key)?.text ?? null,
    setText: (parameter, text) => take(parameter, text, withText(settings, parameter, text)),
    setValue: (parameter, value) => take(parameter, String(value), withValue(settings, parameter, value)),
    replace: (next) => {
      store.dispatch({ type: "clearDrafts" });
      apply(next);
    },
  };
}

function planErrorFor(error: ZarrdropError | null, parameter: Parameter): string | null {
  if (error === null || error.details.setting !== parameter.name) return null;
  return error.details.advice === undefined ? error.message : `${error.message} ${error.details.advice}`;
}
