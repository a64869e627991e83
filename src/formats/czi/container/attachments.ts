import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { expectSegment } from "./segments.ts";

/** Something that is kept in the file beside the image. */
export type Attachment = {
  name: string;
  /** Short name of its format: "JPG", "CZI", "CZTIMS", … */
  type: string;
  /** Byte position of its segment. */
  position: number;
};

/** Bytes of the directory's content before its entries, of an entry, and of an attachment's content before its data. */
const DIRECTORY_HEAD_BYTES = 256;
const ENTRY_BYTES = 128;
const ATTACHMENT_HEAD_BYTES = 256;
/** More attachments than this are not looked at. */
const MOST_ATTACHMENTS = 4096;
const MOST_TIME_STAMPS = 1_000_000;

/** Formats of attachments that are pictures. */
const PICTURE_TYPES = ["JPG", "CZI", "PNG", "BMP", "TIF"];

/** Whether an attachment is a picture (label, slide preview, thumbnail). */
export function isPictureAttachment({ type }: Attachment): boolean {
  return PICTURE_TYPES.includes(type.toUpperCase());
}

/** The attachments of a file. A damaged list counts as none: the image does not need it. */
export async function readAttachments(
  source: ByteSource,
  position: number,
  signal: AbortSignal,
): Promise<Attachment[]> {
  if (position === 0) return [];
  return tolerant([], async () => {
    const segment = await expectSegment(source, position, "ZISRAWATTDIR", signal);
    const head = await source.read(segment.start, 4, signal);
    const count = Math.min(MOST_ATTACHMENTS, new Cursor(head, source.name).i32());
    const room = Math.floor((segment.end - segment.start - DIRECTORY_HEAD_BYTES) / ENTRY_BYTES);
    const entries = Math.max(0, Math.min(count, room));
    const bytes = await source.read(segment.start + DIRECTORY_HEAD_BYTES, entries * ENTRY_BYTES, signal);
    const cursor = new Cursor(bytes, source.name);
    return Array.from({ length: entries }, (_, index) => parseAttachment(cursor.seek(index * ENTRY_BYTES)));
  });
}

/** Schema (2 bytes), reserved (10), position (8), file part (4), identifier (16), format (8), name (80). */
function parseAttachment(cursor: Cursor): Attachment {
  const position = cursor.skip(12).i64();
  const type = cursor.skip(4 + 16).ascii(8);
  return { position, type, name: cursor.utf8(80) };
}

/** Seconds at which the time points were recorded, from the attachment that lists them; empty where there is none. */
export async function readTimeStamps(
  source: ByteSource,
  attachments: readonly Attachment[],
  signal: AbortSignal,
): Promise<number[]> {
  const attachment = attachments.find(({ type }) => type === "CZTIMS");
  if (attachment === undefined) return [];
  return tolerant([], async () => {
    const segment = await expectSegment(source, attachment.position, "ZISRAWATTACH", signal);
    const start = segment.start + ATTACHMENT_HEAD_BYTES;
    const head = new Cursor(await source.read(start, 8, signal), source.name);
    const count = head.skip(4).i32();
    if (count < 0 || count > MOST_TIME_STAMPS) return [];
    const cursor = new Cursor(await source.read(start + 8, count * 8, signal), source.name);
    return Array.from({ length: count }, () => cursor.f64());
  });
}

async function tolerant<Value>(otherwise: Value, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ZarrdropError && (error.kind === "corrupt" || error.kind === "limit")) return otherwise;
    throw error;
  }
}
