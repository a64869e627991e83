import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { IdleTurns } from "./idleTurns.ts";

const live = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that goes on until it is stopped; says when it began and when it was stopped. */
function endless(said: string[], name: string) {
  return (signal: AbortSignal): Promise<never> => {
    said.push(`${name} begins`);
    return new Promise((_, reject) =>
      signal.addEventListener("abort", () => {
        said.push(`${name} stops`);
        reject(new Error("stopped"));
      }),
    );
  };
}

it("begins when all has been quiet for a while, is stopped at once by what begins, and begins anew after it", async () => {
  const turns = new IdleTurns(100);
  const said: string[] = [];
  let answer = (): void => {};
  const asked = (): Promise<void> => turns.during(new Promise<void>((resolve) => (answer = resolve)));
  void asked();
  const outcome = turns.run(endless(said, "measuring"), live);
  outcome.catch(() => {});
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual([]);
  answer();
  await vi.advanceTimersByTimeAsync(99);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(said).toEqual(["measuring begins"]);
  void asked();
  expect(said).toEqual(["measuring begins", "measuring stops"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toHaveLength(2);
  answer();
  await vi.advanceTimersByTimeAsync(100);
  expect(said.at(-1)).toBe("measuring begins");
  expect(said).toHaveLength(3);
});

it("does one thing at a time, and gives its answer or its error", async () => {
  const turns = new IdleTurns(100);
  const said: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    said.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    said.push(`${name} ends`);
    if (name === "bad") throw new Error("cannot be read");
    return name;
  };
  const first = turns.run(work("bad"), live);
  const second = turns.run(work("good"), live);
  const outcomes = Promise.allSettled([first, second]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual(["bad begins", "bad ends", "good begins", "good ends"]);
  expect(await outcomes).toMatchObject([{ status: "rejected" }, { status: "fulfilled", value: "good" }]);
});

it("ends for good with its signal, whether it has begun or not", async () => {
  const turns = new IdleTurns(100);
  const said: string[] = [];
  const [begun, waiting] = [new AbortController(), new AbortController()];
  const outcomes = Promise.allSettled([
    turns.run(endless(said, "first"), begun.signal),
    turns.run(endless(said, "second"), waiting.signal),
  ]);
  await vi.advanceTimersByTimeAsync(100);
  waiting.abort();
  begun.abort();
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual(["first begins", "first stops"]);
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

it("has nothing to do where the only one that waited has given up", async () => {
  const turns = new IdleTurns(100);
  const said: string[] = [];
  const stopped = new AbortController();
  const outcome = turns.run(endless(said, "measuring"), stopped.signal);
  await vi.advanceTimersByTimeAsync(50);
  stopped.abort();
  await expect(outcome).rejects.toMatchObject({ kind: "cancelled" });
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual([]);
});
