import { describe, expect, it } from "vitest";
import { ZarrdropError } from "../../model/errors.ts";
import { Reads, type Read } from "./reads.ts";

/** A read that the test ends as it likes, and how often it was begun. */
function setup(more: Pick<Read<string>, "release"> = {}) {
  const begun: { end: (value: string) => void; fail: (error: Error) => void; signal: AbortSignal }[] = [];
  const read: Read<string> = {
    owner: {},
    key: "text",
    read: (signal) => new Promise((end, fail) => begun.push({ end, fail, signal })),
    ...more,
  };
  return { reads: new Reads(), read, begun };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

describe("Reads", () => {
  it("reads once for all who look, and keeps it for those who look later", async () => {
    const { reads, read, begun } = setup();
    const seen: unknown[] = [];
    const ends = [0, 1].map(() => reads.watch(read, () => seen.push(reads.get(read).value)));
    expect(reads.get(read)).toEqual({ value: undefined, error: null, isReading: true });
    begun[0]!.end("here");
    await settled();
    expect(seen).toEqual(["here", "here"]);
    for (const end of ends) end();
    reads.watch(read, () => {});
    expect(reads.get(read)).toEqual({ value: "here", error: null, isReading: false });
    expect(reads.get(read)).toBe(reads.get(read));
    expect(begun).toHaveLength(1);
  });

  it("keeps owners and keys apart", async () => {
    const { reads, read, begun } = setup();
    const others = [read, { ...read, owner: {} }, { ...read, key: "other" }];
    for (const other of others) reads.watch(other, () => {});
    expect(begun).toHaveLength(3);
    begun[0]!.end("here");
    await settled();
    expect(others.map((other) => reads.get(other).value)).toEqual(["here", undefined, undefined]);
  });

  it("stops when the last one looks away, and begins anew for the next", async () => {
    const { reads, read, begun } = setup();
    const [first, second] = [reads.watch(read, () => {}), reads.watch(read, () => {})];
    first();
    expect(begun[0]!.signal.aborted).toBe(false);
    second();
    expect(begun[0]!.signal.aborted).toBe(true);
    expect(reads.get(read).isReading).toBe(false);
    reads.watch(read, () => {});
    begun[0]!.end("late");
    begun[1]!.end("here");
    await settled();
    expect(reads.get(read).value).toBe("here");
  });

  it("tells what failed, and tries again for who looks next", async () => {
    const { reads, read, begun } = setup();
    reads.watch(read, () => {});
    begun[0]!.fail(new ZarrdropError("corrupt", "It ends too early."));
    await settled();
    expect(reads.get(read).error?.kind).toBe("corrupt");
    reads.watch(read, () => {});
    expect(reads.get(read)).toEqual({ value: undefined, error: null, isReading: true });
    begun[1]!.fail(new ZarrdropError("corrupt", "It ends too early."));
    await settled();
    reads.again(read);
    begun[2]!.end("here");
    await settled();
    expect(reads.get(read).value).toBe("here");
    reads.again(read);
    expect(begun).toHaveLength(3);
  });

  it("gives back what is not to be kept, also when it comes too late", async () => {
    const released: string[] = [];
    const { reads, read, begun } = setup({ release: (value) => released.push(value) });
    const first = reads.watch(read, () => {});
    begun[0]!.end("first");
    await settled();
    expect(released).toEqual([]);
    first();
    expect(released).toEqual(["first"]);
    reads.watch(read, () => {})();
    begun[1]!.end("second");
    await settled();
    expect(released).toEqual(["first", "second"]);
  });

  it("answers once, and stops with its signal", async () => {
    const { reads, read, begun } = setup();
    const controller = new AbortController();
    const asked = reads.ask(read, controller.signal);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
    expect(begun[0]!.signal.aborted).toBe(true);
    const again = reads.ask(read, new AbortController().signal);
    begun[1]!.end("here");
    expect(await again).toBe("here");
    expect(await reads.ask(read, new AbortController().signal)).toBe("here");
    expect(begun).toHaveLength(2);
  });
});
