import { CachedSource } from "../../../bytes/cachedSource.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { corruptLeica } from "../errors.ts";

/** Bytes of an image (or of anything else) in a file. */
export type MemoryBlock = { offset: number; size: number };

/** The text and the memory blocks of a binary Leica file. */
export type LeicaContainer = {
  kind: "lif" | "lof" | "lifext";
  xml: string;
  /** By the id that the text uses. The only block of a LOF file has the id "". */
  blocks: ReadonlyMap<string, MemoryBlock>;
};

/** Every block of the file begins with this number… */
const BLOCK_MARKER = 0x70;
/** …and this byte stands before each of its fields. */
const FIELD_MARKER = 0x2a;
/** Marker, length, field marker and the number of characters that follow. */
const TEXT_HEADER_BYTES = 13;
/** The text of the first block of a LOF file. */
const LOF_TEXT = "LMS_Object_File";
/** Headers of memory blocks that are read at the same time. */
const HEADERS_AHEAD = 32;
/** Longest id of a memory block, in characters. */
const LONGEST_ID = 4096;

/**
 * Reads the text of a LIF, LIFEXT or LOF file and finds its memory blocks; no pixel is read. Layout: "Leica Image File
 * Formats" 3.2 as documented by liffile: blocks of 0x70, length, 0x2A and fields, little-endian, texts in UTF-16.
 * @throws `corrupt`, `limit`, `unsupported-format`
 */
export async function readContainer(source: ByteSource, signal: AbortSignal): Promise<LeicaContainer> {
  // Headers lie between the pixels of many images: small blocks, so that few pixels come with them.
  const cached = new CachedSource(source, { blockBytes: 4096, blocks: 256 });
  const first = await readText(cached, 0, signal);
  if (first.text === LOF_TEXT) {
    const block = await objectPixels(cached, first.end, signal);
    const { text } = await readText(cached, block.offset + block.size, signal);
    return { kind: "lof", xml: text, blocks: new Map([["", block]]) };
  }
  const isExtension = /<LMSDataContainerEnhancedHeader[\s>]/.test(first.text.slice(0, 1024));
  const blocks = await findBlocks(cached, first, isExtension ? 2 : versionOf(first.text), signal);
  return { kind: isExtension ? "lifext" : "lif", xml: first.text, blocks };
}

/** A block that holds a text; `end` is the first byte behind it. */
async function readText(
  source: ByteSource,
  offset: number,
  signal: AbortSignal,
): Promise<{ text: string; end: number }> {
  const bytes = await source.read(offset, Math.min(TEXT_HEADER_BYTES, source.size - offset), signal);
  const cursor = new Cursor(bytes, source.name);
  const marker = cursor.u32();
  cursor.skip(4);
  if (marker !== BLOCK_MARKER || cursor.u8() !== FIELD_MARKER) {
    throw corruptLeica(source.name, "its description is not where it should be", `no text block at ${offset}`);
  }
  const length = cursor.u32() * 2;
  if (length > LIMITS.metadataBytes * 2) {
    throw new ZarrdropError("limit", `The metadata of ${source.name} is too long to be read.`, { file: source.name });
  }
  const start = offset + TEXT_HEADER_BYTES;
  const text = new TextDecoder("utf-16le").decode(await source.read(start, length, signal));
  return { text, end: start + length };
}

/** The version of the container: 1 has 32-bit block sizes, 2 has 64-bit ones. */
function versionOf(xml: string): 1 | 2 {
  return /<LMSDataContainerHeader\s[^>]*Version\s*=\s*["']1["']/.test(xml.slice(0, 1024)) ? 1 : 2;
}

/**
 * The pixels of a LOF file.
 * @throws `corrupt` if it is none, or cut off
 */
export async function findObjectPixels(source: ByteSource, signal: AbortSignal): Promise<MemoryBlock> {
  const first = await readText(source, 0, signal);
  if (first.text !== LOF_TEXT) throw corruptLeica(source.name, "its header is not that of a LOF file");
  return objectPixels(source, first.end, signal);
}

/** Behind the first text of a LOF file: two version numbers and the pixels. */
async function objectPixels(source: ByteSource, offset: number, signal: AbortSignal): Promise<MemoryBlock> {
  const cursor = new Cursor(await source.read(offset, Math.min(19, source.size - offset), signal), source.name);
  const markers = [0, 5, 10].map((place) => cursor.seek(place).u8());
  if (markers.some((marker) => marker !== FIELD_MARKER)) {
    throw corruptLeica(source.name, "its header is not that of a LOF file");
  }
  const block = { size: cursor.u64(), offset: offset + 19 };
  if (block.offset + block.size <= source.size) return block;
  const what = "it ends before its pixels do; the file may be cut off";
  throw corruptLeica(source.name, what, `${block.size} bytes at ${block.offset} of ${source.size}`);
}

/** Walks from block to block. What is not a block ends the list: images whose block is missing then are found by their ids. */
async function findBlocks(
  source: ByteSource,
  { text, end }: { text: string; end: number },
  version: 1 | 2,
  signal: AbortSignal,
): Promise<Map<string, MemoryBlock>> {
  const blocks = new Map<string, MemoryBlock>();
  const readAhead = headersAhead(source, text);
  let offset = end;
  while (offset < source.size) {
    const found = await readBlockHeader(source, offset, version, signal);
    if (found === null) break;
    if (blocks.size >= LIMITS.linkedEntries) {
      throw new ZarrdropError("limit", `${source.name} holds too many memory blocks.`, { file: source.name });
    }
    if (!blocks.has(found.id)) blocks.set(found.id, found.block);
    offset = found.block.offset + found.block.size;
    readAhead(found.id, offset);
  }
  return blocks;
}

/**
 * Blocks mostly lie in the order of the text, which gives their sizes: the headers of the next ones are read at the same time, into the
 * cache. A wrong guess costs nothing but a read.
 */
function headersAhead(source: ByteSource, text: string): (id: string, end: number) => void {
  const listed = [...text.matchAll(/<Memory\s[^<>]*>/g)].map(([tag]) => ({
    id: /\sMemoryBlockID="([^"]*)"/.exec(tag)?.[1] ?? "",
    size: Number(/\sSize="(\d{1,15})"/.exec(tag)?.[1] ?? 0),
  }));
  const places = new Map(listed.map(({ id }, index) => [id, index]));
  let left = 0;
  return (id, end) => {
    const place = places.get(id);
    if (place === undefined || left-- > 0) return;
    left = HEADERS_AHEAD;
    let offset = end;
    for (const next of listed.slice(place + 1, place + 1 + HEADERS_AHEAD)) {
      const bytes = Math.min(22 + next.id.length * 2, source.size - offset);
      if (bytes <= 0) return;
      source.read(offset, bytes).catch(() => {});
      offset += 22 + next.id.length * 2 + next.size;
    }
  };
}

async function readBlockHeader(
  source: ByteSource,
  offset: number,
  version: 1 | 2,
  signal: AbortSignal,
): Promise<{ id: string; block: MemoryBlock } | null> {
  const bytes = await source.read(offset, Math.min(22, source.size - offset), signal);
  // Some files state the other version than they have: the markers decide.
  const width = hasMarkers(bytes, version) ? version : hasMarkers(bytes, version === 1 ? 2 : 1) ? 3 - version : 0;
  if (width === 0) return null;
  const cursor = new Cursor(bytes, source.name).seek(9);
  const size = width === 1 ? cursor.u32() : cursor.u64();
  cursor.skip(1);
  const characters = cursor.u32();
  const idOffset = offset + cursor.position;
  if (characters > LONGEST_ID || idOffset + characters * 2 > source.size) return null;
  const id = new TextDecoder("utf-16le").decode(await source.read(idOffset, characters * 2, signal));
  return { id: id.replace(/\0+$/, ""), block: { offset: idOffset + characters * 2, size } };
}

/** Whether the bytes are the header of a memory block with sizes of 32 (version 1) or 64 bits (version 2). */
function hasMarkers(bytes: Uint8Array, version: 1 | 2): boolean {
  const second = version === 1 ? 13 : 17;
  return (
    bytes.length >= second + 5 &&
    bytes[0] === BLOCK_MARKER &&
    bytes[1] === 0 &&
    bytes[2] === 0 &&
    bytes[3] === 0 &&
    bytes[8] === FIELD_MARKER &&
    bytes[second] === FIELD_MARKER
  );
}
