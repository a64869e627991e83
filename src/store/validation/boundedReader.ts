import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import type { StoreReader } from "../sink.ts";

/** Documents up to this size do not count: a plate has many thousands of small ones. */
const SMALL = 2 ** 20;

/**
 * The same files, of which large documents may be read up to `LIMITS.metadataBytes` altogether: several are in memory
 * at once, and a few kilobytes of an archive can become any number of them.
 * @throws `limit` beyond that
 */
export function boundedReader(files: StoreReader): StoreReader {
  let left: number = LIMITS.metadataBytes;
  return {
    size: (path) => files.size(path),
    read: async (path, range) => {
      const size = range?.length ?? (await files.size(path)) ?? 0;
      if (size > SMALL) left -= size;
      if (left >= 0) return files.read(path, range);
      throw new ZarrdropError("limit", `${path} is not read: the store's metadata are too large altogether.`, {
        file: path,
      });
    },
  };
}
