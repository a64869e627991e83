import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sampleSession, until } from "../../../testing/app/sampleSession.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { jobProgress, quarterOf } from "./jobProgress.ts";
import { statusText } from "./statusText.ts";
import { currentOffers } from "./sequences.ts";
import { partOf, waitingForSettings } from "./jobSettings.ts";

const FEWER = { ...DEFAULT_SETTINGS, zarrFormat: 2 as const };

async function begun(...names: string[]) {
  const setup = sampleSession();
  await setup.add(...names);
  const ended = setup.session.convert();
  await until(() => setup.running.length === 1);
  return { ...setup, ended, state: () => setup.session.store.get() };
}

describe("a job under way", () => {
  beforeEach(() => vi.stubGlobal("navigator", {}));
  afterEach(() => vi.unstubAllGlobals());

  it("rests and goes on: the engine is told, and no further file begins meanwhile", async () => {
    const { session, running, held, ended, state, states } = await begun("a.tif", "b.tif");
    session.run.pause(true);
    expect(held).toEqual([true]);
    expect(jobProgress(state())!.stage).toBe("paused");
    running[0]!.end();
    await until(() => states()["a.tif"] === "done");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(states()).toEqual({ "a.tif": "done", "b.tif": "waiting" });
    session.run.pause(false);
    await until(() => running.length === 2);
    running[1]!.end();
    await ended;
    expect(states()["b.tif"]).toBe("done");
  });

  it("can be cancelled while it rests", async () => {
    const { session, running, ended, states } = await begun("a.tif", "b.tif");
    session.run.pause(true);
    running[0]!.end();
    await until(() => states()["a.tif"] === "done");
    session.run.cancel();
    await ended;
    expect(states()["b.tif"]).toBe("idle");
  });

  it("keeps the settings of what runs and waits; a change holds for what waits when it is applied", async () => {
    const { session, running, ended, idOf, state } = await begun("a.tif", "b.tif", "c.tif");
    session.store.dispatch({ type: "settings", settings: FEWER });
    expect(waitingForSettings(state())).toBe(2);
    const planOf = (name: string) =>
      partOf(
        state().items.find((item) => item.id === idOf(name))!,
        state().job,
      )!.plan.outputs[0]!;
    expect(planOf("b.tif").zarrFormat).toBe(3);
    await session.applySettings();
    expect(waitingForSettings(state())).toBe(0);
    expect([planOf("a.tif"), planOf("b.tif"), planOf("c.tif")].map(({ zarrFormat }) => zarrFormat)).toEqual([3, 2, 2]);
    session.store.dispatch({ type: "settings", settings: { ...FEWER } });
    expect(waitingForSettings(state()), "what means the same is no change").toBe(0);
    for (const at of [0, 1, 2]) {
      await until(() => running.length === at + 1);
      running[at]!.end();
    }
    await ended;
    const formats = running.map(({ job }) => job.plan.outputs[0]!.zarrFormat);
    expect(formats, "what is shown is what ran").toEqual([3, 2, 2]);
    const results = state().items.map(({ run }) => run.kind === "done" && run.result.settings.zarrFormat);
    expect(results).toEqual([3, 2, 2]);
    expect(statusText(state())).toBe("Done: 3 images");
  });

  it("lets go of a waiting file that new settings do not allow: it has not failed", async () => {
    const { session, running, ended, idOf, states, state } = await begun("a.tif", "b.tif", "c.tif");
    session.store.dispatch({ type: "scenes", id: idOf("b.tif"), scenes: [6] });
    await session.applySettings();
    expect(states()).toEqual({ "a.tif": "running", "b.tif": "idle", "c.tif": "waiting" });
    running[0]!.end();
    await until(() => running.length === 2);
    running[1]!.end();
    await ended;
    expect(statusText(state())).toBe("Done: 2 images. Not with these settings: b.tif");
  });

  it("has nothing in it that its settings do not allow, also where it is named", async () => {
    const { session, add, idOf, states, running } = sampleSession();
    await add("a.tif", "b.tif");
    session.store.dispatch({ type: "scenes", id: idOf("b.tif"), scenes: [6] });
    await session.convert([idOf("b.tif")]);
    const ended = session.convert();
    await until(() => running.length === 1);
    running[0]!.end();
    await ended;
    expect(states()).toEqual({ "a.tif": "done", "b.tif": "idle" });
    expect(running).toHaveLength(1);
  });

  it("does not look anew at what it converts before it is over", async () => {
    const { session, running, ended, state } = await begun("mosaic.czi", "mosaic2.czi");
    session.store.dispatch({ type: "settings", settings: { ...DEFAULT_SETTINGS, mosaic: "tiles" } });
    expect(state().items.map(({ verdict }) => verdict.kind)).toEqual(["ready", "ready"]);
    running[0]!.end();
    await until(() => running.length === 2);
    running[1]!.end();
    await ended;
    expect(state().items.map(({ verdict }) => verdict.kind)).toEqual(["checking", "checking"]);
  });

  it("gives a waiting file that was removed back as it was, and converts it; the count is right meanwhile", async () => {
    const { session, running, ended, idOf, states, state } = await begun("a.tif", "b.tif", "c.tif");
    await session.remove(idOf("b.tif"));
    expect(jobProgress(state())).toMatchObject({ position: 1, count: 2 });
    session.store.dispatch({ type: "undo" });
    expect(states()).toEqual({ "a.tif": "running", "b.tif": "waiting", "c.tif": "waiting" });
    expect(jobProgress(state())).toMatchObject({ position: 1, count: 3 });
    for (const at of [0, 1, 2]) {
      await until(() => running.length === at + 1);
      running[at]!.end();
    }
    await ended;
    expect(states()).toEqual({ "a.tif": "done", "b.tif": "done", "c.tif": "done" });
  });

  it("that is over gives a waiting file that was removed back as ready", async () => {
    const { session, running, ended, idOf, states } = await begun("a.tif", "b.tif");
    await session.remove(idOf("b.tif"));
    running[0]!.end();
    await ended;
    session.store.dispatch({ type: "undo" });
    expect(states()).toEqual({ "a.tif": "done", "b.tif": "idle" });
  });

  it("that is cancelled says how far it was, and goes on from there", async () => {
    const { session, running, ended, state } = await begun("a.tif");
    running[0]!.onEvent({ kind: "started", bytesTotal: 100, bytesDone: 0, bytesWritten: 0, filesWritten: 0 });
    running[0]!.onEvent({ kind: "progress", bytesDone: 50, bytesTotal: 100, bytesWritten: 1, filesWritten: 1 });
    await until(() => state().progress?.bytesDone === 50);
    expect(quarterOf(state())).toBe(2);
    session.run.cancel();
    await ended;
    expect(state().items[0]!.run).toEqual({ kind: "stopped", share: 0.5 });
    const again = session.convert();
    await until(() => running.length === 2);
    running[1]!.onEvent({ kind: "started", bytesTotal: 100, bytesDone: 48, bytesWritten: 7, filesWritten: 3 });
    expect(jobProgress(state())).toMatchObject({ bytesDone: 48, bytesTotal: 100, bytesBefore: 48 });
    expect(state().progress).toMatchObject({ bytesWritten: 7, filesWritten: 3 });
    running[1]!.end();
    await again;
  });

  it("has what failed converted again, and what is done taken away, all at once", async () => {
    const { session, running, ended, states } = await begun("a.tif", "b.tif", "c.tif");
    running[0]!.fail(new ZarrdropError("storage-full", "The disk is full."));
    await until(() => running.length === 2);
    running[1]!.end();
    await until(() => running.length === 3);
    running[2]!.fail(new ZarrdropError("storage-full", "The disk is full."));
    await ended;
    const again = session.retryFailed();
    for (const at of [3, 4]) {
      await until(() => running.length === at + 1);
      running[at]!.end();
    }
    await again;
    expect(states()).toEqual({ "a.tif": "done", "b.tif": "done", "c.tif": "done" });
    await session.removeDone();
    expect(states()).toEqual({});
    session.store.dispatch({ type: "undo" });
    expect(states()).toEqual({ "a.tif": "done", "b.tif": "done", "c.tif": "done" });
  });
});

describe("what became of a drop", () => {
  it("is looked at again with what comes later: companions that are dropped one by one become one image", async () => {
    const { add, states } = sampleSession();
    await add("part1.tif");
    await add("part2.tif");
    expect(states()).toEqual({ "part1.tif": "companion", "part2.tif": "companion" });
    await add("other.tif");
    expect(states()).toEqual({ "part1.tif": "companion", "part2.tif": "companion", "other.tif": "idle" });
    await add("index.tif");
    expect(states()).toEqual({ "other.tif": "idle", "index.tif": "idle" });
  });

  it("is looked at again with what came before the others had their verdicts", async () => {
    const { add, states } = sampleSession();
    await Promise.all([add("index.tif"), add("part1.tif"), add("part2.tif"), add("other.tif")]);
    expect(states()).toEqual({ "other.tif": "idle", "index.tif": "idle" });
  });

  it("gives no member back that was taken away before the others are combined, and no stale offer", async () => {
    const { add, session, idOf } = sampleSession();
    await add("s_z1.tif", "s_z2.tif", "s_z3.tif", "s_z4.tif");
    const offers = () => currentOffers(session.store.get().offers, session.store.get().items);
    expect(offers().map(({ files }) => files.size)).toEqual([4]);
    await session.remove(idOf("s_z2.tif"));
    const [offer] = offers();
    expect([...offer!.files.values()]).toEqual(["s_z1.tif", "s_z3.tif", "s_z4.tif"]);
    await session.combine(offer!, offer!.pattern);
    const { items } = session.store.get();
    expect(items).toHaveLength(1);
    const { source } = items[0]!;
    const files = source.kind === "sequence" && source.source.kind === "files" ? source.source.files : [];
    expect(files.map(({ path }) => path)).toEqual(["s_z1.tif", "s_z3.tif", "s_z4.tif"]);
    session.store.dispatch({ type: "undo" });
    await session.remove(idOf("s_z1.tif"), idOf("s_z3.tif"), idOf("s_z4.tif"));
    expect(offers()).toEqual([]);
  });

  it("is counted by kind: what is no image is no failure", async () => {
    const { add, session } = sampleSession();
    await add("a.tif", "b.tif", "bad.tif", "notes.txt");
    expect(statusText(session.store.get())).toBe("2 ready, 1 skipped, 1 failed");
  });
});
