import { describe, expect, it } from "vitest";
import { ZarrdropError } from "../../model/errors.ts";
import { errorToWire } from "../../protocol/errorTransfer.ts";
import type { ConversionReport } from "../../plan/job.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { sampleJob } from "../../../testing/app/sampleJob.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { initialState, type Action, type AppState } from "./appState.ts";
import { effectsOf, type Effect } from "./effects.ts";
import { planItem } from "./planning.ts";
import { newItem, type QueueItem } from "./queue.ts";
import { reduce } from "./reduce.ts";

const TILES: Settings = { ...DEFAULT_SETTINGS, mosaic: "tiles" };
const APPEND: Settings = { ...DEFAULT_SETTINGS, existing: "append" };

/** An action, and what follows from it. */
function step(state: AppState, ...actions: Action[]): [AppState, Effect[]] {
  const after = actions.reduce(reduce, state);
  return [after, effectsOf(state, after)];
}

function item(name: string, drop = "drop"): QueueItem {
  const source = { kind: "files" as const, files: [], main: name };
  return newItem(name, drop, { name, path: name, base: "", fromFolder: false, source });
}

const dropped = (...items: QueueItem[]): Action => ({ type: "dropped", items });
const identified = (id: string, files = [id]): Action => ({
  type: "identified",
  id,
  identification: { kind: "image", format: "tiff", formatName: "TIFF", files },
});
const measured = (id: string): Action => ({ type: "measured", id, bytes: 1 });
const imageOf = (name: string) => ({
  id: 1,
  description: describeImage([describeScene("yx", [64, 64])], { name, files: [name] }),
});
const opened = (id: string, mosaic: Settings["mosaic"] = "stitch", image = imageOf(id)): Action => ({
  type: "opened",
  id,
  image,
  mosaic,
});
const empty = initialState(DEFAULT_SETTINGS);

/** A state in which these can be converted, and nothing is being read. */
function ready(...names: string[]): AppState {
  const actions = names.flatMap((name) => [identified(name), opened(name), measured(name)]);
  return [dropped(...names.map((name) => item(name))), ...actions].reduce(reduce, empty);
}

describe("what is dropped", () => {
  it("is identified one after the other, then opened, then measured", () => {
    let [state, effects] = step(empty, dropped(item("a"), item("b")));
    const identifyA = { kind: "identify", id: "a", drop: "drop" } as const;
    const identifyB = { kind: "identify", id: "b", drop: "drop" } as const;
    const openA = { kind: "open", id: "a", mosaic: "stitch" } as const;
    expect(effects).toEqual([{ kind: "start-reading", read: identifyA }]);
    [state, effects] = step(state, identified("a"));
    expect(effects).toEqual([
      { kind: "stop-reading", read: identifyA },
      { kind: "start-reading", read: identifyB },
    ]);
    [state, effects] = step(state, identified("b"));
    expect(effects).toEqual([
      { kind: "stop-reading", read: identifyB },
      { kind: "start-reading", read: openA },
    ]);
    [state, effects] = step(state, opened("a"));
    expect(effects).toEqual([
      { kind: "stop-reading", read: openA },
      { kind: "start-reading", read: { ...openA, id: "b" } },
      { kind: "start-reading", read: { kind: "measure", id: "a" } },
      { kind: "prepare-conversion" },
    ]);
  });

  it("is looked at drop by drop", () => {
    const [state] = step(empty, dropped(item("a", "first")), identified("a"));
    expect(step(state, dropped(item("b", "second")))[1]).toEqual([]);
    const error = errorToWire(new ZarrdropError("corrupt", "It ends too early."));
    expect(
      step(state, dropped(item("b", "second")), { type: "unreadable", id: "a", error, mosaic: "stitch" })[1],
    ).toEqual([
      { kind: "stop-reading", read: { kind: "open", id: "a", mosaic: "stitch" } },
      { kind: "start-reading", read: { kind: "identify", id: "b", drop: "second" } },
    ]);
  });

  it("is read no further when it is removed, and again when it comes back", () => {
    const read = { kind: "identify", id: "a", drop: "drop" } as const;
    const [state] = step(empty, dropped(item("a")));
    const [removed, effects] = step(state, { type: "remove", ids: ["a"] });
    expect(effects).toEqual([
      { kind: "stop-reading", read },
      { kind: "let-lapse", notice: removed.notice },
    ]);
    expect(step(removed, { type: "undo" })[1]).toEqual([{ kind: "start-reading", read }]);
  });
});

describe("an open image", () => {
  it("is closed when it cannot come back any more", () => {
    const state = ready("a");
    const { verdict } = state.items[0]!;
    const [removed, effects] = step(state, { type: "remove", ids: ["a"] });
    expect(effects).toEqual([{ kind: "let-lapse", notice: removed.notice }]);
    const image = verdict.kind === "ready" ? verdict.image : null;
    expect(step(removed, { type: "notice", notice: null })[1]).toEqual([{ kind: "close-image", image }]);
    expect(step(removed, { type: "undo" })[1]).toEqual([{ kind: "prepare-conversion" }]);
  });

  it("is opened anew where another setting of mosaics holds, and closed when that is done", () => {
    let state = reduce(ready("a", "b"), { type: "ownSettings", id: "b", settings: { ...DEFAULT_SETTINGS } });
    const { verdict } = state.items[0]!;
    let effects: Effect[];
    [state, effects] = step(state, { type: "settings", settings: TILES });
    const open = { kind: "open", id: "a", mosaic: "tiles" } as const;
    expect(effects).toEqual([{ kind: "start-reading", read: open }]);
    expect(step(state, { type: "settings", settings: DEFAULT_SETTINGS })[1]).toEqual([
      { kind: "stop-reading", read: open },
      { kind: "start-reading", read: { ...open, mosaic: "stitch" } },
    ]);
    [state, effects] = step(state, opened("a", "tiles"));
    expect(effects).toEqual([
      { kind: "stop-reading", read: open },
      { kind: "close-image", image: verdict.kind === "ready" ? verdict.image : null },
    ]);
  });

  it("is opened anew after it could not be opened with the other setting", () => {
    const error = errorToWire(new ZarrdropError("unsupported-feature", "No tiles here."));
    const failed = step(
      ready("a"),
      { type: "settings", settings: TILES },
      { type: "unreadable", id: "a", error, mosaic: "tiles" },
    )[0];
    expect(step(failed, { type: "settings", settings: { ...TILES } })[1]).toEqual([]);
    expect(step(failed, { type: "settings", settings: DEFAULT_SETTINGS })[1]).toEqual([
      { kind: "start-reading", read: { kind: "open", id: "a", mosaic: "stitch" } },
    ]);
  });
});

describe("the destination", () => {
  const first = { reference: { kind: "opfs" as const, folder: "first" }, folderName: null };
  const second = { reference: { kind: "opfs" as const, folder: "second" }, folderName: null };
  const describing = (destination: typeof first) => ({ kind: "describe-destination" as const, destination });

  it("is looked into only where time points are added, and anew when it is another", () => {
    let [state, effects] = step(ready("a"), { type: "destination", destination: first });
    expect(effects).toEqual([]);
    [state, effects] = step(state, { type: "settings", settings: APPEND });
    expect(effects).toEqual([{ kind: "start-reading", read: describing(first) }]);
    expect(step(state, { type: "stores", stores: {} })[1]).toEqual([]);
    [state, effects] = step(state, { type: "destination", destination: second });
    expect(effects).toEqual([
      { kind: "stop-reading", read: describing(first) },
      { kind: "start-reading", read: describing(second) },
    ]);
  });

  it("is looked into again after a job", () => {
    const [state] = step(
      ready("a"),
      { type: "destination", destination: first },
      { type: "settings", settings: APPEND },
    );
    const job = sampleJob({ a: 1 });
    const [running, effects] = step(state, { type: "job", job });
    expect(effects[0]).toEqual({ kind: "stop-reading", read: describing(first) });
    expect(step(running, { type: "job", job: null })[1][0]).toEqual({ kind: "start-reading", read: describing(first) });
  });
});

describe("a job", () => {
  it("shows itself around the page", () => {
    const job = sampleJob({ a: 100 });
    const progress = {
      bytesDone: 50,
      bytesTotal: 100,
      bytesBefore: 0,
      bytesWritten: 0,
      filesWritten: 0,
      stage: "writing" as const,
    };
    const pace = { rate: 10, secondsLeft: 5, toldAt: 0 };
    const running: Action = { type: "progress", progress, pace };
    const run: Action = { type: "run", id: "a", run: { kind: "running" } };
    const [state, effects] = step(ready("a"), { type: "job", job }, run, running);
    expect(effects).toEqual([
      { kind: "show-title", title: "50 % · a" },
      { kind: "show-badge", count: 1 },
      { kind: "ask-before-leaving", isAsked: true },
    ]);
    expect(step(state, running)[1]).toEqual([]);
    expect(step(state, { type: "job", job: null })[1]).toEqual([
      { kind: "show-title", title: "Zarrdrop" },
      { kind: "show-badge", count: 0 },
      { kind: "ask-before-leaving", isAsked: false },
      { kind: "tell-end", startedAt: 0, text: "Nothing is converted any more" },
    ]);
  });

  it("has archives of its results made as long as they are there", () => {
    const state = ready("a");
    const plan = planItem(state.items[0]!, DEFAULT_SETTINGS)!.plan!;
    const report: ConversionReport = {
      source: "a",
      sourceFingerprint: "",
      provenance: { tool: "", source: { name: "", format: "", fingerprint: "" }, settings: {} },
      outputs: [],
      seconds: 1,
      decodeRatio: 1,
      route: "",
    };
    const destination = { kind: "opfs", folder: "f" } as const;
    const result = { report, plan, settings: DEFAULT_SETTINGS, scenes: null, destination, folderName: null };
    const done = reduce(state, { type: "run", id: "a", run: { kind: "done", result } });
    const again: Action = { type: "run", id: "a", run: { kind: "waiting" } };
    expect(step(done, again)[1]).toEqual([{ kind: "give-up-archives", result }]);
  });
});
