import type { OpenImage } from "../../browser/readingClient.ts";
import { assertNever } from "../../model/errors.ts";
import type { SceneDescription } from "../../model/image.ts";
import { imagesOf } from "../../model/imagesOf.ts";
import { joinPath } from "../../model/paths.ts";
import type { WireError } from "../../protocol/errorTransfer.ts";
import type { Identification } from "../../protocol/api.ts";
import type { Action, AppState } from "./appState.ts";
import { changeItem, withoutItems, withSelection } from "./itemChanges.ts";
import { mosaicOf, type QueueItem, type Verdict } from "./queue.ts";

/** Parts of a set disappear into the image that they belong to; what is no image in a folder is only counted. */
export function identified(state: AppState, id: string, identification: Identification): AppState {
  const item = state.items.find((candidate) => candidate.id === id);
  if (item === undefined) return state;
  switch (identification.kind) {
    case "image": {
      const verdict = { kind: "checking", step: "open", before: null } as const;
      return changeItem(foldParts(state, item, identification.files), id, { verdict });
    }
    case "unknown":
      if (item.fromFolder) return { ...withoutItems(state, [id]), leftovers: [...state.leftovers, item.path] };
      return changeItem(state, id, { verdict: { kind: "skipped", reason: identification.reason } });
    default:
      return assertNever(identification);
  }
}

/** An item that was opened can be looked at and converted. */
export function opened(state: AppState, { id, image, mosaic }: Action & { type: "opened" }): AppState {
  const item = state.items.find((candidate) => candidate.id === id);
  if (item === undefined) return state;
  // A sequence or a plate is called what its reader calls it, as its store will be.
  const isOfMany = item.source.kind === "sequence" || image.description.plate !== undefined;
  const name = isOfMany ? image.description.name : item.name;
  return changeItem(foldParts(state, item, image.description.files), id, {
    name,
    verdict: { kind: "ready", image },
    openedAs: mosaic,
    flaw: null,
    scenes: scenesIn(item, image),
  });
}

/** An item that cannot be read, or not without what was not dropped with it. */
export function unreadable(state: AppState, { id, error, mosaic }: Action & { type: "unreadable" }): AppState {
  return changeItem(state, id, { verdict: verdictOf(error), openedAs: mosaic });
}

/** Items that were opened with another setting of mosaics than now holds for them are to be opened anew. */
export function openedAnew(state: AppState): AppState {
  const items = state.items.map((item): QueueItem => {
    const { verdict, openedAs, run } = item;
    // What is converted keeps its image until that is over.
    if (state.job !== null && (run.kind === "running" || run.kind === "waiting")) return item;
    const isOpened = openedAs !== null && (verdict.kind === "ready" || verdict.kind === "failed");
    if (!isOpened || openedAs === mosaicOf(item, state.settings)) return item;
    const before = verdict.kind === "ready" ? verdict.image : null;
    return { ...item, verdict: { kind: "checking", step: "open", before } };
  });
  return items.every((item, index) => item === state.items[index]) ? state : withSelection({ ...state, items });
}

function verdictOf(error: WireError): Verdict {
  return error.kind === "companion-missing"
    ? { kind: "companion", reason: error.message, files: error.details.files ?? [] }
    : { kind: "failed", error };
}

/** A choice among scenes means nothing among others; labels that come are chosen with their image. */
function scenesIn({ scenes, verdict }: QueueItem, { description }: OpenImage): number[] | null {
  const before = verdict.kind === "checking" && verdict.before !== null ? verdict.before.description : description;
  const isAlike = imagesOf(before.scenes).length === imagesOf(description.scenes).length;
  if (!isAlike || !scenes?.every((scene) => scene < before.scenes.length)) return null;
  const labelsOf = (of: readonly SceneDescription[]): Set<string> =>
    new Set(of.flatMap(({ labelOf }) => (labelOf === undefined ? [] : [keyOf(labelOf)])));
  const known = labelsOf(before.scenes);
  const chosen = labelsOf(scenes.map((scene) => before.scenes[scene]!));
  return description.scenes.flatMap(({ labelOf }, scene) => {
    const isOfImage = scenes.includes(labelOf?.scene ?? scene);
    const isChosen = labelOf !== undefined && known.has(keyOf(labelOf)) ? chosen.has(keyOf(labelOf)) : isOfImage;
    return isChosen ? [scene] : [];
  });
}

/** Labels are in the same places, whatever comes behind them. */
function keyOf({ scene, name }: { scene: number; name: string }): string {
  return `${scene} ${name}`;
}

/** Takes away the items of the same drop that are files of this image. */
function foldParts(state: AppState, item: QueueItem, files: readonly string[]): AppState {
  const parts = new Set(files.map((file) => joinPath(item.base, file)));
  const folded = state.items.filter(
    (other) =>
      other.drop === item.drop && other.id !== item.id && parts.has(other.path) && other.verdict.kind !== "ready",
  );
  return withoutItems(
    state,
    folded.map((other) => other.id),
  );
}
