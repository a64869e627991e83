import { hexDigest } from "../../model/hexDigest.ts";
import { crc32 } from "../../model/crc32.ts";
import { raceAbort, throwIfAborted } from "../abort.ts";
import { joinPath, sortPaths } from "../paths.ts";
import type { FileFacts, WalkableDirectory } from "../source.ts";
import { entriesIn } from "../walk.ts";
import { readSamples } from "./sampleFile.ts";

/** Files that are opened, and files that are read, at the same time. */
const OPENED_AT_ONCE = 32;
const READ_AT_ONCE = 8;
/** Files of which the facts are asked and hashed together. */
const LISTED_AT_ONCE = 1024;
/** Files of which the content is looked at: those that the reader names, and others of a folder that is an image (chunks). */
const MOST_SAMPLED = { named: 1024, others: 256 };
/** Folders deeper than this below the top are not entered: nothing nests so deep, a loop would. */
const DEEPEST = 32;

/** What tells a source from any other, and from itself at another time. */
export type SourceFingerprint = {
  /**
   * Hexadecimal SHA-256 over paths, sizes and times of modification (whole milliseconds) of all files, and over the
   * head, the tail and samples of as many as `MOST_SAMPLED` says. No absolute path is in it.
   */
  digest: string;
  /** The same over times of change; null where the platform knows none. Links and rights change them too, not only edits. */
  changeTimes: string | null;
  /** Files that were looked at. */
  files: number;
  /** The files of which the content was looked at: size, time and a hash as one text. */
  sampled: ReadonlyMap<string, string>;
  /** The first of the files that was not there; null: all were. */
  missing: string | null;
};

/**
 * Looks at every file of a source: `files` of the directory, and for a folder that is itself the image everything else
 * in it. Costs a look at the folder for each file, and some reads for a bounded number of them.
 * @throws those of opening and reading; `cancelled`
 */
export async function takeFingerprint(
  directory: WalkableDirectory,
  files: readonly string[],
  isWholeFolder: boolean,
  signal?: AbortSignal,
): Promise<SourceFingerprint> {
  const taking = new Taking(directory, new Set(files), signal);
  const take = async (): Promise<SourceFingerprint> => {
    await taking.files(files);
    if (isWholeFolder) await taking.folder("");
    return taking.done();
  };
  return raceAbort(take(), signal);
}

/** A file of which the content was looked at both times and found different, or null. */
export function changedFile(before: SourceFingerprint, after: SourceFingerprint): string | null {
  for (const [path, text] of after.sampled) {
    if ((before.sampled.get(path) ?? text) !== text) return path;
  }
  return null;
}

class Taking {
  readonly #directory: WalkableDirectory;
  readonly #named: ReadonlySet<string>;
  readonly #signal: AbortSignal | undefined;
  readonly #lowest = { named: new LowestPaths(MOST_SAMPLED.named), others: new LowestPaths(MOST_SAMPLED.others) };
  readonly #facts = new TextDigest();
  readonly #changes = new TextDigest();
  #knowsChanges = false;
  #missing: string | null = null;
  #files = 0;

  constructor(directory: WalkableDirectory, named: ReadonlySet<string>, signal: AbortSignal | undefined) {
    this.#directory = directory;
    this.#named = named;
    this.#signal = signal;
  }

  async files(paths: readonly string[]): Promise<void> {
    const sorted = sortPaths([...paths]);
    for (let at = 0; at < sorted.length; at += LISTED_AT_ONCE) {
      throwIfAborted(this.#signal);
      await this.#listed(sorted.slice(at, at + LISTED_AT_ONCE));
    }
  }

  /** A folder with all below it, one after the other: a source with millions of files needs no long list. */
  async folder(path: string, depth = 0): Promise<void> {
    throwIfAborted(this.#signal);
    const entries = await entriesIn(this.#directory.entries(path));
    await this.files(entries.filter(({ isFolder }) => !isFolder).map(({ name }) => joinPath(path, name)));
    if (depth === DEEPEST) return;
    for (const name of sortPaths(entries.filter(({ isFolder }) => isFolder).map((entry) => entry.name))) {
      await this.folder(joinPath(path, name), depth + 1);
    }
  }

  async done(): Promise<SourceFingerprint> {
    const paths = sortPaths([...this.#lowest.named.paths(), ...this.#lowest.others.paths()]);
    const sampled = new Map<string, string>();
    for (let at = 0; at < paths.length; at += READ_AT_ONCE) {
      const some = paths.slice(at, at + READ_AT_ONCE);
      const texts = await Promise.all(some.map((path) => this.#sample(path)));
      for (const [index, path] of some.entries()) sampled.set(path, texts[index]!);
    }
    for (const [path, text] of sampled) await this.#facts.add(`${path}\0${text}\n`);
    return {
      digest: await this.#facts.end(),
      files: this.#files,
      changeTimes: this.#knowsChanges ? await this.#changes.end() : null,
      sampled,
      missing: this.#missing,
    };
  }

  async #listed(paths: readonly string[]): Promise<void> {
    const known = (await this.#directory.facts?.(paths)) ?? (await this.#opened(paths));
    let facts = "";
    let changes = "";
    for (const [at, path] of paths.entries()) {
      const found = known[at] ?? null;
      if (found === null) this.#missing ??= path;
      facts += `${path}\0${found?.size}\0${found?.modified}\n`;
      changes += `${path}\0${found?.changed}\n`;
      this.#knowsChanges ||= found?.changed !== undefined;
      this.#lowest[this.#named.has(path) ? "named" : "others"].add(path);
    }
    this.#files += paths.length;
    await this.#facts.add(facts);
    await this.#changes.add(changes);
  }

  async #opened(paths: readonly string[]): Promise<(FileFacts | null)[]> {
    const facts: (FileFacts | null)[] = [];
    for (let at = 0; at < paths.length; at += OPENED_AT_ONCE) {
      const some = paths.slice(at, at + OPENED_AT_ONCE);
      facts.push(...(await Promise.all(some.map((path) => this.#directory.open(path)))));
    }
    return facts;
  }

  async #sample(path: string): Promise<string> {
    throwIfAborted(this.#signal);
    const source = await this.#directory.open(path);
    if (source === null) {
      this.#missing ??= path;
      return "gone";
    }
    return `${source.size} ${source.modified} ${await sha256(await readSamples(source, this.#signal))}`;
  }
}

/** Characters of a text that are hashed in one go: the platform hashes quickly, but only what is there as a whole. */
const HASHED_AT_ONCE = 2 ** 20;

/** SHA-256 over a text of any length, as a chain over its parts. */
class TextDigest {
  #text = "";

  async add(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length > HASHED_AT_ONCE) this.#text = `${await this.end()}\n`;
  }

  end(): Promise<string> {
    return sha256(this.#text);
  }
}

/**
 * Some of the paths that were added, the same whatever the order in which they came and however many there are: those whose checksums are
 * the lowest.
 */
class LowestPaths {
  readonly #most: number;
  #kept = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  add(path: string): void {
    this.#kept.set(path, crc32(new TextEncoder().encode(path)));
    if (this.#kept.size > 2 * this.#most) this.#cut();
  }

  paths(): string[] {
    this.#cut();
    return [...this.#kept.keys()];
  }

  #cut(): void {
    const sorted = [...this.#kept].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1));
    this.#kept = new Map(sorted.slice(0, this.#most));
  }
}

/** Hexadecimal. */
async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return hexDigest(bytes);
}
