import type { Destination } from "../../browser/destination.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { AppState } from "./appState.ts";
import { mosaicOf, settingsOf, type QueueItem } from "./queue.ts";

/** Something that the state lacks and that is read for it: the answer comes back as an action. */
export type WantedRead =
  /** What a dropped thing is. */
  | {
      kind: "identify";
      id: string;
      /** With what it came: what it is may depend on that. */
      drop: string;
    }
  | {
      kind: "open";
      id: string;
      mosaic: Settings["mosaic"];
      /** Masks that are opened with it, each by its id and what its labels are called; left out where there are none. */
      labels?: [mask: string, name: string][];
    }
  /** Bytes on the disk. */
  | { kind: "measure"; id: string }
  /** What the stores in the destination are. */
  | { kind: "describe-destination"; destination: Destination };

/**
 * All reads that a state asks for. One that is under way and not asked for any more is stopped: an item that is removed while it is read needs
 * no other care, nor does one that comes back by an undo.
 */
export function wantedReads(state: AppState): WantedRead[] {
  const next = nextToLookAt(state.items);
  return [
    ...(next === null ? [] : [readOf(next, state.settings)]),
    ...state.items.filter(isUnmeasured).map(({ id }) => ({ kind: "measure" as const, id })),
    ...readOfDestination(state),
  ];
}

/** True for reads of the same thing. */
export function isSameRead(a: WantedRead, b: WantedRead): boolean {
  if (a.kind === "describe-destination") return a.kind === b.kind && a.destination === b.destination;
  return keyOfRead(a) === keyOfRead(b);
}

/** Different for all reads that a state can ask for at once. */
export function keyOfRead(read: WantedRead): string {
  if (read.kind === "describe-destination") return read.kind;
  if (read.kind === "identify") return `identify ${read.id} ${read.drop}`;
  if (read.kind === "measure") return `measure ${read.id}`;
  return `open ${read.id} ${read.mosaic} ${JSON.stringify(read.labels ?? [])}`;
}

/**
 * Items are looked at one after the other, in the order of the queue, so that sets are recognised. Of things dropped together all are
 * identified before one is opened: those that describe a set take its parts away.
 */
function nextToLookAt(items: readonly QueueItem[]): QueueItem | null {
  const first = items.find(({ verdict }) => verdict.kind === "checking");
  if (first === undefined) return null;
  const unidentified = ({ drop, verdict }: QueueItem): boolean =>
    drop === first.drop && verdict.kind === "checking" && verdict.step === "identify";
  return items.find(unidentified) ?? first;
}

function readOf(item: QueueItem, shared: Settings): WantedRead {
  const { id, drop, verdict } = item;
  if (verdict.kind === "checking" && verdict.step === "identify") return { kind: "identify", id, drop };
  const labels = item.labels.map(({ name, mask }): [string, string] => [mask.id, name]);
  return { kind: "open", id, mosaic: mosaicOf(item, shared), ...(labels.length === 0 ? {} : { labels }) };
}

function isUnmeasured({ verdict, sourceBytes }: QueueItem): boolean {
  return verdict.kind === "ready" && sourceBytes === null;
}

/** Only where time points are to be added to what is there. A job changes that: it is looked at again afterwards. */
function readOfDestination({ items, settings, destination, job }: AppState): WantedRead[] {
  const appends = job === null && items.some((item) => settingsOf(item, settings).existing === "append");
  return appends && destination !== null ? [{ kind: "describe-destination", destination }] : [];
}
