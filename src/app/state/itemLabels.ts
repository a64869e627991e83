import type { Action, AppState } from "./appState.ts";
import { labelFolderNames } from "../../plan/layout/storeNames.ts";
import { changeItem, withoutItems, withSelection } from "./itemChanges.ts";
import { type AddedLabels, isInJob, newItem, type QueueItem } from "./queue.ts";

/** Takes masks out of the queue and adds each to an image as labels: both have to be open, and nothing of them under way. */
export function labelsAdded(state: AppState, { added }: Action & { type: "addLabels" }): AppState {
  let next = state;
  const done: NewLabels[] = [];
  for (const each of added) {
    const after = withAdded(next, each);
    if (after !== next) done.push(each);
    next = after;
  }
  const nameOf = (id: string): string => state.items.find((item) => item.id === id)?.name ?? "";
  const [first] = done;
  if (first === undefined) return state;
  const text =
    done.length === 1
      ? `${nameOf(first.mask)} is labels of ${nameOf(first.id)} now.`
      : `${done.length} files are labels of others now.`;
  const selected = done.find(({ mask }) => mask === state.selected)?.id ?? state.selected;
  return withSelection({
    ...next,
    selected,
    marked: state.marked.filter((id) => !done.some(({ mask }) => mask === id)),
    notice: undoOf(
      state,
      done.map(({ id }) => id),
      text,
    ),
  });
}

/** A mask that becomes labels of an item, and what they are to be called. */
type NewLabels = (Action & { type: "addLabels" })["added"][number];

function withAdded(state: AppState, { id, mask, name }: NewLabels): AppState {
  const image = state.items.find((item) => item.id === id);
  const other = state.items.find((item) => item.id === mask);
  if (image === undefined || other?.verdict.kind !== "ready" || image === other || isInJob(other)) return state;
  // It may wait to be opened with labels that were added just before.
  if (isInJob(image) || (image.verdict.kind !== "ready" && image.labels.length === 0)) return state;
  // What labels are written beside is an image.
  if (other.labels.length > 0) return state;
  const { drop, path, base, fromFolder, source } = other;
  const labels: AddedLabels = {
    name: distinctName(name, image, null),
    mask: { id: mask, drop, name: other.name, path, base, fromFolder, source },
    files: other.verdict.image.description.files,
  };
  return relabelled(withoutItems(state, [mask]), image, [...image.labels, labels]);
}

/** Makes a mask an image of its own again, behind the one whose labels it was. */
export function labelsRemoved(state: AppState, { id, mask }: Action & { type: "removeLabels" }): AppState {
  const image = state.items.find((item) => item.id === id);
  const removed = image?.labels.find((labels) => labels.mask.id === mask);
  if (image === undefined || removed === undefined || isInJob(image)) return state;
  const undo = undoOf(state, [id], `${removed.mask.name} is a file of its own again.`);
  const next = relabelled(
    state,
    image,
    image.labels.filter((labels) => labels !== removed),
  );
  const own: QueueItem = {
    ...newItem(mask, removed.mask.drop, removed.mask),
    verdict: { kind: "checking", step: "open", before: null },
  };
  const items = next.items.toSpliced(next.items.findIndex((item) => item.id === id) + 1, 0, own);
  // Who took it out does not want it to be offered again.
  return { ...next, items, keptApart: [...state.keptApart, mask], notice: { ...undo, replaced: [mask] } };
}

/** Calls labels otherwise. */
export function labelsNamed(state: AppState, { id, mask, name }: Action & { type: "nameLabels" }): AppState {
  const image = state.items.find((item) => item.id === id);
  const named = image?.labels.find((labels) => labels.mask.id === mask);
  if (image === undefined || named === undefined || isInJob(image) || named.name === name) return state;
  const renamed = { ...named, name: distinctName(name, image, named) };
  return relabelled(
    state,
    image,
    image.labels.map((labels) => (labels === named ? renamed : labels)),
  );
}

/** Opens the image anew, for its labels are read as scenes of it. What was stored of it is a store without them. */
function relabelled(state: AppState, image: QueueItem, labels: readonly AddedLabels[]): AppState {
  const { verdict } = image;
  const before = verdict.kind === "ready" ? verdict.image : verdict.kind === "checking" ? verdict.before : null;
  return changeItem(state, image.id, {
    labels,
    verdict: { kind: "checking", step: "open", before },
    sourceBytes: null,
    flaw: null,
    run: { kind: "idle" },
  });
}

function undoOf({ items, settings, selected }: AppState, relabelledItems: string[], text: string) {
  return { kind: "undo", text, restore: { items, settings, selected }, relabelled: relabelledItems } as const;
}

/** A name that a file system takes, and that no other labels of the image have. */
function distinctName(name: string, { verdict, labels }: QueueItem, but: AddedLabels | null): string {
  const own = verdict.kind === "ready" ? verdict.image.description.scenes : [];
  const added = new Set(labels.map((each) => each.name));
  // Those that the image's own file has beside it.
  const inFile = own.flatMap(({ labelOf }) => (labelOf === undefined || added.has(labelOf.name) ? [] : [labelOf.name]));
  // Each scene of a file says the names of its labels again.
  const taken = new Set([...inFile, ...labels.flatMap((each) => (each === but ? [] : [each.name]))]);
  return labelFolderNames([...taken, name]).at(-1)!;
}
