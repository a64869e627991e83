import { hexDigest } from "../../model/hexDigest.ts";
import { crc32 } from "../../model/crc32.ts";
import { raceAbort, throwIfAborted } from "../abort.ts";
import { joinPath, sortPaths } from "../../model/paths.ts";
import type { ByteSource, FileFacts, WalkableDirectory } from "../source.ts";
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

/** What a look into a file gave. `text`: size, time and a hash in one. Times and size are undefined for a file that was gone. */
export type FileSample = { text: string; size: number | undefined; modified: number | undefined };

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
  /** The files of which the content was looked at. */
  sampled: ReadonlyMap<string, FileSample>;
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

/** What tells several sources together from any others. Files are told by those of the first: paths of the others may be the same. */
export async function joinFingerprints(looks: readonly SourceFingerprint[]): Promise<SourceFingerprint> {
  const digestOf = (texts: readonly string[]): Promise<string> => hexDigest(new TextEncoder().encode(texts.join("\n")));
  const changes = looks.map(({ changeTimes }) => changeTimes);
  return {
    digest: await digestOf(looks.map(({ digest }) => digest)),
    changeTimes: changes.includes(null) ? null : await digestOf(changes.map((each) => each!)),
    files: looks.reduce((sum, { files }) => sum + files, 0),
    sampled: looks[0]!.sampled,
    missing: looks.find(({ missing }) => missing !== null)?.missing ?? null,
  };
}

/** A file of which the content was looked at both times and found different, or null. */
export function changedFile(before: SourceFingerprint, after: SourceFingerprint): string | null {
  for (const [path, { text }] of after.sampled) {
    if ((before.sampled.get(path)?.text ?? text) !== text) return path;
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
    const opened = new Map([...this.#lowest.named.files(), ...this.#lowest.others.files()]);
    const paths = sortPaths([...opened.keys()]);
    const sampled = new Map<string, FileSample>();
    for (let at = 0; at < paths.length; at += READ_AT_ONCE) {
      const some = paths.slice(at, at + READ_AT_ONCE);
      const samples = await Promise.all(some.map((path) => this.#sample(path, opened.get(path))));
      for (const [index, path] of some.entries()) sampled.set(path, samples[index]!);
    }
    for (const [path, { text }] of sampled) await this.#facts.add(`${path}\0${text}\n`);
    return {
      digest: await this.#facts.end(),
      files: this.#files,
      changeTimes: this.#knowsChanges ? await this.#changes.end() : null,
      sampled,
      missing: this.#missing,
    };
  }

  async #listed(paths: readonly string[]): Promise<void> {
    const asked = await this.#directory.facts?.(paths);
    const opened = asked === undefined ? await this.#opened(paths) : null;
    const known: readonly (FileFacts | null)[] = asked ?? opened ?? [];
    let facts = "";
    let changes = "";
    for (const [at, path] of paths.entries()) {
      const found = known[at] ?? null;
      if (found === null) this.#missing ??= path;
      facts += `${path}\0${found?.size}\0${found?.modified}\n`;
      changes += `${path}\0${found?.changed}\n`;
      this.#knowsChanges ||= found?.changed !== undefined;
      this.#lowest[this.#named.has(path) ? "named" : "others"].add(path, opened?.[at]);
    }
    this.#files += paths.length;
    await this.#facts.add(facts);
    await this.#changes.add(changes);
  }

  async #opened(paths: readonly string[]): Promise<(ByteSource | null)[]> {
    const facts: (ByteSource | null)[] = [];
    for (let at = 0; at < paths.length; at += OPENED_AT_ONCE) {
      const some = paths.slice(at, at + OPENED_AT_ONCE);
      facts.push(...(await Promise.all(some.map((path) => this.#directory.open(path)))));
    }
    return facts;
  }

  /** `opened`: the file, where it was opened to learn its size; undefined where it was not. */
  async #sample(path: string, opened: ByteSource | null | undefined): Promise<FileSample> {
    throwIfAborted(this.#signal);
    const source = opened === undefined ? await this.#directory.open(path) : opened;
    if (source === null) {
      this.#missing ??= path;
      return { text: "gone", size: undefined, modified: undefined };
    }
    const { size, modified } = source;
    return { text: `${size} ${modified} ${await sha256(await readSamples(source, this.#signal))}`, size, modified };
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
  #kept = new Map<string, { checksum: number; opened: ByteSource | null | undefined }>();

  constructor(most: number) {
    this.#most = most;
  }

  add(path: string, opened: ByteSource | null | undefined): void {
    this.#kept.set(path, { checksum: crc32(new TextEncoder().encode(path)), opened });
    if (this.#kept.size > 2 * this.#most) this.#cut();
  }

  files(): [string, ByteSource | null | undefined][] {
    this.#cut();
    return [...this.#kept].map(([path, { opened }]) => [path, opened]);
  }

  #cut(): void {
    const sorted = [...this.#kept].sort(([a, one], [b, other]) => one.checksum - other.checksum || (a < b ? -1 : 1));
    this.#kept = new Map(sorted.slice(0, this.#most));
  }
}

/** Hexadecimal. */
async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return hexDigest(bytes);
}
