import type { KeptChanges, KeptKey } from "../../browser/keptRecords.ts";
import { type KeptList, keptList, keptSource, listOf } from "../../browser/keptSources.ts";
import type { AppState } from "./appState.ts";
import type { KeptItem, KeptLabels, KeptProgress, KeptQueue, KeptVerdict } from "./keptForm.ts";
import { soundItem, soundLists, soundProgress, soundQueue } from "./keptChecks.ts";
import { type QueueItem, sourcesOf } from "./queue.ts";

/** To be raised with every change of what is kept: records of another version are removed, for nobody can read them. */
export const KEPT_VERSION = 1;

const QUEUE = "queue";
const PROGRESS = "progress";
const ITEM = "item";
const LIST = "list";

/** Where a page keeps its queue: its key, and a key for each list of files. */
export type KeptPlace = { queue: string; keyOf: (files: object) => string };

/** What is to be written when a state follows one that is kept (null: nothing is). Looks at what changed, not at all there is. */
export function keptChanges(
  before: AppState | null,
  after: AppState,
  { queue, keyOf }: KeptPlace,
  now: number,
): KeptChanges {
  if (after.items.length === 0) return { put: [], remove: [], removeQueues: before === null ? [] : [queue] };
  const put: [KeptKey, unknown][] = [];
  const remove: KeptKey[] = [];
  const itemsBefore = new Map(before?.items.map((item) => [item.id, item]));
  const listsBefore = new Set(before?.items.flatMap((item) => sourcesOf(item).map((source) => listOf(source)?.files)));
  for (const item of after.items) {
    const was = itemsBefore.get(item.id);
    itemsBefore.delete(item.id);
    if (was === item) continue;
    const kept = keptItem(item, keyOf);
    if (kept === null) continue;
    put.push([[queue, ITEM, item.id], kept]);
    for (const source of sourcesOf(item)) {
      const list = listOf(source);
      if (list === null || listsBefore.has(list.files)) continue;
      listsBefore.add(list.files);
      put.push([[queue, LIST, keyOf(list.files)], keptList(list)]);
    }
  }
  for (const id of itemsBefore.keys()) remove.push([queue, ITEM, id]);
  if (before === null || isOtherQueue(before, after)) put.push([[queue, QUEUE], keptQueue(after, now)]);
  const [progressBefore, progress] = [keptProgress(before), keptProgress(after)];
  if (progress !== null && after.progress !== before?.progress) put.push([[queue, PROGRESS], progress]);
  if (progress === null && progressBefore !== null) remove.push([queue, PROGRESS]);
  return { put, remove };
}

function isOtherQueue(before: AppState, after: AppState): boolean {
  const parts = ["items", "selected", "settings", "destination", "leftovers"] as const;
  return parts.some((part) => before[part] !== after[part]);
}

function keptQueue({ items, selected, settings, destination, leftovers }: AppState, now: number): KeptQueue {
  return { savedAt: now, order: items.map(({ id }) => id), selected, settings, destination, leftovers };
}

function keptProgress(state: AppState | null): KeptProgress | null {
  const id = state?.items.find(({ run }) => run.kind === "running")?.id;
  if (id === undefined || state?.progress == null) return null;
  const { bytesDone, bytesTotal } = state.progress;
  return { id, bytesDone, bytesTotal };
}

function keptItem(item: QueueItem, keyOf: (files: object) => string): KeptItem | null {
  const { flaw: _, ...kept } = item;
  const source = keptSource(item.source, keyOf);
  const labels = item.labels.flatMap((each): KeptLabels[] => {
    const own = keptSource(each.mask.source, keyOf);
    return own === null ? [] : [{ ...each, mask: { ...each.mask, source: own } }];
  });
  return source === null ? null : { ...kept, source, labels, verdict: keptVerdict(item) };
}

function keptVerdict({ id, verdict }: QueueItem): KeptVerdict {
  switch (verdict.kind) {
    case "ready":
      return { kind: "image", files: verdict.image.description.files };
    case "missing":
      return { kind: "image", files: verdict.wanted.find((each) => each.id === id)?.files ?? null };
    case "checking":
      return verdict.step === "open" ? { kind: "image", files: null } : { kind: "unknown" };
    case "skipped":
      return verdict;
    // Whatever was wrong may be right by then.
    case "companion":
    case "failed":
      return { kind: "unknown" };
  }
}

/** All records of one queue. */
export type KeptRecordsOfQueue = {
  queue: KeptQueue;
  progress: KeptProgress | null;
  /** In the order of the queue. */
  items: KeptItem[];
  /** By key. */
  lists: ReadonlyMap<string, KeptList>;
};

/** Puts the records of a queue together; null where they are none of this version's. */
export function readKept(records: readonly (readonly [KeptKey, unknown])[]): KeptRecordsOfQueue | null {
  const of = (part: string): Map<string, unknown> =>
    new Map(records.flatMap(([[, is, id = ""], value]) => (is === part ? [[id, value] as const] : [])));
  const queue = soundQueue(of(QUEUE).get(""));
  if (queue === null) return null;
  const items = of(ITEM);
  return {
    queue,
    progress: soundProgress(of(PROGRESS).get("")),
    items: queue.order.map((id) => soundItem(items.get(id))).filter((item) => item !== null),
    lists: soundLists(of(LIST)),
  };
}
