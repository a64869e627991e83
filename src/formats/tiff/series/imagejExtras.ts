import { isAboutContent } from "../../shared/aboutContent.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import { imagejNumber, type ImagejMetadata } from "./imagejMetadata.ts";
import type { TiffPage } from "../container/page.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { hexColour } from "../../../model/hexColour.ts";

/** What ImageJ keeps in its private tags (50838 and 50839): per channel, as far as there. */
export type ImagejExtras = {
  channelNames: (string | null)[];
  /** Six hexadecimal digits: the brightest colour of the channel's table. */
  colors: (string | null)[];
  windows: ({ start: number; end: number } | null)[];
};

/** Kinds of entries, as four letters. */
const KIND = { labels: 0x6c61626c, luts: 0x6c757473, ranges: 0x72616e67 } as const;

const MAGIC = 0x494a494a; // "IJIJ"

/** Reads labels, look-up tables and display ranges. A file without them, or with broken ones, gives empty lists. */
export async function readImagejExtras(
  file: TiffFile,
  page: TiffPage,
  metadata: ImagejMetadata,
): Promise<ImagejExtras> {
  const extras: ImagejExtras = { channelNames: [], colors: [], windows: [] };
  const counts = await file.numbers(page, TAG.IJMetadataByteCounts);
  const bytes = counts === null ? null : await file.bytes(page, TAG.IJMetadata);
  if (counts !== null && bytes !== null) {
    try {
      parseExtras(bytes, counts, file, metadata, extras);
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      // Display settings: the image is fine without them.
      return { channelNames: [], colors: [], windows: [] };
    }
  }
  const min = imagejNumber(metadata, "min");
  const max = imagejNumber(metadata, "max");
  if (extras.windows.length === 0 && min !== null && max !== null && max > min)
    extras.windows = [{ start: min, end: max }];
  return extras;
}

function parseExtras(
  bytes: Uint8Array,
  counts: Float64Array,
  file: TiffFile,
  metadata: ImagejMetadata,
  extras: ImagejExtras,
): void {
  const cursor = new Cursor(bytes, file.name, file.header.littleEndian);
  if (cursor.u32() !== MAGIC) return;
  const kinds: { kind: number; count: number }[] = [];
  while (cursor.position < counts[0]!) kinds.push({ kind: cursor.u32(), count: cursor.u32() });
  let entry = 1;
  for (const { kind, count } of kinds) {
    for (let index = 0; index < count; index++) {
      const length = counts[entry++]!;
      const end = cursor.position + length;
      if (kind === KIND.ranges) extras.windows.push(...readRanges(cursor, length));
      else if (kind === KIND.luts) extras.colors.push(brightestColor(cursor.bytes(length)));
      else if (kind === KIND.labels) extras.channelNames.push(cursor.utf16(length));
      cursor.seek(end);
    }
  }
  extras.channelNames = channelLabels(extras.channelNames, metadata);
}

function readRanges(cursor: Cursor, length: number): ({ start: number; end: number } | null)[] {
  const windows: ({ start: number; end: number } | null)[] = [];
  for (let at = 0; at + 16 <= length; at += 16) {
    const start = cursor.f64();
    const end = cursor.f64();
    windows.push(Number.isFinite(start) && Number.isFinite(end) && end > start ? { start, end } : null);
  }
  return windows;
}

/** A table has 256 reds, greens and blues; the last entry is the channel's colour. */
function brightestColor(table: Uint8Array): string | null {
  if (table.length !== 768) return null;
  return hexColour([table[255]!, table[511]!, table[767]!]);
}

/** What programs put before the label of a plane: "c:1/3 - ". */
const COUNTED = /^(?:[czt]:\d+\/\d+ )+- /;

/** Labels are per plane; they are channel names where each channel's planes all have the same. */
function channelLabels(labels: readonly (string | null)[], metadata: ImagejMetadata): (string | null)[] {
  const channels = imagejNumber(metadata, "channels") ?? 1;
  if (labels.length === 0 || channels < 2 || labels.length % channels !== 0) return [];
  const names = labels.slice(0, channels);
  const repeats = labels.every((label, index) => label === names[index % channels]);
  if (!repeats) return [];
  const own = names.map((name) => name?.replace(COUNTED, "") ?? "");
  // What all have in common is the name of the file.
  const isNames = own.every((name, index) => name === names[index]) || new Set(own).size > 1;
  return isNames ? own.map((name) => (name === "" ? null : name)) : [];
}
