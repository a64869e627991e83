import type { AppState } from "./appState.ts";
import { isProblem, type QueueItem } from "./queue.ts";

/** The state with one item changed. */
export function changeItem(state: AppState, id: string, changes: Partial<QueueItem>): AppState {
  return { ...state, items: state.items.map((item) => (item.id === id ? { ...item, ...changes } : item)) };
}

/** The state without some items. */
export function withoutItems(state: AppState, ids: readonly string[]): AppState {
  if (ids.length === 0) return state;
  return { ...state, items: state.items.filter((item) => !ids.includes(item.id)) };
}

/** Something is always selected: what was, else the first that can be looked at, else the first. */
export function withSelection(state: AppState): AppState {
  const current = state.items.find((item) => item.id === state.selected);
  const stays = current !== undefined && (state.selectedByHand || !isProblem(current) || !state.items.some(isReady));
  if (stays) return state;
  const next = state.items.find(isReady) ?? current ?? state.items[0];
  return { ...state, selected: next?.id ?? null, selectedByHand: false };
}

function isReady(item: QueueItem): boolean {
  return item.verdict.kind === "ready";
}
