import { STORE_BEFORE, STORE_JOURNAL, STORE_MARKER } from "../model/storeMarker.ts";
import type { OutputPlan } from "../plan/plan.ts";
import { chunkGrid, gridIndex } from "../zarr/chunkGrid.ts";
import { forEachAtOnce } from "../bytes/atOnce.ts";
import { hexDigest } from "../model/hexDigest.ts";
import { manifestHead, manifestLine } from "./manifest.ts";
import type { Sink } from "./sink.ts";
import { changedWhileRead } from "./sinkErrors.ts";
import type { StoreLedger } from "./storeLedger.ts";

/** Files that are read at once: each is held whole, because the platform's SHA-256 takes no pieces. */
const FILES_AT_ONCE = 3;
/** Lines that are put into one piece of the file. */
const LINES_AT_ONCE = 10_000;

/** What a manifest is made of. */
export type ManifestContent = {
  sink: Sink;
  output: OutputPlan;
  /** Has the checksum of every chunk that the conversion wrote. */
  ledger: StoreLedger;
  /** Hexadecimal SHA-256 of what the store was made of. */
  sourceFingerprint: string;
};

/**
 * The manifest of a store that is all written, in pieces: a CRC-32C of the pixels of each chunk that the conversion
 * wrote, and SHA-256 of every file as it is on the disk, but for those that tell an unfinished store.
 * @throws those of the sink, `cancelled`
 */
export async function manifestOfStore(
  { sink, output, ledger, sourceFingerprint }: ManifestContent,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const encoder = new TextEncoder();
  let lines = manifestHead(output.storeName, sourceFingerprint);
  const add = (line: string): void => {
    lines.push(line);
    if (lines.length >= LINES_AT_ONCE) flush();
  };
  const flush = (): void => {
    pieces.push(encoder.encode(lines.map((line) => `${line}\n`).join("")));
    lines = [];
  };
  const counts = output.levels.map(({ shape, chunkShape }) => chunkGrid(shape, chunkShape).counts);
  for (const { level, chunk, checksum } of ledger.chunkChecks()) {
    const index = gridIndex(chunk, counts[level]!);
    add(
      manifestLine({ kind: "chunk", level: output.levels[level]!.path, index, crc32c: checksum < 0 ? null : checksum }),
    );
  }
  const paths = (await sink.list()).filter((path) => !isOfUnfinished(path)).sort();
  if (paths.length < ledger.filesWritten) throw changedWhileRead(output.storeName);
  const sums = new Array<string>(paths.length);
  await forEachAtOnce(
    paths.entries(),
    async ([at, path]) => {
      const bytes = await sink.read(path);
      // A file may be empty, but none is gone that was there just now.
      if (bytes === null && (await sink.size(path)) !== 0) throw changedWhileRead(path);
      sums[at] = await hexDigest(bytes ?? new Uint8Array());
    },
    { atOnce: FILES_AT_ONCE, signal },
  );
  for (const [at, path] of paths.entries()) add(manifestLine({ kind: "file", sha256: sums[at]!, path }));
  flush();
  return pieces;
}

/** What goes with the marker. */
function isOfUnfinished(path: string): boolean {
  const [top] = path.split("/");
  return top === STORE_MARKER || top === STORE_JOURNAL || top === STORE_BEFORE;
}
