import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { FrameList } from "../frameList.ts";
import { type Chunk, chunksIn } from "./riff.ts";

/** What an AVI file has of frames. */
export type FramePlaces = {
  source: ByteSource;
  /** Number of the stream of pictures. */
  stream: number;
  /** Lists with frames: one for each part of the file. */
  movies: readonly Chunk[];
  /** The index of the first part, at its end; null without one. */
  oldIndex: Chunk | null;
  /** The index of indices; null without one. */
  superIndex: Uint8Array | null;
};

const HEADER_BYTES = 8;
const OLD_ENTRY_BYTES = 16;
const NEW_ENTRY_BYTES = 8;
/** Of an OpenDML index before its entries. */
const INDEX_BYTES = 24;
const INDEX_OF_INDICES = 0;
const INDEX_OF_CHUNKS = 1;
/** Entries of an index that are read together. */
const ENTRIES_AT_ONCE = 65_536;
const MOST_INDICES = 100_000;

/**
 * Finds the frames: by OpenDML's indices, by the index of a file of one part, or by going through the file.
 * @throws `unsupported-feature` for palettes that change; `corrupt`, `limit`
 */
export async function findFrames(places: FramePlaces, signal: AbortSignal): Promise<FrameList> {
  const { superIndex, oldIndex, movies } = places;
  const indexed = superIndex === null ? null : await byIndices(places, superIndex, signal);
  if (indexed !== null && indexed.count > 0) return indexed;
  const listed = oldIndex === null || movies.length !== 1 ? null : await byOldIndex(places, oldIndex, signal);
  if (listed !== null && listed.count > 0) return listed;
  return bySearch(places, signal);
}

/** What a chunk is by its name: "00dc" is a frame of stream 0, "00pc" a change of its palette. */
function isFrame(id: string, stream: number, file: string): boolean {
  if (Number.parseInt(id.slice(0, 2), 16) !== stream) return false;
  if (id.endsWith("pc")) {
    throw new ZarrdropError("unsupported-feature", `${file} has a palette that changes on the way.`);
  }
  return id.endsWith("db") || id.endsWith("dc");
}

/** OpenDML AVI file format extensions, version 1.02: an index in the header lists indices, which list chunks; null if they do not hold. */
async function byIndices(
  { source, stream }: FramePlaces,
  superIndex: Uint8Array,
  signal: AbortSignal,
): Promise<FrameList | null> {
  const frames = new FrameList();
  const head = new Cursor(superIndex, source.name).skip(3);
  const kind = head.u8();
  const count = head.u32();
  if (kind === INDEX_OF_CHUNKS) return addChunks(superIndex, source.name, frames) ? frames : null;
  if (kind !== INDEX_OF_INDICES || count > MOST_INDICES || count * 16 > superIndex.length - INDEX_BYTES) return null;
  head.seek(INDEX_BYTES);
  for (let index = 0; index < count; index++) {
    const offset = head.u64();
    // The size is with or without the header, as the writer takes it: the chunk itself has it, too.
    head.skip(8);
    if (offset + HEADER_BYTES > source.size) return null;
    const chunk = new Cursor(await source.read(offset, HEADER_BYTES, signal), source.name);
    const isIndex = chunk.ascii(4) === `ix${String(stream).padStart(2, "0")}`;
    const size = chunk.u32();
    if (!isIndex || offset + HEADER_BYTES + size > source.size) return null;
    const bytes = await source.read(offset + HEADER_BYTES, size, signal);
    if (!addChunks(bytes, source.name, frames)) return null;
  }
  return frames;
}

/** Adds the entries of an index of chunks; false if it has another form (of fields), or ends too early. */
function addChunks(index: Uint8Array, file: string, frames: FrameList): boolean {
  if (index.length < INDEX_BYTES) return false;
  const cursor = new Cursor(index, file);
  const isPlain = cursor.u16() === NEW_ENTRY_BYTES / 4 && cursor.u8() === 0;
  const count = cursor.skip(1).u32();
  const base = cursor.skip(4).u64();
  cursor.skip(4);
  if (!isPlain || count * NEW_ENTRY_BYTES > cursor.remaining) return false;
  for (let entry = 0; entry < count; entry++) {
    const offset = base + cursor.u32();
    // The highest bit says that a frame needs others; those here never do.
    frames.add(offset, cursor.u32() & 0x7fffffff);
  }
  return true;
}

/** The index at the end of a file; null if it leads to no frames. Places are counted from the list of frames, or from the file's beginning. */
async function byOldIndex(
  { source, stream, movies }: FramePlaces,
  index: Chunk,
  signal: AbortSignal,
): Promise<FrameList | null> {
  const frames = new FrameList();
  const fromList = movies[0]!.start - 4;
  let base: number | null = null;
  for (let at = index.start; at + OLD_ENTRY_BYTES <= index.end; at += ENTRIES_AT_ONCE * OLD_ENTRY_BYTES) {
    const length = Math.min(ENTRIES_AT_ONCE * OLD_ENTRY_BYTES, index.end - at);
    const cursor = new Cursor(await source.read(at, length, signal), source.name);
    while (cursor.remaining >= OLD_ENTRY_BYTES) {
      const id = cursor.ascii(4);
      const offset = cursor.skip(4).u32();
      const size = cursor.u32();
      if (!isFrame(id, stream, source.name)) continue;
      base ??= await baseOf(source, id, [fromList + offset, offset], offset, signal);
      if (base === null) return null;
      frames.add(base + offset + HEADER_BYTES, size);
    }
  }
  return frames;
}

/** From where an entry's place is counted: where there is a chunk of its name; null if there is none. */
async function baseOf(
  source: ByteSource,
  id: string,
  candidates: readonly number[],
  offset: number,
  signal: AbortSignal,
): Promise<number | null> {
  for (const place of candidates) {
    if (place + HEADER_BYTES > source.size) continue;
    if (new Cursor(await source.read(place, 4, signal), source.name).ascii(4) === id) return place - offset;
  }
  return null;
}

/** All chunks one after the other, those in lists of records too; one that is cut off is left out. */
async function bySearch({ source, stream, movies }: FramePlaces, signal: AbortSignal): Promise<FrameList> {
  const frames = new FrameList();
  for (const movie of movies) {
    for await (const chunk of chunksIn(source, movie.start, movie.end, signal)) {
      const inside = chunk.kind === "rec " ? chunksIn(source, chunk.start, chunk.end, signal) : [chunk];
      for await (const { id, start, end, isCut } of inside) {
        if (!isCut && isFrame(id, stream, source.name)) frames.add(start, end - start);
      }
    }
  }
  return frames;
}
