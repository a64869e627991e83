import type { WalkableDirectory } from "../../bytes/source.ts";
import { type WalkedFile, walkFiles } from "../../bytes/walkFiles.ts";
import { readArray } from "../../zarr/node.ts";
import { asZarrdropError, type ErrorKind } from "../../model/errors.ts";
import type { FilesReference } from "../../model/references.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import type { StoreValidation, ValidationOptions, ValidationProgress } from "../../plan/storeValidation.ts";
import type { LevelFinding, StoreFindings } from "../../store/validation/findings.ts";
import { ProblemList, type StoreProblem } from "../../store/validation/problem.ts";
import type { ProblemCode } from "../../store/validation/problemCodes.ts";
import { StoreFileNames } from "../../store/validation/storeFile.ts";
import { validateHierarchy } from "../../store/validation/validateHierarchy.ts";
import { ArrayCheck, type ChunkCounts } from "./arrayCheck.ts";
import { checkManifest, type ManifestToCheck } from "./manifestCheck.ts";
import { openStoreDirectory, storeReader } from "./openedStore.ts";

/** What a check is asked for beside what can be posted to a thread. */
export type ValidationRun = ValidationOptions & {
  /** The manifest that was written with the store, to be held against it. */
  manifest?: ManifestToCheck;
  onProgress?: (progress: ValidationProgress) => void;
};

/** Chunks that are decoded of a store with very many arrays; never less than those that `ChunkSample` takes of each. */
const SAMPLED_CHUNKS = 2000;
const MOST_OF_AN_ARRAY = 8;
/** Milliseconds from one word about how far it is to the next. */
const SAY_EVERY = 100;
/** Strange folders and files that are remembered, so that each is said once. */
const STRAYS = 1000;

/**
 * Checks an OME-Zarr store by its own metadata: the rules of NGFF 0.4 and 0.5 for every group in it, then every file,
 * and the chunks of every array, decoded by sample or all. What is wrong inside is in the result. Memory is bounded by
 * one chunk and by what the metadata name.
 * @throws those of opening and reading, `cancelled`
 */
export async function validateStore(
  reference: FilesReference,
  run: ValidationRun,
  signal: AbortSignal,
): Promise<StoreValidation> {
  const { directory, name } = await openStoreDirectory(reference, signal);
  const list = new ProblemList();
  const seen = { files: 0, bytes: 0 };
  const counts: ChunkCounts = { total: 0, present: 0, decoded: 0, damaged: 0 };
  const isMarked = (await directory.open(STORE_MARKER)) !== null;
  let findings: StoreFindings | null = null;
  if (isMarked) {
    list.report("store-incomplete", STORE_MARKER, "A conversion into this store has begun and not ended.");
  } else {
    findings = await validateHierarchy(storeReader(directory, signal), list.report, signal);
    if (findings !== null) {
      const check = new FilesCheck(directory, findings, run, list, counts, signal);
      let sayAt = 0;
      for await (const file of walkFiles(directory, signal)) {
        if (!file.isFolder) seen.files++;
        seen.bytes += file.size ?? 0;
        await check.see(file);
        if (performance.now() < sayAt) continue;
        sayAt = performance.now() + SAY_EVERY;
        run.onProgress?.({ files: seen.files, chunks: counts.decoded });
      }
      await check.finish();
    }
    if (run.manifest !== undefined) await checkManifest(directory, findings, run.manifest, list.report, signal);
  }
  const isStore = findings !== null || list.isDamaged;
  return {
    name,
    valid: list.counts.error === 0,
    state: isMarked ? "incomplete" : !isStore ? "none" : list.isDamaged ? "damaged" : "complete",
    zarrFormat: findings?.zarrFormat ?? null,
    ngffVersion: findings?.ngffVersion ?? null,
    layout: findings?.layout ?? null,
    images: findings?.images ?? 0,
    labels: findings?.labels ?? 0,
    ...seen,
    chunks: counts,
    problems: list.problems.toSorted(bySeverity),
    counts: list.counts,
    omitted: list.omitted,
  };
}

const SEVERITIES = ["error", "warning", "information"];

function bySeverity(a: StoreProblem, b: StoreProblem): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

/** Holds the files of a store, as they are walked over, against what its metadata say. */
class FilesCheck {
  readonly #directory: WalkableDirectory;
  readonly #findings: StoreFindings;
  readonly #run: ValidationRun;
  readonly #list: ProblemList;
  readonly #counts: ChunkCounts;
  readonly #signal: AbortSignal;
  readonly #names: StoreFileNames;
  /** The array whose files are being walked over; they come in one piece. Null for one that cannot be read. */
  #current: { level: LevelFinding; check: ArrayCheck | null } | null = null;
  /** Paths of the arrays that were looked at: two images may name the same. */
  readonly #looked = new Set<string>();
  readonly #strays = new Set<string>();
  /** By the place of an image's metadata: whether any level has chunks, and those that have none. */
  readonly #emptyLevels = new Map<string, { isStored: boolean; empty: string[] }>();

  constructor(
    directory: WalkableDirectory,
    findings: StoreFindings,
    run: ValidationRun,
    list: ProblemList,
    counts: ChunkCounts,
    signal: AbortSignal,
  ) {
    this.#directory = directory;
    this.#findings = findings;
    this.#run = run;
    this.#list = list;
    this.#counts = counts;
    this.#signal = signal;
    this.#names = new StoreFileNames(findings);
  }

  async see({ path, size, isFolder }: WalkedFile): Promise<void> {
    const { report } = this.#list;
    const file = this.#names.of(path);
    // A folder without anything in it is nothing to speak of, but in the place of a chunk.
    if (isFolder && file.kind !== "chunk") return;
    switch (file.kind) {
      case "chunk": {
        const check = await this.#arrayOf(file.level);
        await this.#guarded(file.level, () => check?.see(path, file.index, size));
        break;
      }
      case "outside":
        report(
          "chunk-outside",
          path,
          `${path} lies outside of the array's shape (${file.level.array!.shape.join(" × ")}).`,
        );
        break;
      case "misnamed":
        report("chunk-name", path, `${path} is not what a chunk of ${file.level.path} is called by its metadata.`);
        break;
      case "other-format":
        report("formats-both", path, `${path} is metadata of another Zarr format than the store's.`);
        break;
      case "stray":
      case "unfinished":
        this.#stray(file.kind === "stray" ? file.top : path, path);
        break;
      case "metadata":
        break;
    }
  }

  /** Arrays without any file of their own are looked at, too: all their chunks are absent. */
  async finish(): Promise<void> {
    for (const level of this.#findings.levels) await this.#arrayOf(level);
    await this.#endCurrent();
    for (const { isStored, empty } of this.#emptyLevels.values()) {
      for (const path of isStored ? empty : []) {
        this.#list.report(
          "level-empty",
          path,
          `The level ${path} has no chunk at all, another level of its image has.`,
        );
      }
    }
  }

  async #arrayOf(level: LevelFinding): Promise<ArrayCheck | null> {
    if (this.#current?.level === level) return this.#current.check;
    if (this.#looked.has(level.path)) return null;
    await this.#endCurrent();
    this.#looked.add(level.path);
    this.#current = { level, check: null };
    await this.#guarded(level, async () => {
      // What is missing or not understood was said when the metadata were read.
      if (level.array === null) return;
      const metadata = await readArray(this.#directory, level.path, this.#findings.zarrFormat, this.#signal);
      this.#current!.check = new ArrayCheck(level, metadata, {
        directory: this.#directory,
        isWhole: this.#run.allChunks,
        sampleSize: Math.min(MOST_OF_AN_ARRAY, Math.ceil(SAMPLED_CHUNKS / this.#findings.levels.length)),
        counts: this.#counts,
        report: this.#list.report,
        signal: this.#signal,
      });
    });
    return this.#current.check;
  }

  async #endCurrent(): Promise<void> {
    if (this.#current !== null) {
      const { level, check } = this.#current;
      await this.#guarded(level, () => check?.finish());
      if (check !== null) this.#noteLevel(level, check.isStored);
    }
    this.#current = null;
  }

  #noteLevel({ imageAt, path }: LevelFinding, isStored: boolean): void {
    const image = this.#emptyLevels.get(imageAt) ?? { isStored: false, empty: [] };
    image.isStored ||= isStored;
    if (!isStored) image.empty.push(path);
    this.#emptyLevels.set(imageAt, image);
  }

  /** What the reader says of an array as a whole becomes a problem; the array is not looked at further. */
  async #guarded(level: LevelFinding, work: () => Promise<void> | undefined): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const { kind, message, details } = asZarrdropError(thrown);
      const code = ARRAY_FAULTS[kind];
      if (code === undefined) throw thrown;
      const technical = details.technical === undefined ? "" : ` (${details.technical})`;
      this.#list.report(code, level.path, `${message}${technical}`);
      if (this.#current?.level === level) this.#current.check = null;
    }
  }

  #stray(top: string, path: string): void {
    if (this.#strays.has(top) || this.#strays.size >= STRAYS) return;
    this.#strays.add(top);
    const what = top === path ? path : `What is in the folder ${top}`;
    this.#list.report("stray-file", top, `${what} belongs to nothing that the metadata name.`);
  }
}

const ARRAY_FAULTS: Partial<Record<ErrorKind, ProblemCode>> = {
  corrupt: "array-damaged",
  "unsupported-feature": "array-unreadable",
  limit: "beyond-limits",
};
