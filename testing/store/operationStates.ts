import { MemorySink } from "../../src/store/memorySink.ts";
import type { Sink } from "../../src/store/sink.ts";

/** A store as it may be found after something was killed. */
export type StoppedState = {
  files: MemorySink;
  /** The last file is there with no bytes, as a page leaves it; foreign readers fail at it. */
  isTorn: boolean;
};

/** A copy of all files, to compare with and to go on from. */
export function copyOf(sink: MemorySink): MemorySink {
  const copy = new MemorySink();
  for (const [path, bytes] of sink.files) copy.files.set(path, bytes);
  return copy;
}

/**
 * Runs `act` over a store and gives every state in which a kill may leave it: before each write and removal, with each new file
 * empty, and with folders that are removed file by file. The store is as `act` left it afterwards.
 */
export async function statesDuring(sink: MemorySink, act: (sink: Sink) => Promise<unknown>): Promise<StoppedState[]> {
  const states: StoppedState[] = [];
  await act({
    write: async (path, parts, signal) => {
      states.push({ files: copyOf(sink), isTorn: false });
      if (!sink.files.has(path)) {
        const torn = copyOf(sink);
        torn.files.set(path, new Uint8Array());
        states.push({ files: torn, isTorn: true });
      }
      await sink.write(path, parts, signal);
    },
    remove: async (path) => {
      const left = copyOf(sink);
      for (const file of await left.list(path)) {
        states.push({ files: copyOf(left), isTorn: false });
        left.files.delete(file);
      }
      states.push({ files: copyOf(sink), isTorn: false });
      await sink.remove(path);
    },
    read: (path, range) => sink.read(path, range),
    size: (path) => sink.size(path),
    list: (folder) => sink.list(folder),
    entries: (folder) => sink.entries(folder),
    sync: async () => {},
  });
  return states;
}
