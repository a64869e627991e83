import { raceAbort } from "../bytes/abort.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { DestinationReference } from "../model/references.ts";
import { DirectoryHandleSink } from "./directoryHandleSink.ts";
import { openSink } from "./openSink.ts";
import { changedWhileRead } from "./sinkErrors.ts";
import { type ZipPart, zipStore } from "./zipStore.ts";

/**
 * A finished store as one file for a download. The blob refers to the files of the store and copies none of them, so
 * the store has to stay until the download is done.
 * @throws those of `zipStore`; `storage` when a file is gone
 */
export async function zipBlob(
  destination: DestinationReference,
  storeName: string,
  signal?: AbortSignal,
  onProgress?: (bytes: number) => void,
): Promise<Blob> {
  const sink = await raceAbort(openSink(destination, storeName), signal);
  if (!(sink instanceof DirectoryHandleSink)) {
    throw new ZarrdropError("internal", "A blob can only be made of a folder that the browser holds.");
  }
  const { parts } = await zipStore(sink, signal, onProgress);
  const pieces: BlobPart[] = [];
  for (const part of parts)
    pieces.push(part instanceof Uint8Array ? part : await raceAbort(fileOf(sink, part), signal));
  return new Blob(pieces, { type: "application/zip" });
}

async function fileOf(sink: DirectoryHandleSink, { path, size }: Exclude<ZipPart, Uint8Array>): Promise<File> {
  const file = await sink.fileAt(path);
  if (file === null || file.size !== size) {
    throw changedWhileRead(path);
  }
  return file;
}
