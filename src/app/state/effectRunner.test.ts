import { afterEach, expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { sampleJob } from "../../../testing/app/sampleJob.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { initialState } from "./appState.ts";
import { EffectRunner, type EffectTools } from "./effectRunner.ts";
import { newItem } from "./queue.ts";
import { reduce } from "./reduce.ts";
import { createStore } from "./store.ts";

/** Tools that do nothing but what a test says, and notes of what was done. */
function setup(tools: Partial<EffectTools["reading"] & EffectTools["page"]> = {}) {
  const done: string[] = [];
  const store = createStore(reduce, initialState(DEFAULT_SETTINGS));
  const never = () => new Promise<never>(() => {});
  const reading = {
    identify: never,
    open: never,
    describeDestination: never,
    close: () => done.push("close"),
    ...tools,
  };
  const page = {
    showTitle: (title: string) => void done.push(title),
    showBadge: (count: number) => void done.push(`badge ${count}`),
    tellEnd: () => {},
    askBeforeLeaving: (isAsked: boolean) => void done.push(`asked ${isAsked}`),
    ...tools,
  };
  const report = (thrown: unknown): void => void done.push(String(thrown));
  const beforeOpened = async (id: string): Promise<void> => void done.push(`before ${id} opened`);
  const conversion = { prepare: () => void done.push("prepared") };
  new EffectRunner(store, { reading, conversion, page, archives: { giveUp: () => {} }, beforeOpened, report }).start();
  const source = { kind: "files" as const, files: [], main: "a" };
  const item = newItem("a", "drop", { name: "a", path: "a", base: "", fromFolder: false, source });
  return { store, done, item };
}

afterEach(() => vi.useRealTimers());

it("makes threads ready a moment after there is something to convert, unless a job has begun by then", async () => {
  vi.useFakeTimers();
  const image = { id: 1, description: describeImage([describeScene("yx", [8, 8])], { name: "a", files: ["a"] }) };
  const { store, done, item } = setup();
  store.dispatch({ type: "dropped", items: [{ ...item, verdict: { kind: "ready", image } }] });
  expect(done).not.toContain("prepared");
  await vi.advanceTimersByTimeAsync(2000);
  expect(done).toContain("prepared");
  done.splice(0);
  const job = sampleJob({ a: 1 });
  store.dispatch({ type: "job", job });
  store.dispatch({ type: "job", job: null });
  store.dispatch({ type: "job", job });
  await vi.advanceTimersByTimeAsync(2000);
  expect(done).not.toContain("prepared");
});

it("closes an image that came after nobody wanted it any more", async () => {
  const image = { id: 1, description: describeImage([describeScene("yx", [8, 8])], { name: "a", files: ["a"] }) };
  let end: () => void = () => {};
  const { store, done, item } = setup({ open: () => new Promise((resolve) => (end = () => resolve(image))) });
  store.dispatch({ type: "dropped", items: [{ ...item, verdict: { kind: "checking", step: "open", before: null } }] });
  store.dispatch({ type: "remove", ids: ["a"] });
  end();
  await new Promise((resolve) => setTimeout(resolve));
  expect(done).toEqual(["close"]);
  expect(store.get().items).toEqual([]);
});

it("does all that follows from one change before what follows from the next", () => {
  const { store, done, item } = setup({
    showTitle: (title) => {
      done.push(title);
      if (title !== "Zarrdrop") store.dispatch({ type: "job", job: null });
    },
  });
  store.dispatch({ type: "dropped", items: [{ ...item, run: { kind: "running" } }] });
  store.dispatch({ type: "job", job: sampleJob({ a: 1 }) });
  expect(done).toEqual(["0 % · a", "badge 1", "asked true", "Zarrdrop", "badge 0", "asked false"]);
});
