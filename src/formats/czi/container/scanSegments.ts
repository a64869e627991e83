import { isAboutContent } from "../../shared/aboutContent.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import type { Entry } from "./entries.ts";
import { parseSegment, SEGMENT_ALIGNMENT, SEGMENT_HEADER_BYTES } from "./segments.ts";
import { parseSubBlock, SUB_BLOCK_HEAD_BYTES } from "./subBlock.ts";
import { Cursor } from "../../../bytes/cursor.ts";

/** What a walk over the segments of a file found besides sub-blocks. Positions in bytes; 0 = not found. */
export type Scan = { metadataPosition: number; attachmentDirectoryPosition: number };

/** Bytes that are searched for the next segment after a place where none begins. */
const SEARCHED_BYTES = 64 * 2 ** 20;
const SEARCH_STEP_BYTES = 2 ** 20;

/**
 * Finds the sub-blocks of a file that has no directory, because the program that wrote it crashed: walks from segment
 * to segment. A last sub-block that was not written to its end is left out.
 * @throws `limit`, those of reading
 */
export async function scanSegments(
  source: ByteSource,
  signal: AbortSignal,
  add: (entry: Entry) => void,
): Promise<Scan> {
  const scan: Scan = { metadataPosition: 0, attachmentDirectoryPosition: 0 };
  let position = 0;
  let found = 0;
  while (position + SEGMENT_HEADER_BYTES <= source.size) {
    const head = await source.read(position, Math.min(SUB_BLOCK_HEAD_BYTES, source.size - position), signal);
    const segment = tolerated(() => parseSegment(new Cursor(head, source.name), position, source));
    if (segment === null || !(segment.id.startsWith("ZISRAW") || segment.id === "DELETED")) {
      const next = await findSegment(source, position + SEGMENT_ALIGNMENT, signal);
      if (next === null) break;
      position = next;
      continue;
    }
    if (++found > LIMITS.linkedEntries) {
      throw new ZarrdropError("limit", `${source.name} has too many parts.`, { file: source.name });
    }
    if (segment.id === "ZISRAWMETADATA") scan.metadataPosition = position;
    if (segment.id === "ZISRAWATTDIR") scan.attachmentDirectoryPosition = position;
    if (segment.id === "ZISRAWSUBBLOCK") {
      const block = tolerated(() => parseSubBlock(head, position, source));
      const isWhole = block !== null && block.dataStart + block.dataBytes <= source.size;
      // Where a sub-block is and in which file, its own entry need not know.
      if (isWhole) add({ ...block.entry, position, part: 0 });
    }
    position = Math.max(position + SEGMENT_HEADER_BYTES, segment.next);
  }
  return scan;
}

/** The next place where a segment begins, or null: segments begin at multiples of 32 with the same letters. */
async function findSegment(source: ByteSource, from: number, signal: AbortSignal): Promise<number | null> {
  const end = Math.min(source.size, from + SEARCHED_BYTES);
  const mark = new TextEncoder().encode("ZISRAW");
  for (let start = alignUp(from); start < end; start += SEARCH_STEP_BYTES) {
    const bytes = await source.read(start, Math.min(SEARCH_STEP_BYTES, source.size - start), signal);
    for (let at = 0; at + SEGMENT_HEADER_BYTES <= bytes.length; at += SEGMENT_ALIGNMENT) {
      if (mark.every((letter, index) => bytes[at + index] === letter)) return start + at;
    }
  }
  return null;
}

function alignUp(position: number): number {
  return Math.ceil(position / SEGMENT_ALIGNMENT) * SEGMENT_ALIGNMENT;
}

/** The value, or null where the bytes make none: a crash leaves such things behind. */
function tolerated<Value>(parse: () => Value): Value | null {
  try {
    return parse();
  } catch (error) {
    if (isAboutContent(error)) return null;
    throw error;
  }
}
