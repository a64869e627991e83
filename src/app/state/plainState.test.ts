import { expect, it } from "vitest";
import { sampleJob } from "../../../testing/app/sampleJob.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import { type Action, type AppState, initialState } from "./appState.ts";
import { effectsOf } from "./effects.ts";
import { newItem, type QueueItem } from "./queue.ts";
import { reduce } from "./reduce.ts";

function item(name: string): QueueItem {
  const source = { kind: "files" as const, files: [], main: name };
  return newItem(name, "drop", { name, path: name, base: "", fromFolder: false, source });
}

const description = describeImage([describeScene("yx", [64, 64])], { name: "a", files: ["a"] });
const error = errorToWire(
  new ZarrdropError("companion-missing", "b is needed.", { files: ["b"] }, new Error("not found")),
);
const failure = errorToWire(new ZarrdropError("corrupt", "It ends too early.", {}, new TypeError("offset")));
const destination = { reference: { kind: "opfs" as const, folder: "out" }, folderName: null };

/** Something of every kind that can happen to the state. */
const SAMPLES: { [Type in Action["type"]]: (Action & { type: Type })[] } = {
  dropped: [{ type: "dropped", items: ["a", "b", "c", "d", "e"].map(item) }],
  offers: [{ type: "offers", offers: [] }],
  offerClosed: [{ type: "offerClosed", id: "none" }],
  combined: [],
  identified: [
    {
      type: "identified",
      id: "a",
      identification: { kind: "image", format: "tiff", formatName: "TIFF", files: ["a"] },
    },
    { type: "identified", id: "b", identification: { kind: "unknown", reason: "No reader knows it." } },
  ],
  opened: [{ type: "opened", id: "a", image: { id: 1, description }, mosaic: "stitch" }],
  unreadable: [
    { type: "unreadable", id: "c", error, mosaic: "stitch" },
    { type: "unreadable", id: "d", error: failure, mosaic: null },
  ],
  flawed: [{ type: "flawed", id: "a", error: failure }],
  update: [{ type: "update", update: "offered" }],
  install: [{ type: "install", isOffered: true }],
  pictured: [{ type: "pictured", id: "a", picture: new Blob(["picture"]) }],
  measured: [{ type: "measured", id: "a", bytes: 4096 }],
  select: [{ type: "select", id: "a" }],
  move: [{ type: "move", id: "a", by: 1 }],
  moveBefore: [{ type: "moveBefore", ids: ["b"], before: "a" }],
  mark: [{ type: "mark", ids: ["a", "b"] }],
  scenes: [{ type: "scenes", id: "a", scenes: [0] }],
  settings: [{ type: "settings", settings: { ...DEFAULT_SETTINGS, numLevels: 3 } }],
  ownSettings: [{ type: "ownSettings", id: "a", settings: DEFAULT_SETTINGS }],
  draft: [{ type: "draft", key: "numLevels", draft: { text: "x", problem: { text: "A number is needed.", at: [] } } }],
  clearDrafts: [],
  settingsForAll: [{ type: "settingsForAll", settings: DEFAULT_SETTINGS }],
  destination: [{ type: "destination", destination }],
  stores: [{ type: "stores", stores: { takenNames: ["a.ome.zarr"], existingStores: {} } }],
  run: [
    { type: "run", id: "a", run: { kind: "failed", error: failure } },
    { type: "run", id: "e", run: { kind: "waiting" } },
  ],
  begun: [{ type: "begun", id: "a", leftBehind: { storeNames: ["a.ome.zarr"], replaces: false } }],
  appendStopped: [
    { type: "appendStopped", id: "a", stoppedAppend: { destination: destination.reference, storeNames: ["a"] } },
  ],
  job: [{ type: "job", job: sampleJob({ a: 8192 }) }],
  decided: [{ type: "decided", answers: new Map([["a", "rename"]]) }],
  answerFor: [{ type: "answerFor", item: "a", answer: "skip" }],
  question: [
    { type: "question", question: { names: ["a.ome.zarr"], stores: [], own: new Map(), canGoOn: true, remarks: [] } },
  ],
  hostGaps: [{ type: "hostGaps", gaps: { lacked: ["Content-Security-Policy"], of: 8, filledIn: "never" } }],
  remove: [{ type: "remove", ids: ["b"] }],
  notice: [{ type: "notice", notice: { kind: "error", error: failure } }],
  progress: [
    {
      type: "progress",
      progress: { bytesDone: 1, bytesTotal: 8192, bytesBefore: 0, bytesWritten: 0, filesWritten: 0, stage: "writing" },
      pace: { rate: 10, secondsLeft: null, toldAt: 0 },
    },
  ],
  earlier: [
    {
      type: "earlier",
      earlier: {
        key: "k",
        savedAt: 1,
        offeredAt: 2,
        count: 2,
        done: 1,
        stoppedAt: { name: "a", share: 0.5 },
        canGoOn: true,
        hasDownloads: false,
        folderName: "out",
        pictures: [new Blob(["picture"])],
      },
    },
  ],
  takenUp: [
    {
      type: "takenUp",
      taken: {
        items: [
          {
            ...item("lost"),
            verdict: {
              kind: "missing",
              reason: "It is not where it was.",
              wanted: [{ id: "lost", name: "lost", files: ["lost"] }],
            },
          },
        ],
        settings: DEFAULT_SETTINGS,
        destination: null,
        selected: null,
        leftovers: [],
        changed: [],
      },
    },
  ],
  regrouped: [{ type: "regrouped", id: "c", source: item("c").source, drop: "other" }],
  addLabels: [{ type: "addLabels", added: [{ id: "a", mask: "b", name: "cells" }] }],
  nameLabels: [{ type: "nameLabels", id: "a", mask: "b", name: "nuclei" }],
  keepApart: [{ type: "keepApart", ids: ["c"] }],
  removeLabels: [{ type: "removeLabels", id: "a", mask: "b" }],
  found: [{ type: "found", id: "lost", part: "lost", found: { source: item("lost").source, drop: "other" } }],
  offlineCopy: [{ type: "offlineCopy" }],
  undo: [],
};

/** Where a value is of a class of its own: cloning or keeping it would make something else of it. */
function notPlain(value: unknown, path: string): string[] {
  if (typeof value === "function" || typeof value === "symbol") return [path];
  if (typeof value !== "object" || value === null) return [];
  // A picture is cloned as what it is.
  if (value instanceof Blob) return [];
  if (value instanceof Map) return [...value].flatMap(([key, entry]) => notPlain(entry, `${path}.${key}`));
  if (Array.isArray(value)) return value.flatMap((entry, at) => notPlain(entry, `${path}.${at}`));
  if (Object.getPrototypeOf(value) !== Object.prototype) return [path];
  return Object.entries(value).flatMap(([key, entry]) => notPlain(entry, `${path}.${key}`));
}

it("whatever happened, the state is plain data: a clone of it is the same state", () => {
  let state: AppState = initialState(DEFAULT_SETTINGS);
  for (const action of Object.values(SAMPLES).flat()) {
    state = reduce(state, action);
    expect(notPlain(state, action.type)).toEqual([]);
    expect(structuredClone(state)).toEqual(state);
  }
  expect(notPlain(new ZarrdropError("corrupt", "It ends too early."), "error")).toEqual(["error"]);
});

/** How often a step of the state looks at an item of the queue. */
function looksOf(items: number, action: Action): number {
  const queue = Array.from({ length: items }, (_, at) => item(`${at}`));
  const before = reduce(initialState(DEFAULT_SETTINGS), { type: "dropped", items: queue });
  const after = reduce(before, action);
  let looks = 0;
  const counted = (state: AppState): AppState => ({
    ...state,
    items: new Proxy(state.items, {
      get: (target, key): unknown => {
        if (typeof key === "string" && /^\d+$/u.test(key)) looks++;
        // Its type is that of any member of the list.
        return Reflect.get(target, key);
      },
    }),
  });
  effectsOf(counted(before), counted(after));
  return looks;
}

it("what follows from a change is found in a few looks at each of hundreds of items", () => {
  for (const action of [...SAMPLES.measured, ...SAMPLES.select, ...SAMPLES.job, ...SAMPLES.settings]) {
    expect(looksOf(500, action), action.type).toBeLessThan(500 * 20);
  }
});
