import { afterEach, describe, expect, it, vi } from "vitest";
import { directoryOfHandle } from "./handleDirectories.ts";

/** A handle that knows whether another one is the same folder: all that is asked of it before the walk. */
function handleOf(folder: string): FileSystemDirectoryHandle {
  const handle = { name: folder, isSameEntry: async (other: { name: string }) => other.name === folder };
  return handle as unknown as FileSystemDirectoryHandle;
}

describe("directories of handles", () => {
  afterEach(() => void vi.useRealTimers());

  it("are walked once for files that come one after the other", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const first = await directoryOfHandle(handleOf("a"));
    vi.advanceTimersByTime(1500);
    expect(await directoryOfHandle(handleOf("a"))).toBe(first);
    vi.advanceTimersByTime(1500);
    expect(await directoryOfHandle(handleOf("a"))).toBe(first);
    expect(await directoryOfHandle(handleOf("b"))).not.toBe(first);
  });

  it("are walked again after a pause: a missing file may have been added", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const first = await directoryOfHandle(handleOf("c"));
    vi.advanceTimersByTime(2500);
    expect(await directoryOfHandle(handleOf("c"))).not.toBe(first);
  });
});
