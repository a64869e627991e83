import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { type Chunk, chunksIn } from "./riff.ts";

/** The stream of pictures of an AVI file. */
export type VideoStream = {
  /** Its number, with which the names of its chunks begin. */
  number: number;
  /** Seconds from frame to frame; null where nothing is said. */
  interval: number | null;
  /** A BITMAPINFOHEADER and what follows it. */
  format: Uint8Array;
  /** An index of indices (OpenDML); null without one. */
  index: Uint8Array | null;
};

/** More than any header, palette or index of indices has. */
const MOST_BYTES = 4 * 2 ** 20;
const MOST_STREAMS = 100;

/**
 * Reads the list of headers.
 * @throws `corrupt` without a stream of pictures
 */
export async function readHeaders(
  source: ByteSource,
  list: Chunk,
  signal: AbortSignal,
): Promise<{ video: VideoStream; others: number }> {
  const streams: VideoStream[] = [];
  let number = 0;
  for await (const chunk of chunksIn(source, list.start, list.end, signal)) {
    if (chunk.kind !== "strl") continue;
    if (number === MOST_STREAMS) break;
    const stream = await readStream(source, chunk, number++, signal);
    if (stream !== null) streams.push(stream);
  }
  const [video] = streams;
  if (video === undefined) throw new ZarrdropError("corrupt", `${source.name} has no stream of pictures.`);
  return { video, others: streams.length - 1 };
}

/** A stream; null for one of something else than pictures. */
async function readStream(
  source: ByteSource,
  list: Chunk,
  number: number,
  signal: AbortSignal,
): Promise<VideoStream | null> {
  const parts = new Map<string, Uint8Array>();
  for await (const { id, start, end } of chunksIn(source, list.start, list.end, signal)) {
    if (!["strh", "strf", "indx"].includes(id) || parts.has(id)) continue;
    if (end - start > MOST_BYTES) throw new ZarrdropError("limit", `${source.name} has a header that is too long.`);
    parts.set(id, await source.read(start, end - start, signal));
  }
  const head = parts.get("strh");
  const format = parts.get("strf");
  if (head === undefined || format === undefined) return null;
  const cursor = new Cursor(head, source.name);
  if (cursor.ascii(4) !== "vids") return null;
  const scale = cursor.seek(20).u32();
  const rate = cursor.u32();
  const interval = scale > 0 && rate > 0 ? Number((scale / rate).toPrecision(12)) : null;
  return { number, interval, format, index: parts.get("indx") ?? null };
}
