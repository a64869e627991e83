import { missedTwice } from "../bytes/missedTwice.ts";
import type { ByteSource, FileOpener } from "../bytes/source.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { StoreReader } from "./sink.ts";
import { changedWhileRead } from "./sinkErrors.ts";

/** The files of a store in a destination, as readers of Zarr take them. Empty ones count as missing. */
export function storeFiles(store: StoreReader): FileOpener {
  return {
    async open(path) {
      const size = await missedTwice(() => store.size(path));
      return size === null || size === 0 ? null : storeFile(store, path, size);
    },
  };
}

function storeFile(store: StoreReader, path: string, size: number): ByteSource {
  return {
    name: path,
    size,
    async read(offset, length) {
      const bytes = length === 0 ? new Uint8Array() : await store.read(path, { offset, length });
      if (bytes?.length === length) return bytes;
      if (bytes === null) throw changedWhileRead(path);
      throw new ZarrdropError("corrupt", `${path} ends too early.`, { file: path });
    },
  };
}
