import { raceAbort } from "../bytes/abort.ts";
import { crc32 } from "../model/crc32.ts";
import { ZarrdropError } from "../model/errors.ts";
import { baseName } from "../model/paths.ts";
import { METADATA_FILES } from "../zarr/arrayDocuments.ts";
import { readRoot } from "./storeMetadata.ts";
import { readMarker } from "./storeMarker.ts";
import type { Sink } from "./sink.ts";
import { asSinkError, changedWhileRead } from "./sinkErrors.ts";
import { forEachAtOnce } from "../bytes/atOnce.ts";
import { joinParts } from "./memorySink.ts";
import { directoryRecord, endRecords, localHeader, type ZipEntry } from "./zipRecords.ts";

/** A piece of an archive: bytes, or a file of the store as it is. */
export type ZipPart = Uint8Array<ArrayBuffer> | { path: string; size: number };

/** An archive that is not put together: pieces in memory, and files that stay where they are. */
export type StoreZip = {
  /** Pieces of the archive in order. */
  parts: ZipPart[];
  /** Bytes of the whole archive. */
  size: number;
};

/** RFC-9 of NGFF: tells a reader that it need not look for more JSON after the first other entry of the directory. */
const OZX_COMMENT = '{"ome":{"version":"0.5","zipFile":{"centralDirectory":{"jsonFirst":true}}}}';

/** Bytes that are read at once for a checksum. */
const READ_BYTES = 8 * 2 ** 20;
const FILES_AT_ONCE = 4;

/**
 * Lays a finished store out as one zip file (.ozx for Zarr v3, RFC-9): nothing is compressed again, the root's metadata
 * comes first, then other metadata breadth first, then the rest. Every file is read once for its checksum and never
 * held. `onProgress` is told the bytes read.
 * @throws `setting` when the store is not finished; those of the sink, `cancelled`
 */
export function zipStore(
  sink: Sink,
  signal?: AbortSignal,
  onProgress: (bytes: number) => void = () => {},
): Promise<StoreZip> {
  // A disk that does not answer keeps nobody who stopped.
  return raceAbort(layOut(sink, signal, onProgress), signal);
}

async function layOut(
  sink: Sink,
  signal: AbortSignal | undefined,
  onProgress: (bytes: number) => void,
): Promise<StoreZip> {
  const root = await readRoot(sink);
  if (root === null || (await readMarker(sink)).kind !== "none") {
    throw new ZarrdropError("setting", "Only a finished image can be put into one file.");
  }
  const paths = await sink.list();
  // It was there a moment ago: a folder that went away, or a drive, is no store without files.
  const rootFile = root.zarrFormat === 3 ? "zarr.json" : ".zgroup";
  if (!paths.includes(rootFile)) throw changedWhileRead(rootFile);
  const entries: ZipEntry[] = archiveOrder(paths).map((path) => ({ path, size: 0, crc32: 0, offset: 0 }));
  await forEachAtOnce(
    entries,
    async (entry) => {
      Object.assign(entry, await checksumOf(sink, entry.path, signal, onProgress));
    },
    { atOnce: FILES_AT_ONCE, signal },
  );
  const parts: ZipPart[] = [];
  let size = 0;
  for (const entry of entries) {
    entry.offset = size;
    const header = localHeader(entry);
    parts.push(header, { path: entry.path, size: entry.size });
    size += header.length + entry.size;
  }
  const directory = joinParts(entries.map(directoryRecord));
  const end = endRecords(
    { entries: entries.length, size: directory.length, offset: size },
    root.zarrFormat === 3 ? OZX_COMMENT : "",
  );
  parts.push(directory, end);
  return { parts, size: size + directory.length + end.length };
}

/** Root metadata, then other metadata from shallow to deep, then everything else; each by name. */
function archiveOrder(paths: readonly string[]): string[] {
  const key = (path: string): number => (METADATA_FILES.includes(baseName(path)) ? path.split("/").length : Infinity);
  // Without a tie-break, equal depths keep the order of the list, which is sorted by name.
  return paths.toSorted((a, b) => (key(a) === key(b) ? 0 : key(a) - key(b)));
}

async function checksumOf(
  sink: Sink,
  path: string,
  signal: AbortSignal | undefined,
  onProgress: (bytes: number) => void,
): Promise<{ size: number; crc32: number }> {
  const size = (await sink.size(path)) ?? 0;
  let checksum = 0;
  for (let offset = 0; offset < size;) {
    if (signal?.aborted === true) throw asSinkError(signal.reason, path, signal);
    const bytes = await sink.read(path, { offset, length: Math.min(READ_BYTES, size - offset) });
    if (bytes === null || bytes.length === 0) {
      throw changedWhileRead(path);
    }
    checksum = crc32(bytes, checksum);
    offset += bytes.length;
    onProgress(bytes.length);
  }
  return { size, crc32: checksum };
}
