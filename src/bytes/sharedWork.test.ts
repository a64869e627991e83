import { describe, expect, it, vi } from "vitest";
import { SharedWork } from "./sharedWork.ts";

/** Work that ends when the test says so. */
function setup() {
  const runs: { signal: AbortSignal; end: (value: number) => void; fail: (error: Error) => void }[] = [];
  const shared = new SharedWork<number>(
    (signal) =>
      new Promise((resolve, reject) => {
        runs.push({ signal, end: resolve, fail: reject });
        signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
      }),
  );
  return { runs, shared };
}

describe("SharedWork", () => {
  it("is done once for all, and kept", async () => {
    const { runs, shared } = setup();
    const both = Promise.all([shared.get(), shared.get(new AbortController().signal)]);
    runs[0]!.end(7);
    expect(await both).toEqual([7, 7]);
    expect(await shared.get()).toBe(7);
    expect(runs.length).toBe(1);
  });

  it("goes on for the others when one goes away, and stops when nobody is left", async () => {
    const { runs, shared } = setup();
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [first, second].map(({ signal }) => shared.get(signal).catch((error: unknown) => error));
    first.abort();
    expect(await calls[0]).toMatchObject({ kind: "cancelled" });
    expect(runs[0]!.signal.aborted).toBe(false);
    second.abort();
    expect(await calls[1]).toMatchObject({ kind: "cancelled" });
    await vi.waitFor(() => expect(runs[0]!.signal.aborted).toBe(true));
    const again = shared.get();
    runs[1]!.end(8);
    expect(await again).toBe(8);
  });

  it("is done anew after a failure", async () => {
    const { runs, shared } = setup();
    const call = shared.get();
    runs[0]!.fail(new Error("no"));
    await expect(call).rejects.toThrow("no");
    const again = shared.get();
    runs[1]!.end(9);
    expect(await again).toBe(9);
  });
});
