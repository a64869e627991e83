import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MemoryDestination } from "../../../testing/store/memoryDestination.ts";
import { CancellableDestination } from "./cancellableDestination.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A destination whose folder of stores never answers when it is listed. */
function hanging(): MemoryDestination {
  return Object.assign(new MemoryDestination("rename"), { names: () => new Promise<string[]>(() => {}) });
}

it("what a dead drive never answers is given up two seconds after the job was cancelled, and nothing more is asked of it", async () => {
  const controller = new AbortController();
  const { folder } = new CancellableDestination(hanging(), controller.signal);
  const listing = folder.names().catch((thrown: unknown) => thrown);
  const sink = await folder.sink("a.zarr");
  controller.abort();
  // Until then a healthy one may still be left in order.
  await sink.write("zarr.json", [new Uint8Array([1])]);
  expect(await sink.size("zarr.json")).toBe(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await listing).toMatchObject({ kind: "cancelled" });
  await expect(sink.write("zarr.json", [])).rejects.toMatchObject({ kind: "cancelled" });
  await expect(sink.entries("")[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: "cancelled" });
});

it("what was given up while it was being written is told to stop", async () => {
  const controller = new AbortController();
  const destination = new MemoryDestination("rename");
  const asked: AbortSignal[] = [];
  const inner = await destination.besideStores();
  destination.besideStores = async () => ({
    ...inner,
    write: (_path, _parts, signal) => {
      asked.push(signal!);
      return new Promise<void>(() => {});
    },
  });
  const { folder } = new CancellableDestination(destination, controller.signal);
  const beside = await folder.besideStores();
  const writing = beside.write("a", []).catch((thrown: unknown) => thrown);
  controller.abort();
  await vi.advanceTimersByTimeAsync(2000);
  expect(await writing).toMatchObject({ kind: "cancelled" });
  expect(asked[0]!.aborted).toBe(true);
});

it("a job that ended leaves no timer behind", () => {
  const controller = new AbortController();
  const destination = new CancellableDestination(new MemoryDestination("rename"), controller.signal);
  controller.abort();
  destination.end();
  expect(vi.getTimerCount()).toBe(0);
});
