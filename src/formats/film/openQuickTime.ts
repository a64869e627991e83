import type { Cursor } from "../../bytes/cursor.ts";
import { CachedSource } from "../../bytes/cachedSource.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import type { Film } from "./film.ts";
import { openFilm } from "./filmReader.ts";
import { type Box, boxAt, boxesIn } from "./quicktime/boxes.ts";
import { readMovieBox } from "./quicktime/movieBox.ts";
import { readQuickTimePixels } from "./quicktime/pixelFormat.ts";
import { readSampleTable, sampleInterval } from "./quicktime/sampleTable.ts";

const BOX_CACHE = { blockBytes: 4096, blocks: 16 };
/** The matrix of a track that is shown as it is stored: its four numbers of 16.16 bits that turn and mirror. */
const UPRIGHT = [0x10000, 0, 0, 0x10000];

/**
 * Opens a QuickTime film.
 * @throws those of `ImageReader`, `unsupported-format` for a codec that is not read
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a film.");
  try {
    const cursor = await readMovieBox(new CachedSource(source, BOX_CACHE), signal);
    const film = readFilm(cursor, source.name);
    return await openFilm({ source, path, format: "quicktime", formatName: "QuickTime" }, film, signal);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function readFilm(cursor: Cursor, file: string): Film {
  const boxes = [...boxesIn(cursor, 0, cursor.length)];
  if (boxes.some(({ kind }) => kind === "cmov")) {
    throw new ZarrdropError("unsupported-feature", `${file} has compressed tables.`);
  }
  const tracks = boxes.filter(({ kind }) => kind === "trak").filter((track) => isVideo(cursor, track));
  const [track] = tracks;
  const table = track === undefined ? null : boxAt(cursor, track, "mdia", "minf", "stbl");
  const descriptions = table === null ? null : boxAt(cursor, table, "stsd");
  if (track === undefined || table === null || descriptions === null) {
    throw new ZarrdropError("corrupt", `${file} has no track of pictures.`);
  }
  const pixels = readQuickTimePixels(cursor, descriptions, file);
  const frames = readSampleTable(cursor, table, file);
  const delta = sampleInterval(cursor, table, file);
  const scale = timeScale(cursor, track);
  const notes: string[] = [];
  if (tracks.length > 1)
    notes.push(`The film has ${tracks.length - 1} further tracks of pictures, which are left out.`);
  if (delta === null && frames.count > 1) notes.push("The frames are not at equal times.");
  if (isTurned(cursor, track))
    notes.push("Players show the film turned or mirrored; its pixels are as they are stored.");
  const interval = delta === null || scale === 0 ? null : Number((delta / scale).toPrecision(12));
  return { ...pixels, frames, interval, facts: {}, notes };
}

function isVideo(cursor: Cursor, track: Box): boolean {
  const handler = boxAt(cursor, track, "mdia", "hdlr");
  return handler !== null && cursor.seek(handler.start + 8).ascii(4) === "vide";
}

/** Units of a track's time in a second; 0 where it does not say. */
function timeScale(cursor: Cursor, track: Box): number {
  const header = boxAt(cursor, track, "mdia", "mdhd");
  if (header === null) return 0;
  const version = cursor.seek(header.start).u8();
  // Two times of 4 or 8 bytes come before it.
  return cursor.seek(header.start + 4 + (version === 1 ? 16 : 8)).u32();
}

function isTurned(cursor: Cursor, track: Box): boolean {
  const header = boxAt(cursor, track, "tkhd");
  if (header === null) return false;
  const version = cursor.seek(header.start).u8();
  const matrix = header.start + (version === 1 ? 52 : 40);
  const found = [0, 4, 12, 16].map((at) => cursor.seek(matrix + at).u32());
  return found.some((value, index) => value !== UPRIGHT[index]);
}
