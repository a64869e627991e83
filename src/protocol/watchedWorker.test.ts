import { expose } from "comlink";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LifeRecord } from "../model/lifeSigns.ts";
import type { ZarrdropError } from "../model/errors.ts";
import { giveLifeSignals } from "./lifeSignals.ts";
import { FakeThread } from "../../testing/protocol/fakeThread.ts";
import { type WatchOptions, watchWorker } from "./watchedWorker.ts";

type Api = { work(): Promise<string>; quick(): Promise<string> };

const LIMITS = { silent: 2000, disk: 8000, loading: 4000 };

let thread: FakeThread;
let life: LifeRecord;
let answer: (text: string) => void;

beforeEach(() => {
  vi.useFakeTimers();
  thread = new FakeThread();
  life = new LifeRecord();
});
afterEach(() => vi.useRealTimers());

/** A thread whose `work` ends when the test says so. */
function started(options: WatchOptions = {}) {
  giveLifeSignals(thread.inside, life);
  const api: Api = {
    work: () => new Promise((resolve) => (answer = resolve)),
    quick: async () => "done",
  };
  expose(api, thread.inside);
  const watched = watchWorker<Api>(thread, { limits: LIMITS, ...options });
  let loss: ZarrdropError | null = null;
  watched.lost.catch((error: ZarrdropError) => (loss = error));
  return { ...watched, loss: () => loss };
}

describe("a watched thread", () => {
  it("gives its answers, and is left alone when it has nothing to do", async () => {
    const { api, loss } = started();
    expect(await api.quick()).toBe("done");
    thread.block();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(loss()).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that loops for ever is lost after the limit, not before", async () => {
    const { api, loss } = started();
    void api.work();
    await vi.advanceTimersByTimeAsync(1000);
    life.announceWork(0);
    thread.block();
    await vi.advanceTimersByTimeAsync(1700);
    expect(loss()).toBeNull();
    await vi.advanceTimersByTimeAsync(700);
    expect(loss()).toMatchObject({ kind: "worker-lost", details: { technical: expect.stringContaining("no answer") } });
  });

  it("that hangs in the first call of its life is lost no later", async () => {
    const { api, loss } = started();
    void api.work();
    await vi.advanceTimersByTimeAsync(0);
    thread.block();
    await vi.advanceTimersByTimeAsync(2300);
    expect(loss()?.details.technical).toContain("no answer");
  });

  it("whose script never comes is lost after the time that loading may take", async () => {
    const { api, loss } = started();
    thread.block();
    void api.work();
    await vi.advanceTimersByTimeAsync(3800);
    expect(loss()).toBeNull();
    await vi.advanceTimersByTimeAsync(500);
    expect(loss()).toMatchObject({ message: "A part of the program could not be loaded." });
  });

  it("that answers, waits for nothing and does nothing is lost", async () => {
    const { api, loss } = started();
    void api.work();
    await vi.advanceTimersByTimeAsync(2600);
    expect(loss()?.details.technical).toContain("idle");
  });

  it("that gets on is never lost, whether it answers or not", async () => {
    const { api, loss } = started();
    const working = api.work();
    for (let second = 0; second < 20; second++) {
      life.announceWork(0);
      await vi.advanceTimersByTimeAsync(1000);
    }
    thread.block();
    // In a loop that lets nobody have a turn messages still go out.
    for (let second = 0; second < 20; second++) {
      life.announceWork(0);
      await vi.advanceTimersByTimeAsync(1000);
    }
    thread.unblock();
    answer("late");
    await vi.advanceTimersByTimeAsync(0);
    expect(await working).toBe("late");
    expect(loss()).toBeNull();
  });

  it("may be silent for as long as the block needs that it announced", async () => {
    const { api, loss } = started();
    void api.work();
    await vi.advanceTimersByTimeAsync(600);
    life.announceWork(10 * 2 ** 20);
    thread.block();
    await vi.advanceTimersByTimeAsync(11_500);
    expect(loss()).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    expect(loss()).not.toBeNull();
  });

  it("that waits for a disk is said to, and gets longer", async () => {
    const onWaiting = vi.fn();
    const { api, loss } = started({ onWaiting });
    void api.work();
    let arrive = (): void => {};
    void life.whileWaiting("disk", new Promise<void>((resolve) => (arrive = resolve)), 0);
    await vi.advanceTimersByTimeAsync(3000);
    expect(onWaiting.mock.calls).toEqual([[true]]);
    arrive();
    await vi.advanceTimersByTimeAsync(500);
    expect(onWaiting.mock.calls).toEqual([[true], [false]]);
    void life.whileWaiting("disk", new Promise<void>(() => {}), 0);
    await vi.advanceTimersByTimeAsync(7500);
    expect(loss()).toBeNull();
    await vi.advanceTimersByTimeAsync(1500);
    expect(loss()).toMatchObject({ message: "A disk did not answer any more." });
  });

  it("is not lost by a computer that sleeps", async () => {
    const { api, loss } = started();
    void api.work();
    await vi.advanceTimersByTimeAsync(300);
    thread.block();
    // The clock jumps; timers come as if nothing had been.
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 8 * 3600_000);
    await vi.advanceTimersByTimeAsync(1000);
    thread.unblock();
    life.announceWork(0);
    await vi.advanceTimersByTimeAsync(500);
    expect(loss()).toBeNull();
  });

  it("is lost as soon as the platform says so", async () => {
    const { api, loss, lost } = started();
    void api.work();
    await vi.advanceTimersByTimeAsync(10);
    thread.die("gone");
    await expect(lost).rejects.toMatchObject({ kind: "worker-lost" });
    expect(loss()?.details.technical).toBe("gone");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("tells what it has come to", async () => {
    const { reach } = started();
    const first = reach();
    await vi.advanceTimersByTimeAsync(0);
    expect(first()).toBe(true);
    thread.block();
    const second = reach();
    await vi.advanceTimersByTimeAsync(0);
    expect(second()).toBe(false);
  });
});
