import { isSame } from "../settings/sameSettings.ts";
import type { AppState } from "./appState.ts";
import { withSelection } from "./itemChanges.ts";
import type { QueueItem, TakenUp } from "./queue.ts";

/** Puts a queue that is taken up before what was dropped meanwhile; each keeps the settings that it had. */
export function withTakenUp(state: AppState, taken: TakenUp): AppState {
  const isFirst = state.items.length === 0;
  const known = new Set(state.items.map(({ id }) => id));
  const hasOther = !isFirst && !isSame(taken.settings, state.settings);
  const items = taken.items
    .filter(({ id }) => !known.has(id))
    .map((item) => (hasOther && item.ownSettings === null ? { ...item, ownSettings: taken.settings } : item));
  return withSelection({
    ...state,
    items: [...items, ...state.items],
    settings: isFirst ? taken.settings : state.settings,
    destination: state.destination ?? taken.destination,
    selected: state.selected ?? taken.selected,
    leftovers: [...taken.leftovers, ...state.leftovers],
    earlier: null,
  });
}

/** A file that was asked for again came: the item that lacked it can be looked at. `drop`: with which its companions came. */
export function withFound(state: AppState, id: string, { source, drop }: Pick<QueueItem, "source" | "drop">): AppState {
  const items = state.items.map((item): QueueItem => {
    if (item.id !== id || item.verdict.kind !== "missing") return item;
    return { ...item, source, drop, verdict: { kind: "checking", step: "open", before: null } };
  });
  return { ...state, items };
}
