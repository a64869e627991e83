import type { ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { readDirectory, readNumbers, type TiffHeader } from "./directory.ts";
import type { TiffPage } from "./page.ts";
import { restartBlocks, restartTile } from "./restartIntervals.ts";
import { TAG } from "./tags.ts";

/** Tags of Hamamatsu's scanners; the names are tifffile's. */
export const NDPI_TAG = {
  FileFormat: 65420,
  Magnification: 65421,
  McuStarts: 65426,
  SlideLabel: 65427,
  McuStartsHighBytes: 65432,
  CaptureMode: 65441,
  ScannerSerialNumber: 65442,
} as const;

/** Capture modes from here on: the pixels are 16-bit gray, whatever the directory says (tifffile's reading). */
const GRAY_MODES = 6;

/**
 * The header of a Hamamatsu NDPI file, which looks like that of a classic TIFF but has offsets of 64 bits; null for
 * other files. What the first directory holds decides.
 * @throws `cancelled`, those of the source
 */
export async function ndpiHeader(
  source: ByteSource,
  header: TiffHeader,
  signal: AbortSignal,
): Promise<TiffHeader | null> {
  if (header.kind !== "classic" || !header.littleEndian || source.size < 12) return null;
  const bytes = await source.read(4, 8, signal);
  const offset = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (offset < 8 || offset >= source.size) return null;
  const ndpi: TiffHeader = { littleEndian: true, kind: "ndpi", firstDirectory: offset };
  try {
    const { entries } = await readDirectory(source, ndpi, offset, signal);
    return entries.has(NDPI_TAG.FileFormat) && entries.has(TAG.Make) ? ndpi : null;
  } catch (error) {
    if (error instanceof ZarrdropError && error.kind === "corrupt") return null;
    throw error;
  }
}

/** A page of an NDPI file as it is meant: 16-bit gray in some capture modes, one huge JPEG in blocks by its restart markers. */
export async function ndpiPage(
  source: ByteSource,
  header: TiffHeader,
  page: TiffPage,
  signal: AbortSignal,
): Promise<TiffPage> {
  const numbers = async (code: number): Promise<Float64Array | null> => {
    const entry = page.directory.entries.get(code);
    return entry === undefined ? null : readNumbers(source, header, entry, signal);
  };
  const mode = (await numbers(NDPI_TAG.CaptureMode))?.[0] ?? 0;
  const magnification = (await numbers(NDPI_TAG.Magnification))?.[0] ?? 1;
  if (mode >= GRAY_MODES && magnification > 0) return grayPage(page);
  const starts = await numbers(NDPI_TAG.McuStarts);
  const offsets = await numbers(TAG.StripOffsets);
  const counts = await numbers(TAG.StripByteCounts);
  if (starts === null || page.compression !== 7 || page.planar || page.tile !== null) return page;
  if (offsets?.length !== 1 || counts?.length !== 1) return page;
  const high = await numbers(NDPI_TAG.McuStartsHighBytes);
  const whole = starts.map((low, index) => low + (high?.[index] ?? 0) * 2 ** 32);
  const blocks = await restartBlocks(source, page, { offset: offsets[0]!, length: counts[0]! }, whole, signal);
  if (blocks === null) return page;
  const tile = restartTile(page, blocks);
  return { ...page, tile, rowsPerStrip: 0, restarts: blocks, key: `${page.key} ${tile.width},${tile.height}` };
}

function grayPage(page: TiffPage): TiffPage {
  const isInterleaved = page.axes.endsWith("S");
  return {
    ...page,
    photometric: 1,
    samples: 1,
    planar: false,
    pixel: { dtype: "uint16", bits: 16, kind: "plain" },
    axes: isInterleaved ? page.axes.slice(0, -1) : page.axes,
    shape: isInterleaved ? page.shape.slice(0, -1) : page.shape,
    key: `${page.key} gray`,
  };
}
