import { isSame } from "../settings/sameSettings.ts";
import type { Action, AppState } from "./appState.ts";
import { withSelection } from "./itemChanges.ts";
import type { QueueItem, TakenUp, Verdict } from "./queue.ts";

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

/** Files that were asked for again came: the item that lacked them can be looked at when it has them all. `drop`: with which its companions came. */
export function withFound(state: AppState, { id, part, found }: Action & { type: "found" }): AppState {
  const items = state.items.map((item): QueueItem => {
    if (item.id !== id || item.verdict.kind !== "missing") return item;
    const wanted = item.verdict.wanted.filter((each) => each.id !== part);
    const verdict: Verdict =
      wanted.length > 0 ? { ...item.verdict, wanted } : { kind: "checking", step: "open", before: null };
    const labels = item.labels.map((each) =>
      each.mask.id === part ? { ...each, mask: { ...each.mask, ...found } } : each,
    );
    return { ...item, labels, ...(part === id ? found : {}), verdict };
  });
  return { ...state, items };
}
