import type { FileHandle } from "node:fs/promises";
import { PARTIAL_SUFFIX } from "../model/storeMarker.ts";
import { splitPath } from "./directoryHandleSink.ts";
import type { Sink } from "./sink.ts";
import { asSinkError, isMissing } from "./sinkErrors.ts";

// Asked from the process instead of imported: a bundler for the page then has nothing to replace.
const { lstat, mkdir, open, readdir, rename, rm, stat, unlink } = process.getBuiltinModule("node:fs/promises");

/**
 * A store in a folder of the local file system. A file is written under another name and renamed, so that it appears whole.
 * Only ever loaded where there is Node: see `openSink`.
 */
export class NodeSink implements Sink {
  readonly #root: string;
  readonly #folders = new Map<string, Promise<unknown>>();

  /** `root` is the folder of the store; it is made by the first write. */
  constructor(root: string) {
    this.#root = root;
  }

  async write(path: string, parts: readonly Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<void> {
    const place = this.#place(path);
    const partial = `${place}${PARTIAL_SUFFIX}`;
    let isMade = false;
    try {
      signal?.throwIfAborted();
      await this.#makeFolder(splitPath(path).folder);
      const file = await open(partial, "w");
      isMade = true;
      try {
        for (const part of parts) await writeAll(file, part, signal);
      } finally {
        await file.close();
      }
      await rename(partial, place);
    } catch (thrown) {
      this.#folders.clear();
      if (isMade) await unlink(partial).catch(() => {});
      throw asSinkError(thrown, path, signal);
    }
  }

  async read(path: string, range?: { offset: number; length: number }): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const file = await open(this.#place(path), "r");
      try {
        const { size } = await file.stat();
        if (size === 0) return null;
        const offset = Math.min(range?.offset ?? 0, size);
        const bytes = new Uint8Array(Math.min(range?.length ?? size, size - offset));
        let done = 0;
        while (done < bytes.length) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        return done === bytes.length ? bytes : bytes.slice(0, done);
      } finally {
        await file.close();
      }
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw asSinkError(thrown, path);
    }
  }

  async size(path: string): Promise<number | null> {
    try {
      const found = await stat(this.#place(path));
      return found.isFile() ? found.size : null;
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw asSinkError(thrown, path);
    }
  }

  async remove(path: string): Promise<void> {
    this.#folders.clear();
    try {
      await rm(path === "" ? this.#root : this.#place(path), { recursive: true, force: true });
    } catch (thrown) {
      if (!isMissing(thrown)) throw asSinkError(thrown, path);
    }
  }

  async list(folder = ""): Promise<string[]> {
    try {
      const paths: string[] = [];
      await listInto(folder === "" ? this.#root : this.#place(folder), folder, paths);
      return paths.sort();
    } catch (thrown) {
      if (isMissing(thrown)) return [];
      throw asSinkError(thrown, null);
    }
  }

  #place(path: string): string {
    splitPath(path);
    // Node takes "/" on every system, Windows included.
    return `${this.#root}/${path}`;
  }

  #makeFolder(folder: string): Promise<unknown> {
    let making = this.#folders.get(folder);
    if (making === undefined) {
      making = mkdir(folder === "" ? this.#root : `${this.#root}/${folder}`, { recursive: true });
      this.#folders.set(folder, making);
    }
    return making;
  }
}

async function writeAll(
  file: FileHandle,
  part: Uint8Array<ArrayBuffer>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let done = 0;
  while (done < part.length) {
    signal?.throwIfAborted();
    // A write may take less than it was given.
    done += (await file.write(part, done, part.length - done)).bytesWritten;
  }
}

async function listInto(folder: string, prefix: string, paths: string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) await listInto(`${folder}/${entry.name}`, path, paths);
    else if (!entry.name.endsWith(PARTIAL_SUFFIX)) paths.push(path);
  }
}

/** True when the folder has an entry of this name, of whatever kind. */
export async function nodeEntryExists(folder: string, name: string): Promise<boolean> {
  try {
    await lstat(folder === "" ? name : `${folder}/${name}`);
    return true;
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    throw asSinkError(thrown, name);
  }
}

/** Names of all entries of a folder, sorted; none when it is not there. */
export async function nodeEntryNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder === "" ? "." : folder)).sort();
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw asSinkError(thrown, null);
  }
}
