import type { DestinationFiles, FileInParts, Sink } from "../sink.ts";
import type { DestinationFolder, Moving } from "./destinationFolder.ts";

/** What stands before every call to a destination and to what is opened in it. */
export type Interception = {
  /** Makes a call that changes nothing, and each step of a listing. */
  look: Intercept;
  /** Makes a call that changes something. */
  change: Intercept;
  /** The signal that a call is given, from the one that its caller gave. */
  signal: (given: AbortSignal | undefined) => AbortSignal | undefined;
};

/** Makes a call, or does not. */
export type Intercept = <Result>(call: () => Promise<Result>) => Promise<Result>;

/**
 * The same destination, of which every call goes through an interception.
 * @throws also those of the interception
 */
export function interceptDestination(folder: DestinationFolder, interception: Interception): DestinationFolder {
  const { look, change } = interception;
  return {
    names: () => look(() => folder.names()),
    kindOf: (name) => look(() => folder.kindOf(name)),
    sink: async (name) => sinkOf(await look(() => folder.sink(name)), interception),
    besideStores: async () => filesOf(await look(() => folder.besideStores()), interception),
    removeEmpty: (name) => change(() => folder.removeEmpty(name)),
    sync: () => look(() => folder.sync()),
    lockHolder: () => look(() => folder.lockHolder()),
    moving: movingOf(folder.moving, interception),
  };
}

function movingOf(moving: Moving, { change, signal }: Interception): Moving {
  return moving.kind === "rename"
    ? { kind: "rename", rename: (from, to) => change(() => moving.rename(from, to)) }
    : {
        kind: "copy",
        copyFile: (from, to, path, given) => change(() => moving.copyFile(from, to, path, signal(given))),
      };
}

function filesOf(files: DestinationFiles, { look, change, signal }: Interception): DestinationFiles {
  return {
    write: (path, parts, given) => change(() => files.write(path, parts, signal(given))),
    remove: (path) => change(() => files.remove(path)),
    read: (path, range, lend) => look(() => files.read(path, range, lend)),
    size: (path) => look(() => files.size(path)),
    sync: (paths) => look(() => files.sync(paths)),
  };
}

function sinkOf(sink: Sink, interception: Interception): Sink {
  const { change, signal } = interception;
  const begin = sink.begin?.bind(sink);
  return {
    ...filesOf(sink, interception),
    ...(begin === undefined
      ? {}
      : {
          begin: async (path: string, given?: AbortSignal) =>
            inPartsOf(await change(() => begin(path, signal(given))), change),
        }),
    list: (folder) => interception.look(() => sink.list(folder)),
    entries: (folder, isThere) => eachOf(sink.entries(folder, isThere), interception.look),
  };
}

function inPartsOf(file: FileInParts, change: Intercept): FileInParts {
  return {
    write: (parts) => change(() => file.write(parts)),
    finish: () => change(() => file.finish()),
    // Nobody else knows the name that such a file has.
    giveUp: () => file.giveUp(),
  };
}

async function* eachOf<Entry>(entries: AsyncIterable<Entry>, look: Intercept): AsyncGenerator<Entry> {
  const iterator = entries[Symbol.asyncIterator]();
  let isDone = false;
  try {
    for (;;) {
      const next = await look(() => iterator.next());
      isDone = next.done === true;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Left early: the folder is closed. One that does not answer is not waited for.
    if (!isDone) void iterator.return?.().catch(() => {});
  }
}
