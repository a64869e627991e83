import { Cursor } from "../../../bytes/cursor.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { hasText } from "../headBytes.ts";
import { damagedCompound } from "./damaged.ts";
import { CFB_SIGNATURE } from "./signature.ts";

/** Bytes of the header in every version; the sector that it takes may be longer. */
const HEADER_BYTES = 512;
const LITTLE_ENDIAN_MARK = 0xfffe;
/** Numbers of sectors of the table of sectors that the header itself has room for. */
const DIFAT_IN_HEADER = 109;

/** What the header of a compound file says. Sectors are counted from behind the header's own. */
export type CfbHeader = {
  /** Sizes of directory entries have 32 bits in version 3, whatever is above them. */
  version: number;
  sectorBytes: number;
  miniSectorBytes: number;
  fatSectors: number;
  directoryStart: number;
  /** Streams of fewer bytes lie in mini sectors. */
  miniCutoff: number;
  miniFatStart: number;
  difatStart: number;
  difatSectors: number;
  /** The first sectors of the table of sectors. */
  difat: number[];
};

/**
 * Reads the header ([MS-CFB] 2.2).
 * @throws `unsupported-format` for a file of another kind, `corrupt`
 */
export async function readCfbHeader(source: ByteSource, signal: AbortSignal): Promise<CfbHeader> {
  const bytes = await source.read(0, Math.min(HEADER_BYTES, source.size), signal);
  if (!hasText(bytes, 0, CFB_SIGNATURE)) {
    throw new ZarrdropError("unsupported-format", `${source.name} is not an OLE2 compound file.`);
  }
  const cursor = new Cursor(bytes, source.name).seek(26);
  const version = cursor.u16();
  const mark = cursor.u16();
  const sectorShift = cursor.u16();
  const miniShift = cursor.u16();
  if (mark !== LITTLE_ENDIAN_MARK || (sectorShift !== 9 && sectorShift !== 12) || miniShift !== 6) {
    throw damagedCompound(source.name, `byte order ${mark}, sectors of 2^${sectorShift} and 2^${miniShift} bytes`);
  }
  cursor.seek(44);
  const fatSectors = cursor.u32();
  const directoryStart = cursor.u32();
  const miniCutoff = cursor.skip(4).u32();
  const miniFatStart = cursor.u32();
  const difatStart = cursor.skip(4).u32();
  const difatSectors = cursor.u32();
  return {
    version,
    sectorBytes: 2 ** sectorShift,
    miniSectorBytes: 2 ** miniShift,
    fatSectors,
    directoryStart,
    miniCutoff,
    miniFatStart,
    difatStart,
    difatSectors,
    difat: Array.from({ length: DIFAT_IN_HEADER }, () => cursor.u32()),
  };
}
