import type { ByteSource, WalkableDirectory } from "../../bytes/source.ts";
import { walkFiles } from "../../bytes/walkFiles.ts";
import { crc32c } from "../../codecs/crc32c.ts";
import { readArray } from "../../zarr/node.ts";
import { innerChunkShape } from "../../zarr/arrayMetadata.ts";
import { ZarrArray } from "../../zarr/zarrArray.ts";
import { allocatePixels, bytesOfPixels } from "../../model/dtype.ts";
import { asZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { sizeOfShape } from "../../model/region.ts";
import { type ManifestEntry, parseManifestLine } from "../../store/manifest.ts";
import type { StoreFindings } from "../../store/validation/findings.ts";
import type { Report } from "../../store/validation/problem.ts";

/** A checksum that is fed piece by piece: the platform's own in a page takes whole files only. */
export interface IncrementalHash {
  update(bytes: Uint8Array): void;
  /** Hexadecimal. */
  digest(): string;
}

/** A manifest and what it takes to check files against it. */
export type ManifestToCheck = { source: ByteSource; createSha256: () => IncrementalHash };

/** What of a file is read at a time. */
const PIECE_BYTES = 4 * 2 ** 20;
/** No line of a manifest is longer: it is a path and a checksum. */
const LONGEST_LINE = 2 ** 16;

/**
 * Holds a store against the manifest that was written with it: every file with its SHA-256 and none beside them, every
 * chunk with the CRC-32C of its pixels. Lines are looked at one by one.
 * @throws those of reading, `cancelled`
 */
export async function checkManifest(
  directory: WalkableDirectory,
  findings: StoreFindings | null,
  manifest: ManifestToCheck,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const files = new Map<string, string>();
  const chunks = new ChunkLines(directory, findings, report, signal);
  let hasVersion = false;
  try {
    for await (const line of linesOf(manifest.source, signal)) {
      const entry = parseManifestLine(line);
      if (entry?.kind === "version") hasVersion = true;
      if (entry?.kind === "chunk") await chunks.check(entry);
      if (entry?.kind !== "file") continue;
      if (files.size >= LIMITS.filesInFolder) {
        report("beyond-limits", manifest.source.name, `The manifest lists more than ${LIMITS.filesInFolder} files.`);
        return;
      }
      // A line that stands twice costs nothing; two that contradict each other are both looked at, and one of them is wrong.
      if (files.get(entry.path) === entry.sha256) continue;
      files.set(entry.path, entry.sha256);
      await checkFile(directory, entry, manifest, report, signal);
    }
  } catch (thrown) {
    const { kind, message } = asZarrdropError(thrown);
    if (kind !== "corrupt" && kind !== "unsupported-feature") throw thrown;
    report("manifest-damaged", manifest.source.name, message);
    return;
  }
  if (!hasVersion) {
    report("manifest-damaged", manifest.source.name, `${manifest.source.name} does not say that it is a manifest.`);
    return;
  }
  for await (const { path, isFolder } of walkFiles(directory, signal)) {
    if (!isFolder && !files.has(path)) report("manifest-file-unlisted", path, `${path} is not in the manifest.`);
  }
}

async function checkFile(
  directory: WalkableDirectory,
  { path, sha256 }: ManifestEntry & { kind: "file" },
  { createSha256 }: ManifestToCheck,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const source = await directory.open(path);
  if (source === null) {
    report("manifest-file-missing", path, `${path} is in the manifest and not in the store.`);
    return;
  }
  const hash = createSha256();
  for (let at = 0; at < source.size; at += PIECE_BYTES) {
    hash.update(await source.read(at, Math.min(PIECE_BYTES, source.size - at), signal));
  }
  if (hash.digest() !== sha256) report("manifest-file-differs", path, `${path} is not the file that was written.`);
}

/** Checks the lines of chunks, array by array as they come. */
class ChunkLines {
  readonly #directory: WalkableDirectory;
  readonly #findings: StoreFindings | null;
  readonly #report: Report;
  readonly #signal: AbortSignal;
  #current: { path: string; array: ZarrArray | null } | null = null;

  constructor(directory: WalkableDirectory, findings: StoreFindings | null, report: Report, signal: AbortSignal) {
    this.#directory = directory;
    this.#findings = findings;
    this.#report = report;
    this.#signal = signal;
  }

  async check({ level, index, crc32c: expected }: ManifestEntry & { kind: "chunk" }): Promise<void> {
    const differs = (how: string): void =>
      this.#report("manifest-chunk-differs", level, `Chunk ${index.join("/")} of ${level} ${how}.`);
    const array = await this.#arrayAt(level);
    if (array === null) {
      differs("is in an array that is not there");
      return;
    }
    const { dtype, fill } = array.metadata;
    const shape = innerChunkShape(array.metadata);
    const start = index.map((at, axis) => at * (shape[axis] ?? 0));
    if (start.length !== shape.length || start.some((at, axis) => at >= array.metadata.shape[axis]!)) {
      differs("lies outside of the array");
      return;
    }
    const pixels = allocatePixels(dtype, sizeOfShape(shape));
    try {
      await array.readRegion({ start, shape }, pixels, this.#signal);
    } catch (thrown) {
      const { kind, message } = asZarrdropError(thrown);
      if (kind !== "corrupt" && kind !== "limit") throw thrown;
      differs(`cannot be decoded: ${message}`);
      return;
    }
    // A chunk that was left out reads as the fill value.
    const isSame =
      expected === null
        ? pixels.every((value, at) => Object.is(value, fill[at % fill.length]))
        : crc32c(bytesOfPixels(pixels)) === expected;
    if (!isSame) differs("does not hold the pixels that were written");
  }

  async #arrayAt(path: string): Promise<ZarrArray | null> {
    if (this.#current?.path === path) return this.#current.array;
    this.#current = { path, array: null };
    const level = this.#findings?.levels.find((known) => known.path === path && known.array !== null);
    if (level === undefined || this.#findings === null) return null;
    try {
      const metadata = await readArray(this.#directory, path, this.#findings.zarrFormat, this.#signal);
      this.#current.array = new ZarrArray(this.#directory, metadata);
    } catch (thrown) {
      // Said where the array was looked at.
      if (asZarrdropError(thrown).kind === "cancelled") throw thrown;
    }
    return this.#current.array;
  }
}

/**
 * The lines of a text file, without their ends.
 * @throws `corrupt` for one that is too long, or for bytes that are no text
 */
async function* linesOf(source: ByteSource, signal: AbortSignal): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  for (let at = 0; at < source.size; at += PIECE_BYTES) {
    const bytes = await source.read(at, Math.min(PIECE_BYTES, source.size - at), signal);
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!.slice(0, LONGEST_LINE);
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
  if (rest !== "") yield rest;
}
