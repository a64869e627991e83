import { throwIfAborted } from "../../../bytes/abort.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";

/** A chunk of a RIFF file. */
export type Chunk = {
  /** Four characters. */
  id: string;
  /** Of a list what is in it, four characters; else "". */
  kind: string;
  /** Where its contents begin (of a list: behind its kind), and end in the file. */
  start: number;
  end: number;
  /** The file ends before the chunk does. */
  isCut: boolean;
};

const HEADER_BYTES = 8;
const KIND_BYTES = 4;

/**
 * The chunks between two places, one after the other; their contents are not read. A list that says it is empty, as an interrupted recording
 * leaves it, goes on to the end.
 * @throws `limit`, those of the source
 */
export async function* chunksIn(
  source: ByteSource,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Chunk, void, void> {
  let count = 0;
  for (let position = start; position + HEADER_BYTES <= end;) {
    throwIfAborted(signal);
    if (count++ > LIMITS.linkedEntries) throw new ZarrdropError("limit", `${source.name} has too many parts.`);
    const length = Math.min(HEADER_BYTES + KIND_BYTES, end - position);
    const cursor = new Cursor(await source.read(position, length, signal), source.name);
    const id = cursor.ascii(4);
    const stated = cursor.u32();
    const isList = (id === "RIFF" || id === "LIST") && length === HEADER_BYTES + KIND_BYTES;
    const size = isList && stated < KIND_BYTES ? end - position - HEADER_BYTES : stated;
    const next = position + HEADER_BYTES + size;
    yield {
      id,
      kind: isList ? cursor.ascii(4) : "",
      start: position + HEADER_BYTES + (isList ? KIND_BYTES : 0),
      end: Math.min(next, end),
      isCut: next > end,
    };
    position = next + (size % 2);
  }
}
