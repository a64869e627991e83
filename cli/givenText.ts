import { createReadStream } from "node:fs";
import { asOpenError } from "../src/bytes/sourceErrors.ts";
import { ZarrdropError } from "../src/model/errors.ts";

/** Bytes of a file of settings or a table of jobs at most, as in the page: larger ones were named by mistake. */
const MOST_BYTES = 8 * 2 ** 20;

/**
 * The text of a file that the call names beside the images. It is read piece by piece, so that a device or a giant ends soon; a pipe is read, too.
 * @throws {ZarrdropError} setting for a file that is too large; those of `asOpenError`
 */
export async function readGivenText(path: string): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > MOST_BYTES) throw new ZarrdropError("setting", `${path} is too large to be read.`, { file: path });
      parts.push(part);
    }
  } catch (thrown) {
    throw thrown instanceof ZarrdropError ? thrown : asOpenError(thrown, path);
  }
  return Buffer.concat(parts).toString("utf8");
}
