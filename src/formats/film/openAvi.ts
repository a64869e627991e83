import { CachedSource } from "../../bytes/cachedSource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { openFilm } from "./filmReader.ts";
import { findFrames } from "./avi/frameIndex.ts";
import { readHeaders } from "./avi/header.ts";
import { readAviPixels } from "./avi/pixelFormat.ts";
import { type Chunk, chunksIn } from "./avi/riff.ts";

/** What is between frames is read in small pieces. */
const BETWEEN_FRAMES = { blockBytes: 4096, blocks: 256 };

/**
 * Opens an AVI file, also one of several parts (OpenDML) or one whose recording was interrupted.
 * @throws those of `ImageReader`, `unsupported-format` for a codec that is not read
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a film.");
  try {
    const between = new CachedSource(source, BETWEEN_FRAMES);
    const { headers, movies, oldIndex } = await partsOf(between, signal);
    if (headers === null) throw new ZarrdropError("corrupt", `${source.name} has no list of its streams.`);
    const { video, others } = await readHeaders(between, headers, signal);
    const pixels = readAviPixels(video.format, source.name);
    const places = { source: between, stream: video.number, movies, oldIndex, superIndex: video.index };
    const frames = await findFrames(places, signal);
    const notes: string[] = [];
    if (others > 0) notes.push(`The film has ${others} further streams of pictures, which are left out.`);
    if (movies.some(({ isCut }) => isCut)) notes.push("The film is cut off: what is whole of it is read.");
    const film = { ...pixels, frames, interval: video.interval, facts: {}, notes };
    return await openFilm({ source, path, format: "avi", formatName: "AVI" }, film, signal);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

type Parts = { headers: Chunk | null; movies: Chunk[]; oldIndex: Chunk | null };

async function partsOf(source: ByteSource, signal: AbortSignal): Promise<Parts> {
  const parts: Parts = { headers: null, movies: [], oldIndex: null };
  for await (const riff of chunksIn(source, 0, source.size, signal)) {
    if (riff.id !== "RIFF") continue;
    for await (const chunk of chunksIn(source, riff.start, riff.end, signal)) {
      if (chunk.kind === "hdrl") parts.headers ??= chunk;
      else if (chunk.kind === "movi") parts.movies.push({ ...chunk, isCut: chunk.isCut || riff.isCut });
      else if (chunk.id === "idx1") parts.oldIndex ??= chunk;
    }
  }
  return parts;
}
