import type { ZarrdropError } from "../../model/errors.ts";
import { PARAMETERS, type Parameter } from "../../plan/settings/parameters.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { useApp, useSession } from "../sessionContext.ts";
import { usePlan } from "../plan/usePlan.ts";
import type { Problem } from "../state/appState.ts";
import type { QueueItem } from "../state/queue.ts";
import { problemFrom, withText, withValue, type Changed } from "./changeSetting.ts";

/** What goes with a new value. */
type Change = {
  /** How its editor writes the value while it cannot be: `draftOf` gives it back. */
  draft?: string;
  /** Settings that give way to the new value. */
  also?: Partial<Settings>;
  /** Why the value cannot be, where only its editor knows. */
  refused?: Problem | null;
};

/** The settings that the form edits, and how it changes them. */
export type SettingsEditor = {
  settings: Settings;
  /** What is wrong with a parameter and where, or null. */
  problemOf(parameter: Parameter): Problem | null;
  /** The error that stands beside a field, or null. */
  errorOf(parameter: Parameter): string | null;
  /** What was typed into a field and is no value. */
  draftOf(parameter: Parameter): string | null;
  setText(parameter: Parameter, text: string): void;
  setValue(parameter: Parameter, value: unknown, change?: Change): void;
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
    const draft = changed.problem === null ? null : { text, problem: changed.problem };
    store.dispatch({ type: "draft", key: parameter.key, draft });
    if (changed.problem === null) apply(changed.settings);
  };
  const problemOf = (parameter: Parameter): Problem | null =>
    drafts.get(parameter.key)?.problem ?? planProblem(planError, parameter);
  return {
    settings,
    problemOf,
    errorOf: (parameter) => problemOf(parameter)?.text ?? null,
    draftOf: (parameter) => drafts.get(parameter.key)?.text ?? null,
    setText: (parameter, text) => take(parameter, text, withText(settings, parameter, text)),
    setValue: (parameter, value, { draft = String(value), also = {}, refused = null } = {}) => {
      const changed: Changed =
        refused === null ? withValue({ ...settings, ...also }, parameter, value) : { settings: null, problem: refused };
      take(parameter, draft, changed);
      if (changed.problem !== null) return;
      for (const { key } of PARAMETERS) if (key in also) store.dispatch({ type: "draft", key, draft: null });
    },
    replace: (next) => {
      store.dispatch({ type: "clearDrafts" });
      apply(next);
    },
  };
}

function planProblem(error: ZarrdropError | null, parameter: Parameter): Problem | null {
  return error === null || error.details.setting !== parameter.name ? null : problemFrom(error);
}
