import { joinPath } from "../../browser/folderTree.ts";
import type { SourceCandidate } from "../../browser/grouping.ts";
import type { OpenImage } from "../../browser/readingClient.ts";
import { assertNever } from "../../model/errors.ts";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { Identification } from "../../protocol/api.ts";
import type { Action, AppState, Draft, Notice } from "./appState.ts";
import { isProblem, type QueueItem } from "./queue.ts";

/** The next state of the page. Pure. */
export function reduce(state: AppState, action: Action): AppState {
  switch (action.type) {
    case "dropped":
      return withSelection({
        ...state,
        items: [...state.items, ...action.candidates.map((candidate) => newItem(action.drop, candidate))],
      });
    case "offers":
      return { ...state, offers: [...state.offers, ...action.offers] };
    case "offerClosed":
      return { ...state, offers: state.offers.filter((offer) => offer.id !== action.id) };
    case "combined":
      return combined(state, action);
    case "folderSkipped": {
      const item = newItem(action.drop, emptyCandidate(action.path));
      const verdict = { kind: "skipped", reason: action.reason } as const;
      return withSelection({ ...state, items: [...state.items, { ...item, verdict }] });
    }
    case "identified":
      return withSelection(identified(state, action.id, action.identification));
    case "opened":
      return withSelection(opened(state, action.id, action.image));
    case "verdict":
      return withSelection(change(state, action.id, { verdict: action.verdict }));
    case "measured":
      return change(state, action.id, { sourceBytes: action.bytes });
    case "select":
      return { ...state, selected: action.id, selectedByHand: true };
    case "remove": {
      const item = state.items.find((candidate) => candidate.id === action.id);
      if (item === undefined) return state;
      const restore = { items: state.items, settings: state.settings, selected: state.selected };
      return withSelection({
        ...without(state, [action.id]),
        notice: { kind: "undo", text: `${item.name} removed from the queue.`, restore },
      });
    }
    case "move":
      return moved(state, action.id, action.by);
    case "scenes":
      return change(state, action.id, { scenes: action.scenes });
    case "settings":
      return { ...state, settings: action.settings };
    case "ownSettings":
      return change(state, action.id, { ownSettings: action.settings });
    case "settingsForAll":
      return {
        ...state,
        settings: action.settings,
        items: state.items.map((item) => (item.ownSettings === null ? item : { ...item, ownSettings: null })),
        notice: {
          kind: "undo",
          text: "These settings now hold for all files.",
          restore: { items: state.items, settings: state.settings, selected: state.selected },
        },
      };
    case "draft":
      return withDraft(state, action.key, action.draft);
    case "clearDrafts":
      return state.drafts.size === 0 ? state : { ...state, drafts: new Map() };
    case "destination":
      return {
        ...state,
        destination: action.destination,
        stores: null,
        items: state.items.map((item) => (item.leftBehind === null ? item : { ...item, leftBehind: null })),
      };
    case "stores":
      return state.stores === action.stores ? state : { ...state, stores: action.stores };
    case "run":
      return change(
        state,
        action.id,
        action.run.kind === "done" ? { run: action.run, leftBehind: null, stoppedAppend: null } : { run: action.run },
      );
    case "begun":
      return change(state, action.id, { leftBehind: action.leftBehind });
    case "appendStopped":
      return change(state, action.id, { stoppedAppend: action.stoppedAppend });
    case "job":
      return { ...state, job: action.job };
    case "question":
      return { ...state, question: action.question };
    case "notice":
      return { ...state, notice: action.notice };
    case "hostGaps":
      return { ...state, hostGaps: action.gaps };
    case "undo":
      return state.notice?.kind === "undo" ? undone(state, state.notice) : state;
    default:
      return assertNever(action);
  }
}

/** A dropped folder in which there is nothing to look at. */
function emptyCandidate(path: string): SourceCandidate {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { name, path, base: path, fromFolder: false, source: { kind: "files", files: [], main: "" } };
}

function newItem(drop: string, candidate: SourceCandidate): QueueItem {
  return {
    ...candidate,
    id: crypto.randomUUID(),
    drop,
    verdict: { kind: "checking" },
    run: { kind: "idle" },
    sourceBytes: null,
    scenes: null,
    leftBehind: null,
    stoppedAppend: null,
    ownSettings: null,
  };
}

function withDraft(state: AppState, key: ParameterKey, draft: Draft | null): AppState {
  if (draft === null && !state.drafts.has(key)) return state;
  const drafts = new Map(state.drafts);
  if (draft === null) drafts.delete(key);
  else drafts.set(key, draft);
  return { ...state, drafts };
}

/** Parts of a set disappear into the image that they belong to; what is no image in a folder is only counted. */
function identified(state: AppState, id: string, identification: Identification): AppState {
  const item = state.items.find((candidate) => candidate.id === id);
  if (item === undefined) return state;
  switch (identification.kind) {
    case "image":
      return foldParts(state, item, identification.files);
    case "unknown":
      if (item.fromFolder) return { ...without(state, [id]), leftovers: [...state.leftovers, item.path] };
      return change(state, id, { verdict: { kind: "skipped", reason: identification.reason } });
    default:
      return assertNever(identification);
  }
}

function opened(state: AppState, id: string, image: OpenImage): AppState {
  const item = state.items.find((candidate) => candidate.id === id);
  if (item === undefined) return state;
  // A sequence is called what its reader calls it, as its store will be.
  const name = item.source.kind === "sequence" ? image.description.name : item.name;
  return change(foldParts(state, item, image.description.files), id, { name, verdict: { kind: "ready", image } });
}

/** Takes away the items of the same drop that are files of this image. */
function foldParts(state: AppState, item: QueueItem, files: readonly string[]): AppState {
  const parts = new Set(files.map((file) => joinPath(item.base, file)));
  const folded = state.items.filter(
    (other) => other.drop === item.drop && other.id !== item.id && parts.has(other.path) && !isReady(other),
  );
  return without(
    state,
    folded.map((other) => other.id),
  );
}

/** Puts one item in the place of the parts of a sequence. */
function combined(state: AppState, action: Action & { type: "combined" }): AppState {
  const at = state.items.findIndex((item) => action.parts.includes(item.id));
  const item = { ...newItem(action.offer.drop, action.candidate), id: action.id };
  const items = state.items.filter((other) => !action.parts.includes(other.id));
  items.splice(Math.max(0, at), 0, item);
  return withSelection({
    ...state,
    items,
    offers: state.offers.filter((offer) => offer.id !== action.offer.id),
    notice: {
      kind: "undo",
      text: `${action.parts.length} files are one image now.`,
      restore: { items: state.items, settings: state.settings, selected: state.selected },
      replaced: [item.id],
    },
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

function change(state: AppState, id: string, changes: Partial<QueueItem>): AppState {
  return { ...state, items: state.items.map((item) => (item.id === id ? { ...item, ...changes } : item)) };
}

function without(state: AppState, ids: readonly string[]): AppState {
  if (ids.length === 0) return state;
  return { ...state, items: state.items.filter((item) => !ids.includes(item.id)) };
}

/** Something is always selected: what was, else the first that can be looked at, else the first. */
function withSelection(state: AppState): AppState {
  const current = state.items.find((item) => item.id === state.selected);
  const stays = current !== undefined && (state.selectedByHand || !isProblem(current) || !state.items.some(isReady));
  if (stays) return state;
  const next = state.items.find(isReady) ?? current ?? state.items[0];
  return { ...state, selected: next?.id ?? null, selectedByHand: false };
}

function isReady(item: QueueItem): boolean {
  return item.verdict.kind === "ready";
}

/** Takes a removal or a change of settings back; what happened to other items since then stays. */
function undone(state: AppState, notice: Notice & { kind: "undo" }): AppState {
  const { restore } = notice;
  const now = new Map(state.items.map((item) => [item.id, item]));
  const before = new Map(restore.items.map((item) => [item.id, item]));
  const kept = restore.items.map((item) => {
    const current = now.get(item.id);
    return current === undefined ? item : { ...current, ownSettings: item.ownSettings };
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
