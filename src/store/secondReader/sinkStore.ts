import type { AsyncReadable } from "zarrita";
import type { Sink } from "../sink.ts";
import { asSinkError } from "../sinkErrors.ts";

/**
 * A store in a destination, as zarrita asks for files: by absolute keys, whole or in part. Failures of the destination are
 * tagged here, so that any other error is zarrita's own.
 */
export function sinkStore(sink: Sink): AsyncReadable {
  const read = async (path: string, range?: { offset: number; length: number }): Promise<Uint8Array | undefined> =>
    (await sink.read(path, range)) ?? undefined;
  return {
    get: (key) => tagged(key, (path) => read(path)),
    getRange: (key, range) =>
      tagged(key, async (path) => {
        if (!("suffixLength" in range)) return read(path, range);
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
