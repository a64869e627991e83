import { assertNever } from "../../model/errors.ts";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { Action, AppState, Draft, Notice } from "./appState.ts";
import { withFound, withTakenUp } from "./takenUp.ts";
import { labelsAdded, labelsNamed, labelsRemoved } from "./itemLabels.ts";
import { identified, opened, openedAnew, unreadable } from "./itemVerdicts.ts";
import type { Run } from "./queue.ts";
import { changeItem, withoutItems, withSelection } from "./itemChanges.ts";

/** The next state of the page. Pure: ids, times and everything that follows from a change come from elsewhere. */
export function reduce(state: AppState, action: Action): AppState {
  switch (action.type) {
    case "dropped":
      return withSelection({ ...state, items: [...state.items, ...action.items] });
    case "offers":
      return { ...state, offers: [...state.offers, ...action.offers] };
    case "offerClosed":
      return { ...state, offers: state.offers.filter((offer) => offer.id !== action.id) };
    case "combined":
      return combined(state, action);
    case "identified":
      return withSelection(identified(state, action.id, action.identification));
    case "opened":
      return withSelection(opened(state, action));
    case "unreadable":
      return withSelection(unreadable(state, action));
    case "flawed":
      return changeItem(state, action.id, { flaw: action.error });
    case "pictured":
      return changeItem(state, action.id, { picture: action.picture });
    case "measured":
      return changeItem(state, action.id, { sourceBytes: action.bytes });
    case "select":
      return { ...state, selected: action.id, selectedByHand: true };
    case "remove": {
      const [first, ...others] = state.items.filter(({ id }) => action.ids.includes(id));
      if (first === undefined) return state;
      const what = others.length === 0 ? first.name : `${others.length + 1} files`;
      return withSelection({
        ...withoutItems(state, action.ids),
        marked: state.marked.filter((id) => !action.ids.includes(id)),
        notice: undoTo(state, `${what} removed from the queue.`),
      });
    }
    case "move":
      return moved(state, action.id, action.by);
    case "moveBefore":
      return movedBefore(state, action.ids, action.before);
    case "mark":
      return { ...state, marked: action.ids };
    case "scenes":
      return changeItem(state, action.id, { scenes: action.scenes });
    case "settings":
      return openedAnew({ ...state, settings: action.settings });
    case "ownSettings":
      return openedAnew(changeItem(state, action.id, { ownSettings: action.settings }));
    case "settingsForAll":
      return openedAnew({
        ...state,
        settings: action.settings,
        items: state.items.map((item) => (item.ownSettings === null ? item : { ...item, ownSettings: null })),
        notice: undoTo(state, "These settings now hold for all files."),
      });
    case "draft":
      return withDraft(state, action.key, action.draft);
    case "clearDrafts":
      return state.drafts.size === 0 ? state : { ...state, drafts: new Map() };
    case "destination":
      return {
        ...state,
        destination: action.destination,
        stores: null,
        items: state.items.map((item) =>
          item.leftBehind === null && item.decided === null ? item : { ...item, leftBehind: null, decided: null },
        ),
      };
    case "stores":
      return state.stores === action.stores ? state : { ...state, stores: action.stores };
    case "run":
      return changeItem(
        action.run.kind === "running" ? { ...state, progress: null } : state,
        action.id,
        action.run.kind === "done"
          ? { run: action.run, leftBehind: null, stoppedAppend: null, decided: null }
          : { run: action.run },
      );
    case "progress":
      return { ...state, progress: action.progress, pace: action.pace };
    case "begun":
      return changeItem(state, action.id, { leftBehind: action.leftBehind });
    case "appendStopped":
      return changeItem(state, action.id, { stoppedAppend: action.stoppedAppend });
    case "job":
      return withJob(state, action.job);
    case "question":
      return { ...state, question: action.question };
    case "decided": {
      const items = state.items.map((item) => ({ ...item, decided: action.answers.get(item.id) ?? item.decided }));
      return { ...state, items };
    }
    case "answerFor": {
      if (state.question === null) return state;
      const own = new Map(state.question.own);
      if (action.answer === null) own.delete(action.item);
      else own.set(action.item, action.answer);
      return { ...state, question: { ...state.question, own } };
    }
    case "notice":
      return { ...state, notice: action.notice };
    case "hostGaps":
      return { ...state, hostGaps: action.gaps };
    case "offlineCopy":
      return { ...state, hasOfflineCopy: true };
    case "update":
      return { ...state, update: action.update };
    case "install":
      return { ...state, canInstall: action.isOffered };
    case "earlier":
      return { ...state, earlier: action.earlier };
    case "takenUp":
      return openedAnew(withTakenUp(state, action.taken));
    case "regrouped": {
      const verdict = { kind: "checking", step: "identify", before: null } as const;
      return changeItem(state, action.id, { source: action.source, drop: action.drop, verdict });
    }
    case "found":
      return withFound(state, action);
    case "addLabels":
      return labelsAdded(state, action);
    case "removeLabels":
      return labelsRemoved(state, action);
    case "nameLabels":
      return labelsNamed(state, action);
    case "keepApart":
      return { ...state, keptApart: [...state.keptApart, ...action.ids] };
    case "undo":
      return state.notice?.kind === "undo" ? openedAnew(undone(state, state.notice)) : state;
    default:
      return assertNever(action);
  }
}

/** After a job what was running or waiting is stopped or ready again, and what was changed meanwhile holds. */
function withJob(state: AppState, job: AppState["job"]): AppState {
  if (job !== null) return { ...state, job };
  const items = state.items.map((item) => (item.run.kind === "waiting" ? { ...item, run: IDLE } : item));
  return openedAnew({ ...state, job, pace: null, items });
}

const IDLE: Run = { kind: "idle" };

function withDraft(state: AppState, key: ParameterKey, draft: Draft | null): AppState {
  if (draft === null && !state.drafts.has(key)) return state;
  const drafts = new Map(state.drafts);
  if (draft === null) drafts.delete(key);
  else drafts.set(key, draft);
  return { ...state, drafts };
}

/** Puts one item in the place of the parts of a sequence. */
function combined(state: AppState, action: Action & { type: "combined" }): AppState {
  const at = state.items.findIndex((item) => action.parts.includes(item.id));
  const { item } = action;
  const items = state.items.filter((other) => !action.parts.includes(other.id));
  items.splice(Math.max(0, at), 0, item);
  return withSelection({
    ...state,
    items,
    offers: state.offers.filter((offer) => offer.id !== action.offer.id),
    notice: { ...undoTo(state, `${action.parts.length} files are one image now.`), replaced: [item.id] },
  });
}

function moved(state: AppState, id: string, by: -1 | 1): AppState {
  const from = state.items.findIndex((item) => item.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= state.items.length) return state;
  const items = [...state.items];
  items.splice(to, 0, ...items.splice(from, 1));
  return { ...state, items };
}

function movedBefore(state: AppState, ids: readonly string[], before: string | null): AppState {
  const moving = state.items.filter(({ id }) => ids.includes(id));
  const items = state.items.filter(({ id }) => !ids.includes(id));
  const at = before === null ? items.length : items.findIndex(({ id }) => id === before);
  // It would be before itself.
  if (at < 0) return state;
  items.splice(at, 0, ...moving);
  return { ...state, items };
}

/** Says what was done, and offers to go back to how it was. */
function undoTo({ items, settings, selected }: AppState, text: string): Notice & { kind: "undo" } {
  return { kind: "undo", text, restore: { items, settings, selected } };
}

/** Takes a removal or a change of settings back; what happened to other items since then stays. */
function undone(state: AppState, notice: Notice & { kind: "undo" }): AppState {
  const { restore } = notice;
  const now = new Map(state.items.map((item) => [item.id, item]));
  // What was done with labels meanwhile cannot be taken back.
  if (notice.relabelled?.some((id) => now.get(id)?.run.kind !== "idle")) return { ...state, notice: null };
  const before = new Map(restore.items.map((item) => [item.id, item]));
  const kept = restore.items.map((item) => {
    const current = now.get(item.id);
    if (notice.relabelled?.includes(item.id)) return item;
    if (current !== undefined) return { ...current, ownSettings: item.ownSettings };
    // What it waited for may be over.
    const isOfJob = state.job?.parts.has(item.id) ?? false;
    return item.run.kind === "waiting" && !isOfJob ? { ...item, run: IDLE } : item;
  });
  const added = state.items.filter((item) => !before.has(item.id) && !notice.replaced?.includes(item.id));
  return {
    ...state,
    items: [...kept, ...added],
    settings: restore.settings,
    selected: restore.selected,
    notice: null,
  };
}
