import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeDirectoryHandle } from "../../testing/store/fakeDirectoryHandle.ts";
import { HandleDirectory } from "./handleDirectory.ts";
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

it("what is missed once may be there: a file, the folder that it is in, and one that is looked through", async () => {
  let missedNext = "";
  const root = new FakeDirectoryHandle("a", {
    onOperation(_, name) {
      if (name !== missedNext) return;
      missedNext = "";
      throw new DOMException(name, "NotFoundError");
    },
  });
  const inner = await root.getDirectoryHandle("inner", { create: true });
  await inner.getFileHandle("b.xml", { create: true });
  for (const missed of ["b.xml", "inner"]) {
    const directory = new HandleDirectory(root.asHandle());
    missedNext = missed;
    expect(await directory.open("inner/b.xml")).not.toBeNull();
    expect(missedNext).toBe("");
    expect(await directory.open("inner/c.xml")).toBeNull();
  }
  missedNext = "inner";
  expect(await new HandleDirectory(root.asHandle()).list()).toEqual(["inner/b.xml"]);
  expect(missedNext).toBe("");
});
