import { describe, expect, it, vi } from "vitest";
import { ZarrdropError } from "../model/errors.ts";
import { type WorkerInThisThread, workerInThisThread } from "../../testing/protocol/workerInThisThread.ts";
import { LastingWorker } from "./lastingWorker.ts";

type Api = { read(name: string): Promise<string> };

/** Workers whose calls end when the test says so; `loops` names the calls that no worker survives. */
function setup() {
  const workers: WorkerInThisThread<Api>[] = [];
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const lasting = new LastingWorker<Api>(() => {
    const worker = workerInThisThread<Api>({
      read: (name) => {
        begun.push(name);
        return new Promise((resolve) => ends.set(name, () => resolve(name)));
      },
    });
    workers.push(worker);
    return worker;
  }, 5);
  const read = (name: string, signal?: AbortSignal): Promise<string | ZarrdropError> =>
    lasting.call(({ api }) => api.read(name), signal).catch((error: unknown) => error as ZarrdropError);
  const until = (count: number): Promise<void> => vi.waitFor(() => expect(begun.length).toBe(count));
  return { workers, begun, ends, read, until };
}

describe("a worker that lasts", () => {
  it("fails the one call that it was lost with, and is there for the next", async () => {
    const { workers, ends, read, until } = setup();
    const hung = read("hangs");
    await until(1);
    workers[0]!.lose();
    expect(await hung).toMatchObject({ kind: "worker-lost" });
    expect(workers[0]!.isTerminated).toBe(true);
    const next = read("next");
    await until(2);
    ends.get("next")!();
    expect(await next).toBe("next");
    expect(workers.length).toBe(2);
  });

  it("makes a call again that the lost worker had not come to", async () => {
    const { workers, ends, read, until } = setup();
    const first = read("first");
    await until(1);
    ends.get("first")!();
    await first;
    // It ended itself when it had nothing to do, of which nobody heard.
    workers[0]!.block();
    const second = read("second");
    await until(2);
    workers[0]!.lose();
    await until(3);
    ends.get("second")!();
    expect(await second).toBe("second");
  });

  it("finds out which of several calls it is lost with; all others get their answers", async () => {
    const { workers, begun, ends, read, until } = setup();
    const calls = ["a", "hangs", "b"].map((name) => read(name));
    await until(3);
    workers[0]!.block();
    calls.push(read("c"));
    await until(4);
    workers[0]!.lose();
    for (const [at, name] of ["c", "b", "hangs", "a"].entries()) {
      await until(5 + at);
      expect(begun.at(-1)).toBe(name);
      // What is called meanwhile waits.
      if (name === "b") calls.push(read("later"));
      if (name === "hangs") workers.at(-1)!.lose();
      else ends.get(name)!();
    }
    await until(9);
    ends.get("later")!();
    expect(await Promise.all(calls)).toEqual([
      "a",
      expect.objectContaining({ kind: "worker-lost" }),
      "b",
      "c",
      "later",
    ]);
    expect(workers.length).toBe(3);
  });

  it("gives up when no worker ever comes to the call", async () => {
    const workers: WorkerInThisThread<Api>[] = [];
    const lasting = new LastingWorker<Api>(() => {
      const worker = workerInThisThread<Api>({ read: () => new Promise(() => {}) });
      worker.block();
      workers.push(worker);
      return worker;
    });
    const failure = lasting.call(({ api }) => api.read("never")).catch((error: unknown) => error);
    for (let count = 1; count <= 3; count++) {
      await vi.waitFor(() => expect(workers.length).toBe(count));
      workers.at(-1)!.lose();
    }
    expect(await failure).toMatchObject({ kind: "worker-lost" });
    expect(workers.length).toBe(3);
  });

  it("ends a worker that does not let go of what was cancelled, unless it works for somebody else", async () => {
    const { workers, read, until } = setup();
    const controller = new AbortController();
    void read("vain", controller.signal);
    void read("wanted");
    await until(2);
    workers[0]!.block();
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(workers[0]!.isTerminated).toBe(false);

    const other = setup();
    const stop = new AbortController();
    void other.read("vain", stop.signal);
    await other.until(1);
    other.workers[0]!.block();
    stop.abort();
    await vi.waitFor(() => expect(other.workers[0]!.isTerminated).toBe(true));
  });

  it("passes on what a call throws", async () => {
    const lasting = new LastingWorker<Api>(() =>
      workerInThisThread<Api>({ read: () => Promise.reject(new ZarrdropError("corrupt", "It is damaged.")) }),
    );
    await expect(lasting.call(({ api }) => api.read("a"))).rejects.toMatchObject({ kind: "corrupt" });
  });
});
