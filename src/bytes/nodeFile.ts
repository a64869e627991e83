import type { Dir, Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { eachAwaited, noteProgress, whileWaiting } from "../model/lifeSigns.ts";
import { throwIfAborted } from "./abort.ts";
import { missedTwice } from "./missedTwice.ts";
import { openRegularFile } from "./openRegularFile.ts";
import { baseName, safePath } from "../model/paths.ts";
import { checkRange } from "./range.ts";
import { SharedWork } from "./sharedWork.ts";
import type { ByteSource, FileFacts, WalkableDirectory } from "./source.ts";
import { asSourceError, isAbsentFile, sourceChanged } from "./sourceErrors.ts";
import { entriesIn, type FolderEntry, walkFolder } from "./walk.ts";

// Asked from the process instead of imported: a bundler for the page then has nothing to replace. Only the `node` branch of
// `openSource` loads this module.
const { lstat, opendir, stat } = process.getBuiltinModule("node:fs/promises");
const { setImmediate: immediate } = process.getBuiltinModule("node:timers/promises");
const { statSync } = process.getBuiltinModule("node:fs");
const { basename, join, resolve } = process.getBuiltinModule("node:path");

/** Files kept open at once; more are closed and opened again as needed (a store may have a million chunk files). */
const OPEN_FILES = 64;

/** Files that are looked at before others get their turn. */
const FACTS_AT_A_TIME = 256;

type Facts = { size: number; mtimeMs: number; ctimeMs: number; ino: number };

/** A file of the local file system, for Node. Size and time of change are checked with every read. */
export class NodeFileSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  /** Whole milliseconds, as a page sees it. */
  readonly modified: number;
  readonly changed: number;
  readonly fillsRoom = true;
  readonly seeksCheaply = true;
  readonly #path: string;
  readonly #facts: Facts;

  private constructor(path: string, name: string, facts: Facts) {
    this.#path = path;
    this.name = name;
    this.size = facts.size;
    this.modified = Math.floor(facts.mtimeMs);
    this.changed = facts.ctimeMs;
    this.#facts = facts;
  }

  /**
   * Null if there is no regular file at the path.
   * @throws those of `asSourceError`
   */
  static at(path: string): Promise<NodeFileSource | null> {
    return missedTwice(() => NodeFileSource.#lookedAt(path));
  }

  static async #lookedAt(path: string): Promise<NodeFileSource | null> {
    let stats: Stats;
    try {
      stats = await whileWaiting("disk", stat(path));
    } catch (error) {
      if (isAbsentFile(error)) return null;
      throw asSourceError(error, baseName(path));
    }
    return stats.isFile() ? new NodeFileSource(path, baseName(path.replaceAll("\\", "/")), stats) : null;
  }

  async read(
    offset: number,
    length: number,
    signal?: AbortSignal,
    room?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    throwIfAborted(signal);
    checkRange(this.name, this.size, offset, length);
    const bytes = room ?? new Uint8Array(length);
    const lease = await whileWaiting("disk", borrow(this.#path, this.#facts.ino, this.name));
    try {
      let done = 0;
      while (done < length) {
        const reading = lease.handle.read(bytes, done, length - done, offset + done);
        const { bytesRead } = await whileWaiting("disk", reading, length - done);
        if (bytesRead === 0) throw sourceChanged(this.name);
        done += bytesRead;
      }
      const now = await whileWaiting("disk", lease.handle.stat());
      const then = this.#facts;
      if (now.size !== then.size || now.mtimeMs !== then.mtimeMs || now.ino !== then.ino) {
        throw sourceChanged(this.name);
      }
    } catch (error) {
      throw asSourceError(error, this.name);
    } finally {
      lease.giveBack();
    }
    throwIfAborted(signal);
    return bytes;
  }
}

/** A folder of the local file system. `list` stays near the top: a home directory may lie below the folder of a dropped file. */
export class NodeFolder implements WalkableDirectory {
  readonly name: string;
  readonly #folder: string;
  readonly #paths = new SharedWork<readonly string[]>((signal) =>
    walkFolder((folder) => this.#entries(folder, signal), { depth: 6, folders: 2000 }, signal),
  );

  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.name = basename(this.#folder);
  }

  list(signal?: AbortSignal): Promise<readonly string[]> {
    return this.#paths.get(signal);
  }

  async open(path: string): Promise<ByteSource | null> {
    const safe = safePath(path);
    return safe === null ? null : NodeFileSource.at(join(this.#folder, safe));
  }

  async obstacle(path: string): Promise<"folder" | "other" | null> {
    const safe = safePath(path);
    if (safe === null) return null;
    try {
      const place = await whileWaiting("disk", lstat(join(this.#folder, safe)));
      return place.isDirectory() ? "folder" : "other";
    } catch (error) {
      if (isAbsentFile(error)) return null;
      throw asSourceError(error, baseName(path));
    }
  }

  async facts(paths: readonly string[]): Promise<(FileFacts | null)[]> {
    const facts: (FileFacts | null)[] = [];
    for (const path of paths) {
      const safe = safePath(path);
      facts.push(safe === null ? null : lookTwice(join(this.#folder, safe)));
      // A look takes microseconds, three times less than one that does not wait for itself; others get their turn all the same.
      if (facts.length % FACTS_AT_A_TIME > 0) continue;
      noteProgress();
      await immediate();
    }
    return facts;
  }

  async *entries(folder: string): AsyncGenerator<FolderEntry> {
    const safe = folder === "" ? "" : safePath(folder);
    if (safe === null) return;
    try {
      const place = join(this.#folder, safe);
      const opened = await (folder === "" ? openFolder(place) : missedTwice(() => openFolderIfThere(place)));
      if (opened === null) return;
      for await (const entry of eachAwaited(opened)) yield { name: entry.name, isFolder: entry.isDirectory() };
    } catch (error) {
      throw asSourceError(error, folder === "" ? this.name : folder);
    }
  }

  async #entries(folder: string, signal: AbortSignal): Promise<FolderEntry[]> {
    try {
      return await entriesIn(this.entries(folder), signal);
    } catch (error) {
      throwIfAborted(signal);
      // A sub-folder that this account may not see is no reason to refuse the image beside it.
      if (folder !== "" && asSourceError(error, folder).kind === "permission") return [];
      throw error;
    }
  }
}

function openFolder(place: string): Promise<Dir> {
  return whileWaiting("disk", opendir(place));
}

async function openFolderIfThere(place: string): Promise<Dir | null> {
  try {
    return await openFolder(place);
  } catch (error) {
    if (isAbsentFile(error)) return null;
    throw error;
  }
}

/** As `missedTwice`. */
function lookTwice(path: string): FileFacts | null {
  return factsOf(path) ?? factsOf(path);
}

function factsOf(path: string): FileFacts | null {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return null;
    return { size: stats.size, modified: Math.floor(stats.mtimeMs), changed: stats.ctimeMs };
  } catch (error) {
    if (isAbsentFile(error)) return null;
    throw asSourceError(error, baseName(path));
  }
}

type OpenFile = { handle: Promise<FileHandle>; users: number };
type Lease = { handle: FileHandle; giveBack: () => void };

/**
 * Open files by path and inode (a file that was replaced is another file); insertion order is the order of use. One pool for the
 * process.
 */
const openFiles = new Map<string, OpenFile>();

async function borrow(path: string, inode: number, name: string): Promise<Lease> {
  const key = `${inode}:${path}`;
  const file = openFiles.get(key) ?? { handle: openAgain(path, name), users: 0 };
  openFiles.delete(key);
  openFiles.set(key, file);
  file.users++;
  try {
    const handle = await file.handle;
    return {
      handle,
      giveBack() {
        file.users--;
        closeUnused();
      },
    };
  } catch (error) {
    if (openFiles.get(key) === file) openFiles.delete(key);
    throw asSourceError(error, name);
  }
}

async function openAgain(path: string, name: string): Promise<FileHandle> {
  const handle = await openRegularFile(path, true);
  if (handle === null) throw sourceChanged(name);
  return handle;
}

function closeUnused(): void {
  if (openFiles.size <= OPEN_FILES) return;
  for (const [path, file] of openFiles) {
    if (openFiles.size <= OPEN_FILES) return;
    if (file.users > 0) continue;
    openFiles.delete(path);
    void file.handle.then((handle) => handle.close()).catch(() => {});
  }
}
