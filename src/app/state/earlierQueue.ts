import type { FoundList, KeptSource, Loss } from "../../browser/keptSources.ts";
import { sourceAgain } from "../../browser/keptSources.ts";
import type { KeptItem } from "./keptForm.ts";
import type { KeptRecordsOfQueue } from "./keptQueue.ts";
import type { EarlierQueue, QueueItem, Run, TakenUp, Verdict } from "./queue.ts";

/** What is offered of a kept queue. */
export function earlierQueue(key: string, { queue, items, progress }: KeptRecordsOfQueue, now: number): EarlierQueue {
  const open = items.filter(({ run }) => wasToBeConverted(run));
  const at = open.find(({ run }) => run.kind === "running") ?? open.find(({ run }) => run.kind === "stopped");
  return {
    key,
    savedAt: queue.savedAt,
    offeredAt: now,
    count: items.length,
    done: items.filter(({ run }) => run.kind === "done").length,
    stoppedAt: at === undefined ? null : { name: at.name, share: shareOf(at, progress) },
    canGoOn: open.length > 0,
    hasDownloads: foldersNamedIn({ queue, items }).length > 0,
    folderName: queue.destination?.folderName ?? null,
    pictures: picturesOf(at, items),
  };
}

/** What it stopped at comes first. */
function picturesOf(at: KeptItem | undefined, items: readonly KeptItem[]): Blob[] {
  const first = at === undefined ? [] : [at];
  const pictures = [...first, ...items.filter((item) => item !== at)].map(({ picture }) => picture);
  return pictures.filter((picture) => picture !== null).slice(0, MOST_PICTURES);
}

/** Folders of the origin private file system in which stores of the queue wait to be downloaded. */
export function foldersNamedIn(kept: Pick<KeptRecordsOfQueue, "queue" | "items"> | null): string[] {
  const results = kept?.items.map(({ run }) => (run.kind === "done" ? run.result.destination : null)) ?? [];
  const all = [kept?.queue.destination?.reference ?? null, ...results];
  return [...new Set(all.flatMap((reference) => (reference?.kind === "opfs" ? [reference.folder] : [])))];
}

/** Ids of what waited, was under way or stopped: what *Go on* converts. */
export function toGoOnWith({ items }: KeptRecordsOfQueue): string[] {
  return items.filter(({ run }) => wasToBeConverted(run)).map(({ id }) => id);
}

function wasToBeConverted({ kind }: Run): boolean {
  return kind === "running" || kind === "waiting" || kind === "stopped";
}

const MOST_PICTURES = 3;

/** Nothing is whole before it is done. */
const MOST_SHARE = 0.99;

function shareOf({ id, run }: KeptItem, progress: KeptRecordsOfQueue["progress"]): number | null {
  if (run.kind === "stopped") return run.share;
  if (progress?.id !== id || progress.bytesTotal <= 0) return null;
  // All may have been written, and not yet been checked.
  return Math.min(MOST_SHARE, progress.bytesDone / progress.bytesTotal);
}

/** The queue as it was, to be looked at anew; nothing runs in it. `found`: the lists of files, by key. */
export function takeUp(kept: KeptRecordsOfQueue, found: ReadonlyMap<string, FoundList>): TakenUp {
  const { settings, destination, selected, leftovers } = kept.queue;
  const listAt = (key: string): FoundList => found.get(key) ?? NOTHING_FOUND;
  const items = kept.items.map((item) => itemAgain(item, kept.progress, listAt));
  const changed = kept.items.filter((item) => item.run.kind !== "done" && isChanged(item, listAt));
  return { items, settings, destination, selected, leftovers, changed: changed.map(({ name }) => name) };
}

const NOTHING_FOUND: FoundList = { files: [], lost: new Map(), changed: new Set(), origins: [] };

function isChanged(item: KeptItem, found: (list: string) => FoundList): boolean {
  return partsOf(item).some(({ source, files: needed }) => {
    const files = filesOf(source);
    return files.kind === "files" && (needed ?? [files.main]).some((path) => found(files.list).changed.has(path));
  });
}

/** An item and the masks that were added to it: what each is called, and which files it needs (null: its main file, for more is not known). */
function partsOf({ id, name, source, verdict, labels }: KeptItem) {
  const own = { id, name, source, files: verdict.kind === "image" ? verdict.files : null };
  return [
    own,
    ...labels.map(({ mask, files }) => ({ id: mask.id, name: mask.name, source: mask.source, files: [...files] })),
  ];
}

function filesOf(source: KeptSource): Exclude<KeptSource, { kind: "sequence" }> {
  return source.kind === "sequence" ? source.source : source;
}

function itemAgain(
  kept: KeptItem,
  progress: KeptRecordsOfQueue["progress"],
  found: (list: string) => FoundList,
): QueueItem {
  const source = sourceAgain(kept.source, found);
  const labels = kept.labels.map((each) => ({
    ...each,
    mask: { ...each.mask, source: sourceAgain(each.mask.source, found) },
  }));
  const missing = partsOf(kept).flatMap((part) => {
    const losses = lossesOf(part, found);
    return losses.length === 0 ? [] : [{ ...part, losses }];
  });
  const [first] = missing.flatMap(({ losses }) => losses);
  const wanted = missing.map(({ id, name, losses }) => ({ id, name, files: losses.map(({ path }) => path) }));
  const verdict: Verdict =
    first === undefined ? verdictAgain(kept) : { kind: "missing", wanted, reason: REASONS[first.loss] };
  return { ...kept, source, labels, verdict, openedAs: null, flaw: null, run: runAgain(kept, progress) };
}

function lossesOf(
  { source, files: needed }: { source: KeptSource; files: readonly string[] | null },
  found: (list: string) => FoundList,
): { path: string; loss: Loss }[] {
  const files = filesOf(source);
  if (files.kind !== "files") return [];
  return (needed ?? [files.main]).flatMap((path) => {
    const loss = lossOf(path, found(files.list));
    return loss === null ? [] : [{ path, loss }];
  });
}

/** Of a list that is itself lost no file comes back. */
function lossOf(path: string, { files, lost }: FoundList): Loss | null {
  return files.length + lost.size === 0 ? "no-handle" : (lost.get(path) ?? null);
}

function verdictAgain({ verdict }: KeptItem): Verdict {
  if (verdict.kind === "skipped") return verdict;
  return { kind: "checking", step: verdict.kind === "image" ? "open" : "identify", before: null };
}

function runAgain(kept: KeptItem, progress: KeptRecordsOfQueue["progress"]): Run {
  if (kept.run.kind === "running") return { kind: "stopped", share: shareOf(kept, progress) };
  return kept.run.kind === "waiting" ? { kind: "idle" } : kept.run;
}

const REASONS: Record<Loss, string> = {
  "no-handle": "It was chosen in a dialog, or dropped in a browser that gives a page no lasting way to a file.",
  gone: "It is not where it was: it was moved, renamed or deleted.",
  refused: "The browser was not allowed to read it again.",
};
