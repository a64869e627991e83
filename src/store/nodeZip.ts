import { NodeFileSource } from "../bytes/nodeFile.ts";
import { ZipDirectory } from "../bytes/zipDirectory.ts";
import { readZipEntries } from "../bytes/zipEntries.ts";
import { crc32 } from "../model/crc32.ts";
import { partialName } from "./partialName.ts";
import type { Sink } from "./sink.ts";
import { asSinkError } from "./sinkErrors.ts";
import { syncNodeFolder } from "./syncNodeFolder.ts";
import { zipStore } from "./zipStore.ts";

// Asked from the process instead of imported: see `nodeSink.ts`.
const { open, rename, unlink } = process.getBuiltinModule("node:fs/promises");
const { dirname } = process.getBuiltinModule("node:path");

const READ_BYTES = 8 * 2 ** 20;

/**
 * Writes a finished store to one zip file of the local file system; it appears whole, when it was read back and is on the disk.
 * Returns its bytes.
 * @throws those of `zipStore` and of the destination; `storage` where it does not read as it was written
 */
export async function writeZipFile(sink: Sink, target: string, signal?: AbortSignal): Promise<number> {
  const { parts, size } = await zipStore(sink, signal);
  const partial = partialName(target);
  let isMade = false;
  try {
    const file = await open(partial, "wx");
    isMade = true;
    try {
      const write = async (bytes: Uint8Array): Promise<void> => {
        signal?.throwIfAborted();
        let done = 0;
        while (done < bytes.length) done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
      };
      for (const part of parts) {
        if (part instanceof Uint8Array) {
          await write(part);
          continue;
        }
        for (let offset = 0; offset < part.size; offset += READ_BYTES) {
          const length = Math.min(READ_BYTES, part.size - offset);
          const bytes = await sink.read(part.path, { offset, length });
          if (bytes?.length !== length) throw new Error(`${part.path} changed while it was read.`);
          await write(bytes);
        }
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    await readBack(partial, parts.filter((part) => !(part instanceof Uint8Array)).length, signal);
    await rename(partial, target);
    await syncNodeFolder(dirname(target));
    return size;
  } catch (thrown) {
    if (isMade) await unlink(partial).catch(() => {});
    throw asSinkError(thrown, target, signal);
  }
}

/** Reads an archive as a stranger would: by its own list, each file of it held against the checksum there. */
async function readBack(path: string, files: number, signal: AbortSignal | undefined): Promise<void> {
  const source = await NodeFileSource.at(path);
  const entries = source === null ? [] : await readZipEntries(source, signal);
  const archive = source === null ? null : await ZipDirectory.open(source, signal);
  for (const entry of entries) {
    const file = await archive!.open(entry.path);
    let checksum = 0;
    for (let offset = 0; file !== null && offset < file.size; offset += READ_BYTES) {
      checksum = crc32(await file.read(offset, Math.min(READ_BYTES, file.size - offset), signal), checksum);
    }
    if (checksum !== entry.crc32) throw new Error(`${entry.path} does not read as it was written.`);
  }
  if (entries.length !== files) throw new Error(`The archive has ${entries.length} files instead of ${files}.`);
}
