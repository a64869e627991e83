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
 * Writes a finished store to one zip file of the local file system; it appears whole, and is on the disk then. Returns
 * its bytes.
 * @throws those of `zipStore` and of the destination
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
    await rename(partial, target);
    await syncNodeFolder(dirname(target));
    return size;
  } catch (thrown) {
    if (isMade) await unlink(partial).catch(() => {});
    throw asSinkError(thrown, target, signal);
  }
}
