import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { decodeXmlBytes } from "../../shared/xml.ts";
import { withoutPadding } from "../quirks.ts";
import { expectSegment } from "./segments.ts";

/** Bytes of the segment's content before the XML. */
const HEAD_BYTES = 256;

/**
 * The XML metadata, or null where there are none or where the segment is damaged: the image can be read without them.
 * `notes` says so.
 * @throws those of reading; `limit` for metadata that are too long
 */
export async function readMetadataXml(
  source: ByteSource,
  position: number,
  signal: AbortSignal,
  notes: string[],
): Promise<string | null> {
  if (position === 0) return null;
  try {
    const segment = await expectSegment(source, position, "ZISRAWMETADATA", signal);
    const head = new Cursor(await source.read(segment.start, 4, signal), source.name);
    const length = head.i32();
    if (length <= 0) return null;
    if (length > LIMITS.metadataBytes) {
      throw new ZarrdropError("limit", `The metadata of ${source.name} are too long to be read.`, {
        file: source.name,
      });
    }
    return withoutPadding(decodeXmlBytes(await source.read(segment.start + HEAD_BYTES, length, signal)));
  } catch (error) {
    if (!(error instanceof ZarrdropError) || error.kind !== "corrupt") throw error;
    notes.push("The metadata are damaged and were left out.");
    return null;
  }
}
