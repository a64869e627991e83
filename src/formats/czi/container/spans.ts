import type { ByteSource } from "../../../bytes/source.ts";
import type { Entries, Entry, Extent } from "./entries.ts";
import { compressionOf, isPicture } from "./compression.ts";
import { corruptCzi } from "../errors.ts";
import { pixelBytes, pixelTypeOf } from "./pixelType.ts";
import { parseSubBlock, SUB_BLOCK_HEAD_BYTES } from "./subBlock.ts";

/** The files of a set, in the order of their parts. */
type Files = readonly { source: ByteSource }[];

/**
 * Entries that span several values of a dimension (line scans keep thousands of time points in one sub-block) get an
 * entry for each plane: the dimension listed first changes fastest. Where the first such sub-block holds one plane
 * only, the sizes mean nothing.
 * @throws `corrupt` for more planes than the files have bytes
 */
export async function expandSpans(files: Files, entries: Entries, signal: AbortSignal): Promise<void> {
  const [first] = entries.spans;
  if (first === undefined || !(await holdsAllPlanes(files, entries, first, signal))) return;
  const most = files.reduce((sum, file) => sum + file.source.size, 0);
  let total = entries.count;
  for (const { index, entry } of entries.spans) {
    const compression = compressionOf(entry.compression);
    if (compression === null || isPicture(compression)) continue;
    const planes = planesOf(entry);
    total += planes;
    if (total > most) throw corruptCzi(files[0]!.source.name, "it lists more planes than it can hold");
    const part = entries.part[index]!;
    entries.planes[index] = planes;
    for (let plane = 1; plane < planes; plane++) {
      entries.addPlane({ ...entry, part }, coordinateOf(entry, plane), plane, planes);
    }
  }
}

/** Number of planes that an entry spans. */
function planesOf(entry: Entry): number {
  let planes = 1;
  for (const [letter, { size }] of entry.coordinates) if (letter !== "S") planes *= Math.max(1, size);
  return planes;
}

function coordinateOf(entry: Entry, plane: number): (letter: string, extent: Extent) => number {
  const at = new Map<string, number>();
  let rest = plane;
  for (const [letter, { start, size }] of entry.coordinates) {
    const length = letter === "S" ? 1 : Math.max(1, size);
    at.set(letter, start + (rest % length));
    rest = Math.floor(rest / length);
  }
  return (letter, extent) => at.get(letter) ?? extent.start;
}

/** Whether an uncompressed sub-block is as large as its entry says; of compressed ones that is believed. */
async function holdsAllPlanes(
  files: Files,
  entries: Entries,
  { index, entry }: Entries["spans"][number],
  signal: AbortSignal,
): Promise<boolean> {
  const { source } = files[entries.part[index]!]!;
  const { position } = entry;
  if (position < 0 || position >= source.size) return false;
  const head = await source.read(position, Math.min(SUB_BLOCK_HEAD_BYTES, source.size - position), signal);
  const { dataBytes } = parseSubBlock(head, position, source);
  const type = pixelTypeOf(entry.pixelType);
  if (type === null) return false;
  const planeBytes = entry.storedWidth * entry.storedHeight * pixelBytes(type);
  return compressionOf(entry.compression) !== "none" || dataBytes >= planeBytes * planesOf(entry);
}
