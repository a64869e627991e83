import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { expectSegment } from "./segments.ts";

/** What the first segment of a file says (ZISRAW specification, file header segment). */
export type FileHeader = {
  /** Identifiers as hexadecimal digits. In a file that stands alone, and in the first of a set, both are the same. */
  primaryFileGuid: string;
  fileGuid: string;
  /** 0 for a file that stands alone and for the first of a set. */
  filePart: number;
  /** Positions of segments; 0 = there is none. */
  directoryPosition: number;
  metadataPosition: number;
  attachmentDirectoryPosition: number;
  /** The program that wrote the file had not finished. */
  isUpdatePending: boolean;
};

const HEADER_BYTES = 80;

/**
 * Reads the file header.
 * @throws `corrupt`
 */
export async function readFileHeader(source: ByteSource, signal: AbortSignal): Promise<FileHeader> {
  const segment = await expectSegment(source, 0, "ZISRAWFILE", signal);
  const bytes = await source.read(segment.start, HEADER_BYTES, signal);
  const cursor = new Cursor(bytes, source.name);
  cursor.skip(16); // version and reserved
  const primaryFileGuid = hex(cursor.bytes(16));
  const fileGuid = hex(cursor.bytes(16));
  const filePart = cursor.i32();
  const directoryPosition = position(cursor);
  const metadataPosition = position(cursor);
  const isUpdatePending = cursor.i32() !== 0;
  const attachmentDirectoryPosition = position(cursor);
  return {
    primaryFileGuid,
    fileGuid,
    filePart,
    directoryPosition,
    metadataPosition,
    attachmentDirectoryPosition,
    isUpdatePending,
  };
}

/** Unknown places are written as 0 or as -1. */
function position(cursor: Cursor): number {
  return Math.max(0, cursor.i64());
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
