import { describe, expect, it } from "vitest";
import { sampleJob } from "../../../testing/app/sampleJob.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import type { KeptKey } from "../../browser/keptRecords.ts";
import type { FoundList } from "../../browser/keptSources.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { earlierText } from "../queue/earlierText.ts";
import { type Action, type AppState, initialState } from "./appState.ts";
import { earlierQueue, foldersNamedIn, takeUp, toGoOnWith } from "./earlierQueue.ts";
import type { KeptItem } from "./keptForm.ts";
import { keptChanges, readKept } from "./keptQueue.ts";
import { newItem } from "./queue.ts";
import { reduce } from "./reduce.ts";

const FILES = ["a.tif", "b.tif", "c.tif", "d.tif"];
/** Only what is called is there. */
const handle = { kind: "file", name: "a.tif" } as unknown as FileSystemFileHandle;
const source = {
  kind: "files" as const,
  files: FILES.map((path) => ({ path, file: new File([path], path) })),
  origins: [{ path: "a.tif", handle }],
};

function item(name: string) {
  return newItem(name, "drop", {
    name,
    path: name,
    base: "",
    fromFolder: false,
    source: { ...source, main: name },
  });
}

const opened = (id: string): Action => ({
  type: "opened",
  id,
  image: { id: 1, description: describeImage([describeScene("yx", [64, 64])], { name: id, files: [id] }) },
  mosaic: "stitch",
});
const progressAt = (bytesDone: number): Action => ({
  type: "progress",
  progress: { bytesDone, bytesTotal: 100, bytesBefore: 0, bytesWritten: 0, filesWritten: 0, stage: "writing" },
  pace: { rate: null, secondsLeft: null, toldAt: 0 },
});

/** A job of four files: one stopped by hand, one under way at 62 %, one that waits, one that nobody has looked at. */
function underWay(): AppState {
  const actions: Action[] = [
    { type: "dropped", items: FILES.map(item) },
    ...["a.tif", "b.tif", "c.tif"].map(opened),
    { type: "settings", settings: { ...DEFAULT_SETTINGS, numLevels: 3 } },
    { type: "job", job: sampleJob({ "b.tif": 100 }) },
    { type: "run", id: "a.tif", run: { kind: "stopped", share: 0.25 } },
    { type: "run", id: "c.tif", run: { kind: "waiting" } },
    { type: "run", id: "b.tif", run: { kind: "running" } },
    { type: "begun", id: "b.tif", leftBehind: { storeNames: ["b.ome.zarr"], replaces: false } },
    progressAt(62),
  ];
  return actions.reduce(reduce, initialState(DEFAULT_SETTINGS));
}

const NOW = new Date(2026, 10, 30, 9, 5);
const place = { queue: "q", keyOf: () => "list" };

/** What a browser gives back of what was written. */
function keptOf(state: AppState): (readonly [KeptKey, unknown])[] {
  return structuredClone(
    keptChanges(null, state, place, NOW.getTime()).put.map(([key, value]) => [key, value] as const),
  );
}

function withoutHandles(state: AppState): AppState {
  // A clone of a handle is a handle; of what stands for one here it is not.
  return {
    ...state,
    items: state.items.map((each) => ({ ...each, source: { ...source, origins: [], main: each.name } })),
  };
}

describe("a kept queue", () => {
  const kept = () => readKept(keptOf(withoutHandles(underWay())))!;

  it("has no file in it, and the list of files that were dropped together once", () => {
    const records = keptChanges(null, underWay(), place, 0).put;
    expect(records.filter(([[, part]]) => part === "list")).toHaveLength(1);
    const values = (value: unknown): unknown[] =>
      typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(values)] : [];
    expect(records.flatMap(([, value]) => values(value)).filter((value) => value instanceof Blob)).toEqual([]);
    expect(records.find(([[, part]]) => part === "list")![1]).toMatchObject({ origins: [{ path: "a.tif", handle }] });
  });

  it("is offered in a sentence, with what was under way", () => {
    const offer = earlierQueue("q", kept(), NOW.getTime());
    expect(offer).toMatchObject({ count: 4, done: 0, canGoOn: true });
    const seen = (...date: [number, number, number, number?, number?]) => ({
      ...offer,
      offeredAt: new Date(...(date as [number, number, number])).getTime(),
    });
    const [title, stoppedAt] = ["Today at 09:05: 0 of 4 done", "stopped at b.tif, 62 %"];
    expect(earlierText(offer)).toEqual({ title, stoppedAt });
    expect(earlierText(seen(2026, 11, 1, 0, 1)).title).toMatch(/^Yesterday: /u);
    expect(earlierText(seen(2026, 11, 24)).title).toMatch(/^30 November: /u);
    const waited = "stopped before anything was written";
    expect(earlierText({ ...offer, stoppedAt: null })).toEqual({ title, stoppedAt: waited });
    const idle = "no conversion was under way, and nothing was written";
    expect(earlierText({ ...offer, stoppedAt: null, canGoOn: false })).toEqual({ title, stoppedAt: idle });
    expect(earlierText({ ...offer, done: 4, stoppedAt: null, canGoOn: false }).stoppedAt).toBeNull();
  });

  it("names the folders in which its stores wait to be downloaded: those are not cleared", () => {
    expect(foldersNamedIn(kept())).toEqual([]);
    const destination = { reference: { kind: "opfs" as const, folder: "outputs-1" }, folderName: null };
    const state = reduce(withoutHandles(underWay()), { type: "destination", destination });
    const records = readKept(keptOf(state))!;
    expect(foldersNamedIn(records)).toEqual(["outputs-1"]);
    expect(earlierQueue("q", records, 0).hasDownloads).toBe(true);
    expect(foldersNamedIn(null)).toEqual([]);
  });

  it("comes back as it was: what ran is stopped where it was, what waited is ready, and both are gone on with", () => {
    const records = kept();
    const found: FoundList = {
      files: source.files,
      lost: new Map(),
      changed: new Set(["a.tif", "d.tif"]),
      origins: [],
    };
    const state = reduce(initialState(DEFAULT_SETTINGS), {
      type: "takenUp",
      taken: takeUp(records, new Map([["list", found]])),
    });
    expect(state.items.map(({ run }) => run)).toEqual([
      { kind: "stopped", share: 0.25 },
      { kind: "stopped", share: 0.62 },
      { kind: "idle" },
      { kind: "idle" },
    ]);
    // The last one was looked at by nobody: its own file is what is known of it.
    expect(takeUp(records, new Map([["list", found]])).changed).toEqual(["a.tif", "d.tif"]);
    expect(toGoOnWith(records)).toEqual(["a.tif", "b.tif", "c.tif"]);
    expect(state.items.map(({ verdict }) => verdict.kind === "checking" && verdict.step)).toEqual([
      "open",
      "open",
      "open",
      "identify",
    ]);
    expect(state.items[1]!.leftBehind).toEqual({ storeNames: ["b.ome.zarr"], replaces: false });
    expect(state.settings.numLevels).toBe(3);
    expect(state.items[0]!.source).toMatchObject({ kind: "files", main: "a.tif", files: source.files });
  });

  it("says of files that do not come back why, and takes them when they are dropped again", () => {
    const lost = new Map([["b.tif", "no-handle"] as const, ["c.tif", "gone"] as const]);
    const found: FoundList = { files: [source.files[0]!, source.files[3]!], lost, changed: new Set(), origins: [] };
    let state = reduce(initialState(DEFAULT_SETTINGS), {
      type: "takenUp",
      taken: takeUp(kept(), new Map([["list", found]])),
    });
    expect(state.items.map(({ verdict }) => verdict.kind)).toEqual(["checking", "missing", "missing", "checking"]);
    expect(state.items[1]!.verdict).toMatchObject({
      wanted: [{ id: "b.tif", name: "b.tif", files: ["b.tif"] }],
      reason: expect.stringMatching(/^It was chosen/u),
    });
    expect(state.items[2]!.verdict).toMatchObject({ reason: expect.stringMatching(/^It is not where it was/u) });
    state = reduce(state, {
      type: "found",
      id: "b.tif",
      part: "b.tif",
      found: { source: { ...source, main: "b.tif" }, drop: "two" },
    });
    expect(state.items[1]).toMatchObject({ drop: "two", verdict: { kind: "checking", step: "open" } });
  });

  it("has the masks that were added to an image: their files are looked for, and wanted again, as the image's own", () => {
    let state = ["a.tif", "b.tif"]
      .map(opened)
      .reduce(reduce, reduce(initialState(DEFAULT_SETTINGS), { type: "dropped", items: ["a.tif", "b.tif"].map(item) }));
    state = reduce(state, { type: "addLabels", added: [{ id: "a.tif", mask: "b.tif", name: "cells" }] });
    const records = keptChanges(null, state, place, 0).put;
    expect(records.filter(([[, part]]) => part === "list")).toHaveLength(1);
    expect(records.filter(([[, part]]) => part === "item")).toHaveLength(1);
    // A clone of a handle is a handle; of what stands for one here it is not.
    const plain = { ...source, origins: [] };
    const labels = state.items[0]!.labels.map((each) => ({
      ...each,
      mask: { ...each.mask, source: { ...plain, main: "b.tif" } },
    }));
    const labelled = readKept(
      keptOf({ ...state, items: [{ ...state.items[0]!, source: { ...plain, main: "a.tif" }, labels }] }),
    )!;
    const all: FoundList = { files: source.files, lost: new Map(), changed: new Set(["b.tif"]), origins: [] };
    const whole = takeUp(labelled, new Map([["list", all]]));
    expect(whole.changed).toEqual(["a.tif"]);
    expect(whole.items[0]).toMatchObject({
      verdict: { kind: "checking" },
      labels: [{ name: "cells", files: ["b.tif"], mask: { id: "b.tif", source: { main: "b.tif" } } }],
    });
    const lost = { ...all, files: [source.files[0]!], lost: new Map([["b.tif", "gone" as const]]) };
    let taken = reduce(initialState(DEFAULT_SETTINGS), {
      type: "takenUp",
      taken: takeUp(labelled, new Map([["list", lost]])),
    });
    expect(taken.items[0]!.verdict).toMatchObject({ kind: "missing", wanted: [{ id: "b.tif", files: ["b.tif"] }] });
    // A page that ends again now knows still what it wants.
    expect(takeUp(readKept(keptOf(taken))!, new Map([["list", lost]])).items[0]!.verdict).toEqual(
      taken.items[0]!.verdict,
    );
    const found = { source: { ...plain, main: "again/b.tif" }, drop: "two" };
    taken = reduce(taken, { type: "found", id: "a.tif", part: "b.tif", found });
    expect(taken.items[0]).toMatchObject({
      source: { main: "a.tif" },
      verdict: { kind: "checking", step: "open" },
      labels: [{ mask: { source: { main: "again/b.tif" } } }],
    });
  });

  it("is without an item whose labels are broken, and takes one of an earlier version for one without", () => {
    const state = reduce(initialState(DEFAULT_SETTINGS), {
      type: "dropped",
      items: [{ ...item("a.tif"), source: { ...source, origins: [], main: "a.tif" } }],
    });
    const keptWith = (labels: unknown) =>
      readKept(
        keptOf(state).map(([key, value]) => [key, key[1] === "item" ? { ...(value as object), labels } : value]),
      )!.items;
    expect(keptWith(undefined).map(({ labels }) => labels)).toEqual([[]]);
    expect(keptWith([{ name: "cells", files: ["b.tif"], mask: { id: "b" } }])).toEqual([]);
  });

  it("comes before what was dropped meanwhile, with the settings that it had", () => {
    const other = reduce(initialState(DEFAULT_SETTINGS), { type: "dropped", items: [item("new.tif")] });
    const state = reduce(other, { type: "takenUp", taken: takeUp(kept(), new Map()) });
    expect(state.items.map(({ name }) => name)).toEqual([...FILES, "new.tif"]);
    expect(state.settings).toBe(DEFAULT_SETTINGS);
    expect(state.items.map(({ ownSettings }) => ownSettings?.numLevels)).toEqual([3, 3, 3, 3, undefined]);
  });

  it("is nothing where its records are broken, and goes on without an item that is", () => {
    const records = keptOf(withoutHandles(underWay()));
    const broken = (part: string, value: unknown) =>
      records.map(([key, was]) => [key, key[1] === part ? value : was] as const);
    for (const value of [null, 7, {}, { savedAt: 1, settings: {}, destination: null, order: [1], leftovers: [] }]) {
      expect(readKept(broken("queue", value)), JSON.stringify(value)).toBeNull();
    }
    const sound = kept();
    const [first] = sound.items as [KeptItem];
    const spoilt: unknown[] = [
      { id: "a.tif" },
      { ...first, run: { kind: "flying" } },
      { ...first, run: { kind: "done" } },
      { ...first, run: { kind: "failed", error: "it did" } },
      { ...first, verdict: { kind: "odd" } },
      { ...first, verdict: { kind: "image", files: 3 } },
      { ...first, source: { kind: "files", list: 5, main: 7 } },
      { ...first, source: { kind: "sequence", pattern: {}, source: null } },
    ];
    for (const value of spoilt) expect(readKept(broken("item", value))!.items, JSON.stringify(value)).toEqual([]);
    const { queue } = sound;
    const odd = {
      ...queue,
      settings: { numLevels: "many" },
      destination: { reference: { kind: "moon" } },
      selected: 7,
    };
    expect(readKept(broken("queue", odd))!.queue).toEqual({
      ...queue,
      settings: DEFAULT_SETTINGS,
      destination: null,
      selected: null,
    });
    // Of a list that is spoilt no file comes back: each is asked for by its name.
    const lost = takeUp(readKept(broken("list", { files: 3 }))!, new Map());
    expect(lost.items.map(({ verdict }) => verdict.kind)).toEqual(["missing", "missing", "missing", "missing"]);
    expect(readKept(broken("progress", "far"))!.progress).toBeNull();
    expect(readKept([])).toBeNull();
  });
});

describe("what is written", () => {
  const keysOf = (before: AppState | null, after: AppState) => {
    const { put, remove, removeQueues = [] } = keptChanges(before, after, place, 0);
    return { put: put.map(([key]) => key.slice(1).join(" ")), remove: remove.map((key) => key.slice(1)), removeQueues };
  };

  it("is what changed: an item, or how far the one under way is", () => {
    const state = underWay();
    expect(keysOf(state, reduce(state, progressAt(63)))).toEqual({ put: ["progress"], remove: [], removeQueues: [] });
    const measured = reduce(state, { type: "measured", id: "c.tif", bytes: 7 });
    expect(keysOf(state, measured).put).toEqual(["item c.tif", "queue"]);
    const removed = reduce(state, { type: "remove", ids: ["a.tif"] });
    expect(keysOf(state, removed)).toEqual({ put: ["queue"], remove: [["item", "a.tif"]], removeQueues: [] });
    const done = reduce(state, { type: "run", id: "b.tif", run: { kind: "stopped", share: 0.7 } });
    expect(keysOf(state, done)).toEqual({ put: ["item b.tif", "queue"], remove: [["progress"]], removeQueues: [] });
  });

  it("is nothing where nothing changed, and a queue that was emptied goes", () => {
    const state = underWay();
    expect(keysOf(state, { ...state, notice: null })).toEqual({ put: [], remove: [], removeQueues: [] });
    const empty = { ...state, items: [] };
    expect(keysOf(state, empty)).toEqual({ put: [], remove: [], removeQueues: ["q"] });
    expect(keysOf(null, empty)).toEqual({ put: [], remove: [], removeQueues: [] });
  });
});
