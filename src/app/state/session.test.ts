import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sampleSession as setup, until } from "../../../testing/app/sampleSession.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { takeFiles } from "../../browser/dropped.ts";

describe("Session", () => {
  beforeEach(() => vi.stubGlobal("navigator", {}));
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("gives every file a verdict; one bad file stops nothing", async () => {
    const { add, states, session } = setup();
    await add("good.tif", "bad.tif", "notes.txt");
    expect(states()).toEqual({ "good.tif": "idle", "bad.tif": "failed", "notes.txt": "skipped" });
    await until(() => session.store.get().items.some((item) => item.sourceBytes === 8));
  });

  it("gives a folder without images a verdict, but not one whose files belong to an image", async () => {
    const { session, states } = setup();
    const tree = takeFiles([new File(["x"], "a.tif")]);
    const folder = (name: string, files: string[]) => ({
      name,
      path: name,
      handle: null,
      files: files.map((file) => ({ name: file, get: () => Promise.resolve(new File(["y"], file)) })),
      folders: [],
    });
    tree.folders.push(folder("empty", []), folder("texts", ["n.txt"]), folder("images", ["i.tif"]));
    await session.add(tree);
    expect(states()).toEqual({ "a.tif": "idle", "i.tif": "idle", empty: "skipped", texts: "skipped" });
    expect(session.store.get().leftovers).toEqual(["texts/n.txt"]);
  });

  it("closes what is removed, but not while the removal can be undone", async () => {
    const { add, session, idOf, closed } = setup();
    await add("a.tif");
    await session.remove(idOf("a.tif"));
    expect(session.store.get().items).toHaveLength(0);
    expect(closed).toEqual([]);
    session.store.dispatch({ type: "notice", notice: null });
    await until(() => closed.length === 1);
  });

  it("lets an undo lapse after ten seconds, and nothing that is said in its place", async () => {
    const { add, session, idOf } = setup();
    await add("a.tif", "b.tif");
    vi.useFakeTimers();
    await session.remove(idOf("a.tif"));
    vi.advanceTimersByTime(9000);
    expect(session.store.get().notice?.kind).toBe("undo");
    vi.advanceTimersByTime(1000);
    expect(session.store.get().notice).toBeNull();
    await session.remove(idOf("b.tif"));
    session.store.dispatch({ type: "notice", notice: { kind: "remark", text: "Found." } });
    vi.advanceTimersByTime(10_000);
    expect(session.store.get().notice).toEqual({ kind: "remark", text: "Found." });
  });

  it("keeps the offer of an update whatever else is said, until it is taken or waved off", async () => {
    const { add, session, idOf } = setup();
    session.offerUpdate({ accept: () => Promise.resolve(), load: () => {} });
    await add("a.tif");
    await session.remove(idOf("a.tif"));
    session.store.dispatch({ type: "undo" });
    expect(session.store.get()).toMatchObject({ update: "offered", notice: null });
    session.store.dispatch({ type: "update", update: "none" });
    expect(session.store.get().update).toBe("none");
  });

  it("loads an update when the browser has put it in charge, and never while a job is under way", async () => {
    const { add, session, running } = setup();
    await add("a.tif");
    const load = vi.fn<() => void>();
    let takeOver = (): void => {};
    const isInCharge = new Promise<void>((resolve) => (takeOver = resolve));
    session.offerUpdate({ accept: () => isInCharge, load });
    const loaded = session.loadUpdate();
    expect(session.store.get().update).toBe("accepted");
    const done = session.convert();
    await until(() => running.length === 1);
    takeOver();
    await isInCharge;
    expect(load).not.toHaveBeenCalled();
    running[0]!.end();
    await done;
    await loaded;
    expect(load).toHaveBeenCalledOnce();
  });

  it("asks once whether the page is to be installed", () => {
    const { session } = setup();
    const answer = vi.fn<(isWanted: boolean) => void>();
    session.offerInstall({ answer });
    expect(session.store.get().canInstall).toBe(true);
    session.install(false);
    session.install(true);
    expect(session.store.get().canInstall).toBe(false);
    expect(answer.mock.calls).toEqual([[false]]);
  });

  it("stops looking at what is removed, goes on with the next, and looks again when it comes back", async () => {
    const { add, session, idOf, states, waiting } = setup();
    const adding = add("slow.tif", "a.tif");
    await until(() => [...waiting.values()].includes("open slow.tif"));
    await session.remove(idOf("slow.tif"));
    await adding;
    expect(waiting.size).toBe(0);
    expect(states()).toEqual({ "a.tif": "idle" });
    const { notice } = session.store.get();
    if (notice?.kind !== "undo") throw new Error("a removal can be undone");
    session.store.dispatch({ type: "undo" });
    await until(() => [...waiting.values()].includes("open slow.tif"));
    expect(states()).toEqual({ "slow.tif": "checking", "a.tif": "idle" });
  });

  it("stops planning when the conversion is cancelled, or the file is removed that is being planned", async () => {
    const { add, session, idOf, states, waiting, running } = setup();
    await add("unplanned.tif", "b.tif");
    const first = session.convert();
    await until(() => waiting.size === 1);
    session.run.cancel();
    await first;
    expect(waiting.size).toBe(0);
    expect(states()).toEqual({ "unplanned.tif": "idle", "b.tif": "idle" });
    const second = session.convert();
    await until(() => waiting.size === 1);
    await session.remove(idOf("unplanned.tif"));
    await until(() => running.length === 1);
    expect(waiting.size).toBe(0);
    running[0]!.end();
    await second;
    expect(states()).toEqual({ "b.tif": "done" });
  });

  it("opens files anew when the setting of mosaics changes, for those alone whose settings they are", async () => {
    const { add, session, idOf, closed } = setup();
    await add("mosaic.czi", "own.tif");
    session.store.dispatch({ type: "ownSettings", id: idOf("own.tif"), settings: DEFAULT_SETTINGS });
    session.store.dispatch({ type: "scenes", id: idOf("mosaic.czi"), scenes: [1] });
    const scenesOf = (name: string): number => {
      const { verdict } = session.store.get().items.find((item) => item.name === name)!;
      return verdict.kind === "ready" ? verdict.image.description.scenes.length : 0;
    };
    expect(scenesOf("mosaic.czi")).toBe(2);
    session.store.dispatch({ type: "settings", settings: { ...DEFAULT_SETTINGS, mosaic: "tiles" } });
    expect([scenesOf("mosaic.czi"), scenesOf("own.tif")]).toEqual([0, 1]);
    await until(() => scenesOf("mosaic.czi") === 4);
    expect(session.store.get().items[0]!.scenes).toBeNull();
    // Changed back before the file is open again.
    session.store.dispatch({ type: "settings", settings: { ...DEFAULT_SETTINGS, mosaic: "stitch" } });
    session.store.dispatch({ type: "settings", settings: { ...DEFAULT_SETTINGS, mosaic: "tiles" } });
    session.store.dispatch({ type: "settings", settings: { ...DEFAULT_SETTINGS, mosaic: "stitch" } });
    await until(() => scenesOf("mosaic.czi") === 2);
    expect(new Set(closed).size).toBe(closed.length);
  });

  it("looks at the destination where time points are to be added, and again when a job changed it", async () => {
    const { add, session, running } = setup(["other.ome.zarr"]);
    await add("a.tif");
    expect(session.store.get().stores).toBeNull();
    session.store.dispatch({ type: "settings", settings: { ...DEFAULT_SETTINGS, existing: "append" } });
    await until(() => session.store.get().stores?.takenNames?.includes("other.ome.zarr") === true);
    const before = session.store.get().stores;
    const done = session.convert();
    await until(() => running.length === 1);
    running[0]!.end();
    await done;
    await until(() => session.store.get().stores !== before);
  });

  it("converts one after the other, shows progress, goes on after a failure", async () => {
    const { add, session, states, running, signs } = setup();
    await add("a.tif", "b.tif");
    const done = session.convert();
    await until(() => running.length === 1);
    expect(states()).toEqual({ "a.tif": "running", "b.tif": "waiting" });
    expect(signs).toEqual({ title: "0 % · a.tif", badge: 2, isAsked: true, told: "" });
    running[0]!.onEvent({ kind: "started", bytesTotal: 100, bytesDone: 0, bytesWritten: 0, filesWritten: 0 });
    running[0]!.onEvent({ kind: "progress", bytesDone: 40, bytesTotal: 100, bytesWritten: 1, filesWritten: 1 });
    await until(() => session.store.get().progress?.bytesDone === 40);
    running[0]!.fail(new ZarrdropError("storage-full", "The disk is full."));
    await until(() => running.length === 2);
    running[1]!.end();
    await done;
    expect(states()).toEqual({ "a.tif": "failed", "b.tif": "done" });
    expect(session.store.get().job).toBeNull();
    expect(signs).toEqual({ title: "Zarrdrop", badge: 0, isAsked: false, told: "Done: b.tif. Failed: a.tif" });
  });

  it("stops everything, or only the rest after the one under way", async () => {
    const first = setup();
    await first.add("a.tif", "b.tif");
    const stopped = first.session.convert();
    await until(() => first.running.length === 1);
    first.session.run.cancel();
    await stopped;
    expect(first.states(), "what only waited is ready as before").toEqual({ "a.tif": "stopped", "b.tif": "idle" });

    const second = setup();
    await second.add("a.tif", "b.tif");
    const ended = second.session.convert();
    await until(() => second.running.length === 1);
    second.session.run.stopAfterThis(true);
    second.running[0]!.end();
    await ended;
    expect(second.states()).toEqual({ "a.tif": "done", "b.tif": "idle" });
  });

  it("stops an item before removing it, and follows a new order", async () => {
    const { add, session, idOf, running, states } = setup();
    await add("a.tif", "b.tif", "c.tif");
    const done = session.convert();
    await until(() => running.length === 1);
    session.store.dispatch({ type: "move", id: idOf("c.tif"), by: -1 });
    await session.remove(idOf("a.tif"));
    await until(() => running.length === 2);
    expect(running[1]!.job.source).toMatchObject({ main: "c.tif" });
    running[1]!.end();
    await until(() => running.length === 3);
    running[2]!.end();
    await done;
    expect(states()).toEqual({ "c.tif": "done", "b.tif": "done" });
  });

  it("asks about outputs that are there before anything is written", async () => {
    const { add, session, running } = setup(["a.ome.zarr"]);
    await add("a.tif");
    const left = session.convert();
    await until(() => session.store.get().question !== null);
    expect(session.store.get().question).toEqual({
      names: ["a.ome.zarr"],
      stores: [expect.objectContaining({ storeName: "a.ome.zarr", kind: "whole", bytes: 1024, modified: null })],
      own: new Map(),
      canGoOn: false,
      remarks: [expect.any(String)],
    });
    session.run.answer(null);
    await left;
    expect(running).toHaveLength(0);

    const renamed = session.convert();
    await until(() => session.store.get().question !== null);
    session.run.answer("rename");
    await until(() => running.length === 1);
    expect(running[0]!.job.plan.outputs[0]!.storeName).toBe("a_2.ome.zarr");
    running[0]!.end();
    await renamed;
  });

  it("takes an answer for each store that is there, and one for those of which nothing is said", async () => {
    const { add, session, running, idOf } = setup(["a.ome.zarr", "b.ome.zarr", "c.ome.zarr"]);
    await add("a.tif", "b.tif", "c.tif");
    const ended = session.convert();
    await until(() => session.store.get().question !== null);
    session.store.dispatch({ type: "answerFor", item: idOf("b.tif"), answer: "replace" });
    session.store.dispatch({ type: "answerFor", item: idOf("c.tif"), answer: "skip" });
    session.store.dispatch({ type: "answerFor", item: idOf("c.tif"), answer: null });
    session.run.answer("rename");
    for (const at of [0, 1, 2]) {
      await until(() => running.length === at + 1);
      running[at]!.end();
    }
    await ended;
    const written = running.map(({ job }) => job.plan.outputs[0]!.storeName);
    expect(written).toEqual(["a_2.ome.zarr", "b.ome.zarr", "c_2.ome.zarr"]);
  });

  it("does not ask again what was decided when a stopped job goes on", async () => {
    const { add, session, running } = setup(["a.ome.zarr"]);
    await add("a.tif");
    const stopped = session.convert();
    await until(() => session.store.get().question !== null);
    session.run.answer("rename");
    await until(() => running.length === 1);
    session.run.cancel();
    await stopped;
    const again = session.convert();
    await until(() => running.length === 2);
    expect(running[1]!.job.plan.outputs[0]!.storeName).toBe("a_2.ome.zarr");
    running[1]!.end();
    await again;
    expect(session.store.get().items[0]!.decided).toBeNull();
  });
});
