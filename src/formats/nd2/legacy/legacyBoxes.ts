import { throwIfAborted } from "../../../bytes/abort.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";

/** A box of a JPEG 2000 file (ITU-T T.800, annex I.4). */
export type LegacyBox = {
  /** "jp2c" for pixels, "xml " for metadata, … */
  type: string;
  /** What it holds in NIS-Elements' terms ("VIMD"); "" where nobody says. */
  tag: string;
  /** Of its header. */
  offset: number;
};

/** Begins the last 40 bytes of a file, which end with the distance of the box map from the end of the file. */
const MAP_SIGNATURE = "LABORATORY IMAGING ND BOX MAP 00";
const TRAILER_BYTES = MAP_SIGNATURE.length + 8;
/** Type, tag, offset. */
const ENTRY_BYTES = 16;

/**
 * The boxes of a file in the order of its box map: a count (big-endian), then type and tag of four characters and an
 * offset (little-endian) each. Null if there is no map.
 * @throws `limit`, `cancelled`
 */
export async function readBoxMap(source: ByteSource, signal: AbortSignal): Promise<LegacyBox[] | null> {
  const { size } = source;
  if (size < TRAILER_BYTES + 4) return null;
  const trailer = await source.read(size - TRAILER_BYTES, TRAILER_BYTES, signal);
  if (latin1(trailer, 0, MAP_SIGNATURE.length) !== MAP_SIGNATURE) return null;
  const distance = Number(viewOf(trailer).getBigUint64(MAP_SIGNATURE.length, true));
  const start = size - distance;
  if (!(distance > TRAILER_BYTES && start >= 0)) return null;
  const count = viewOf(await source.read(start, 4, signal)).getUint32(0);
  checkCount(count, source.name);
  if (count * ENTRY_BYTES > distance - 4) return null;
  const bytes = await source.read(start + 4, count * ENTRY_BYTES, signal);
  const view = viewOf(bytes);
  return Array.from({ length: count }, (_, entry) => {
    const at = entry * ENTRY_BYTES;
    return {
      type: latin1(bytes, at, 4),
      tag: latin1(bytes, at + 4, 4),
      offset: Number(view.getBigUint64(at + 8, true)),
    };
  });
}

/** A box's place: header and content. */
export type BoxExtent = { type: string; content: number; end: number };

/** The box that begins at `offset`, or null where none can. */
export async function readBoxHeader(
  source: ByteSource,
  offset: number,
  signal: AbortSignal,
): Promise<BoxExtent | null> {
  const available = source.size - offset;
  if (!(offset >= 0 && available >= 8)) return null;
  return parseBoxHeader(await source.read(offset, Math.min(16, available), signal), offset, source.size);
}

/** The header at the beginning of `bytes`, which begin at `offset` of a file of `size` bytes. Length 1: a long one follows; 0: up to the end. */
export function parseBoxHeader(bytes: Uint8Array, offset: number, size: number): BoxExtent | null {
  if (bytes.length < 8) return null;
  const view = viewOf(bytes);
  const short = view.getUint32(0);
  const type = latin1(bytes, 4, 4);
  if (short === 1 && bytes.length < 16) return null;
  const header = short === 1 ? 16 : 8;
  const length = short === 1 ? Number(view.getBigUint64(8)) : short === 0 ? size - offset : short;
  if (!(length >= header)) return null;
  return { type, content: offset + header, end: Math.min(size, offset + length) };
}

/** The roots of the documents in "xml " boxes, for files without a map. */
const ROOTS: readonly [root: string, tag: string][] = [
  ["MetadataSeq", "VIMD"],
  ["CalibrationSeq", "VCAL"],
  ["Metadata_V1", "AIM1"],
  ["Metadata", "AIMD"],
  ["TextInfo", "TINF"],
  ["AdvancedImageAttributes", "ARTT"],
];

/**
 * The boxes of a file one after the other, for files whose map is missing: an interrupted acquisition.
 * @throws `limit`, `cancelled`
 */
export async function walkBoxes(source: ByteSource, signal: AbortSignal): Promise<LegacyBox[]> {
  const boxes: LegacyBox[] = [];
  for (let offset = 0; offset + 8 <= source.size;) {
    throwIfAborted(signal);
    const box = await readBoxHeader(source, offset, signal);
    if (box === null) break;
    checkCount(boxes.length, source.name);
    const tag = box.type === "xml " ? await tagOf(source, box, signal) : "";
    boxes.push({ type: box.type, tag, offset });
    offset = box.end;
  }
  return boxes;
}

async function tagOf(source: ByteSource, { content, end }: BoxExtent, signal: AbortSignal): Promise<string> {
  const bytes = await source.read(content, Math.min(256, end - content), signal);
  const root = /<(?![?!])([\w.]+)/.exec(latin1(bytes, 0, bytes.length))?.[1] ?? "";
  return ROOTS.find(([name]) => root === name || (name === "Metadata_V1" && root.startsWith(name)))?.[1] ?? "";
}

function checkCount(count: number, file: string): void {
  if (count > LIMITS.linkedEntries) throw new ZarrdropError("limit", `${file} consists of too many pieces.`, { file });
}

function latin1(bytes: Uint8Array, start: number, length: number): string {
  return Array.from(bytes.subarray(start, start + length), (byte) => String.fromCharCode(byte)).join("");
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
