import type { Destination } from "../../browser/destination.ts";
import type { HostGaps } from "../../browser/hostGaps.ts";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { SourceReference } from "../../model/references.ts";
import type { ParameterKey } from "../../plan/settings/parameterRow.ts";
import type { StoreLook } from "../../plan/storeLook.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlanContext } from "../../plan/planConversion.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import type { Identification } from "../../protocol/api.ts";
import type { WireError } from "../../protocol/errorTransfer.ts";
import type { ShownPace } from "./jobPace.ts";
import type { Progress } from "./progressReporter.ts";
import type { SequenceOffer } from "./sequences.ts";
import type { EarlierQueue, ExistingAnswer, LeftBehind, QueueItem, Run, StoppedAppend, TakenUp } from "./queue.ts";

/** Asked before anything is written. */
export type ExistingQuestion = {
  names: string[];
  /** What these are, as far as it could be looked at. */
  stores: readonly ExistingStore[];
  /** What was decided about those of single items. */
  own: ReadonlyMap<string, ExistingAnswer>;
  /** A replacement of all of them was begun by the same conversion and did not end: it can go on. */
  canGoOn: boolean;
  /** Where that was; or what is there. In sentences. */
  remarks: string[];
};
/** A store that is there, of which item, and when it was written (milliseconds since 1970; null where that cannot be told). */
export type ExistingStore = StoreLook & { item: string; modified: number | null };

/** What is wrong with a setting, what would be right, and where in its value (`ErrorDetails.at`; empty: as a whole). */
export type Problem = { text: string; at: readonly number[] };

/** What was typed, in the words of its editor, and why it is no value. */
export type Draft = { text: string; problem: Problem };

/** A conversion that is under way. */
export type Job = {
  /** What is written, by item: what is changed in settings from now on is no part of it. */
  parts: ReadonlyMap<string, JobPart>;
  /** Finish the item under way, then stop. */
  stopAfterThis: boolean;
  /** Rest before the next unit of work. */
  isPaused: boolean;
  /** Milliseconds since 1970. */
  startedAt: number;
};

/** The plan of an item that is converted, and what it was made of. */
export type JobPart = { plan: Plan; settings: Settings; scenes: number[] | null };

/** Everything that the page shows; changed by the reducer alone. Data that can be cloned, posted and kept: errors too are plain. */
export type AppState = {
  items: QueueItem[];
  selected: string | null;
  /** Ids of items that the person marked, for an action on all of them; without the selected one alone. */
  marked: readonly string[];
  /** The person chose it: it stays selected whatever becomes of it. */
  selectedByHand: boolean;
  /** Settings for all files that have none of their own. */
  settings: Settings;
  /** What was typed and is no value: it stays in its field, with the reason, and nothing is converted until it is right. */
  drafts: ReadonlyMap<ParameterKey, Draft>;
  destination: Destination | null;
  /** What the stores in the destination are; looked at only where time points are to be added to them. */
  stores: PlanContext | null;
  /** The job that is under way, or null. */
  job: Job | null;
  /** Of the item that is being converted; null before its first figures. Not a part of the item, so that only what shows it is drawn anew. */
  progress: Progress | null;
  /** Of the job under way; null before its first figures. */
  pace: ShownPace | null;
  question: ExistingQuestion | null;
  /** Files that came with a folder and are no images. */
  leftovers: string[];
  /** Files whose names go together, to be combined if the person wants. */
  offers: SequenceOffer[];
  /** Ids of items that look like labels of another one and are to stay images of their own. */
  keptApart: readonly string[];
  /** Something that can be taken back, or a failure that belongs to no item. */
  notice: Notice | null;
  /** A queue that an earlier page left behind: it is offered. */
  earlier: EarlierQueue | null;
  /** What the page's host should send for its safety and does not. */
  hostGaps: HostGaps | null;
  /** The browser keeps a copy of the page that works without a network. */
  hasOfflineCopy: boolean;
  /** Of a new version of the page: `Session.loadUpdate`. No other notice takes its place. */
  update: UpdateState;
  /** The browser would install the page, and the person did not say yet whether it should: `Session.install`. */
  canInstall: boolean;
};

/** Accepted: it is loaded as soon as that can be. */
export type UpdateState = "none" | "offered" | "accepted";

/** What the bar at the foot of the page tells or offers. */
export type Notice =
  | {
      kind: "undo";
      text: string;
      restore: Pick<AppState, "items" | "settings" | "selected">;
      /** Items that came with the change and go with it. */
      replaced?: string[];
      /** Items whose labels it changed. */
      relabelled?: readonly string[];
    }
  | { kind: "error"; error: WireError }
  /** What a job found in its destination. */
  | { kind: "remark"; text: string };

/** Everything that can happen to the state. */
export type Action =
  | { type: "dropped"; items: QueueItem[] }
  | { type: "offers"; offers: SequenceOffer[] }
  | { type: "offerClosed"; id: string }
  | { type: "combined"; offer: SequenceOffer; parts: string[]; item: QueueItem }
  | { type: "identified"; id: string; identification: Identification }
  | { type: "opened"; id: string; image: OpenImage; mosaic: Settings["mosaic"] }
  /** `mosaic`: with which it was opened; null where it did not come to that. */
  | { type: "unreadable"; id: string; error: WireError; mosaic: Settings["mosaic"] | null }
  /** Its pixels were to be shown. */
  | { type: "flawed"; id: string; error: WireError }
  | { type: "pictured"; id: string; picture: Blob }
  | { type: "measured"; id: string; bytes: number }
  | { type: "select"; id: string }
  | { type: "remove"; ids: readonly string[] }
  | { type: "move"; id: string; by: -1 | 1 }
  /** In the order that they have, before another item; null: to the end. */
  | { type: "moveBefore"; ids: readonly string[]; before: string | null }
  /** What the next action of the person is about, beside what is looked at. */
  | { type: "mark"; ids: readonly string[] }
  | { type: "scenes"; id: string; scenes: number[] | null }
  | { type: "settings"; settings: Settings }
  | { type: "ownSettings"; id: string; settings: Settings | null }
  | { type: "draft"; key: ParameterKey; draft: Draft | null }
  | { type: "clearDrafts" }
  | { type: "settingsForAll"; settings: Settings }
  | { type: "destination"; destination: Destination | null }
  | { type: "stores"; stores: PlanContext | null }
  | { type: "run"; id: string; run: Run }
  | { type: "progress"; progress: Progress; pace: ShownPace }
  | { type: "begun"; id: string; leftBehind: LeftBehind | null }
  | { type: "appendStopped"; id: string; stoppedAppend: StoppedAppend | null }
  | { type: "job"; job: Job | null }
  | { type: "question"; question: ExistingQuestion | null }
  /** What the person decided about the stores in the way of items. */
  | { type: "decided"; answers: ReadonlyMap<string, ExistingAnswer> }
  /** What becomes of the stores of one item; null: what is said for all. */
  | { type: "answerFor"; item: string; answer: ExistingAnswer | null }
  | { type: "notice"; notice: Notice | null }
  | { type: "hostGaps"; gaps: HostGaps | null }
  | { type: "offlineCopy" }
  | { type: "update"; update: UpdateState }
  | { type: "install"; isOffered: boolean }
  | { type: "earlier"; earlier: EarlierQueue | null }
  | { type: "takenUp"; taken: TakenUp }
  /** A file that lacked companions is looked at again with others. */
  | { type: "regrouped"; id: string; source: SourceReference; drop: string }
  /** The files of an item, or of a mask that was added to it (`part`: the id of either), that lacked them. */
  | { type: "found"; id: string; part: string; found: Pick<QueueItem, "source" | "drop"> }
  /** Items become labels of others, that are called so beside them. */
  | { type: "addLabels"; added: readonly { id: string; mask: string; name: string }[] }
  /** A mask becomes an item of its own again. */
  | { type: "removeLabels"; id: string; mask: string }
  | { type: "nameLabels"; id: string; mask: string; name: string }
  /** Items that look like labels are images of their own. */
  | { type: "keepApart"; ids: readonly string[] }
  | { type: "undo" };

/** The state of a page in which nothing was dropped yet. */
export function initialState(settings: Settings): AppState {
  return {
    items: [],
    selected: null,
    marked: [],
    selectedByHand: false,
    settings,
    drafts: new Map(),
    destination: null,
    stores: null,
    job: null,
    progress: null,
    pace: null,
    question: null,
    leftovers: [],
    offers: [],
    keptApart: [],
    notice: null,
    earlier: null,
    hostGaps: null,
    hasOfflineCopy: false,
    update: "none",
    canInstall: false,
  };
}
