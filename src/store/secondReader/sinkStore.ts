import type { AsyncReadable } from "zarrita";
import { borrowRoom } from "../../bytes/rooms.ts";
import type { Lend } from "../../codecs/codec.ts";
import type { ReadRange, Sink } from "../sink.ts";
import { asSinkError } from "../sinkErrors.ts";

/** Files of metadata, of all versions of Zarr: what else zarrita asks for whole is a chunk. */
const METADATA = /(?:^|\/)(?:zarr\.json|\.z[a-z]+)$/;

/**
 * A store in a destination, as zarrita asks for files: by absolute keys, whole or in part. Chunks are lent (`bytes/rooms.ts`), to be given back by whoever
 * decodes them. Failures of the destination are tagged here, so that any other error is zarrita's own.
 */
export function sinkStore(sink: Sink): AsyncReadable {
  const read = async (path: string, range?: ReadRange, lend?: Lend): Promise<Uint8Array | undefined> =>
    (await sink.read(path, range, lend)) ?? undefined;
  return {
    get: (key) => tagged(key, (path) => read(path, undefined, METADATA.test(path) ? undefined : borrowRoom)),
    getRange: (key, range) =>
      tagged(key, async (path) => {
        if (!("suffixLength" in range)) return read(path, range, borrowRoom);
        const size = await sink.size(path);
        if (size === null) return undefined;
        const length = Math.min(size, range.suffixLength);
        return read(path, { offset: size - length, length });
      }),
  };
}

async function tagged<Result>(key: string, work: (path: string) => Promise<Result>): Promise<Result> {
  const path = key.slice(1);
  try {
    return await work(path);
  } catch (thrown) {
    throw asSinkError(thrown, path);
  }
}
