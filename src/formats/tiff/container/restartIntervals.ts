import { isAboutContent } from "../../shared/aboutContent.ts";
import { throwIfAborted } from "../../../bytes/abort.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { jpegHeaderWithSize, readJpegHeader } from "../../../codecs/jpeg.ts";
import type { RestartBlocks, TiffPage } from "./page.ts";

/** Widest and highest picture of the JPEG standard, less what libjpeg keeps for itself. */
const LARGEST_JPEG = 65_500;
/** Blocks of about this many pixels: long enough that rows decoded twice weigh little, small enough for the memory. */
const BLOCK_PIXELS = 2 ** 21;
/** Width of a block where the picture is wider than a JPEG can be. */
const BLOCK_WIDTH = 8192;
/** Longest header: tables, comments and a thumbnail's profile. */
const LONGEST_HEADER = 2 ** 20;

/**
 * How a page's strip can be decoded in blocks; null if its intervals are not what the markers say, or do not make whole
 * rows. `starts` are those of the intervals, from the strip's offset.
 * @throws those of reading, `cancelled`
 */
export async function restartBlocks(
  source: ByteSource,
  page: TiffPage,
  strip: { offset: number; length: number },
  starts: Float64Array,
  signal: AbortSignal,
): Promise<RestartBlocks | null> {
  throwIfAborted(signal);
  const first = starts[0] ?? 0;
  if (!(first >= 20 && first <= LONGEST_HEADER && strip.offset + first <= source.size)) return null;
  const units = unitsOf((await source.read(strip.offset, first, signal)).slice());
  if (units === null) return null;
  const perRow = Math.ceil(page.width / units.width);
  const down = Math.ceil(page.height / units.height);
  const across = perRow / units.interval;
  if (!Number.isInteger(across) || across * down !== starts.length || !isAscending(starts, strip.length)) return null;
  const width = units.interval * units.width;
  if (width > LARGEST_JPEG / 3) return null;
  const isWhole = page.width <= LARGEST_JPEG;
  const all = new Float64Array(starts.length + 1);
  all.set(starts);
  all[starts.length] = strip.length;
  return {
    header: units.header,
    starts: all,
    offset: strip.offset,
    width,
    height: units.height,
    across,
    down,
    blockAcross: isWhole ? across : Math.max(1, Math.floor(BLOCK_WIDTH / width)),
    blockDown: isWhole ? Math.min(down, Math.max(1, Math.floor(BLOCK_PIXELS / (page.width * units.height)))) : 1,
    needsRows: isWhole && units.isHalfHeight,
  };
}

/** The tile that a page seems to have. */
export function restartTile(page: TiffPage, blocks: RestartBlocks): NonNullable<TiffPage["tile"]> {
  const width = blocks.blockAcross === blocks.across ? page.width : blocks.blockAcross * blocks.width;
  return { width, height: blocks.blockDown * blocks.height, depth: 1 };
}

type Units = {
  header: Uint8Array<ArrayBuffer>;
  interval: number;
  width: number;
  height: number;
  isHalfHeight: boolean;
};

/** The coded units of a JPEG by its header; null without restart markers, and for pictures of several scans. */
function unitsOf(bytes: Uint8Array): Units | null {
  try {
    // The size in the header of a picture that is too large for one is anything.
    const header = jpegHeaderWithSize(bytes, 1, 1);
    const { process, restartInterval, sampling, scanOffset } = readJpegHeader(header);
    if (process !== "baseline" || restartInterval === 0 || scanOffset !== bytes.length) return null;
    const horizontal = Math.max(...sampling.map((each) => each.horizontal));
    const vertical = Math.max(...sampling.map((each) => each.vertical));
    if (horizontal < 1 || vertical < 1) return null;
    const single = sampling.length === 1;
    return {
      header,
      interval: restartInterval,
      width: single ? 8 : 8 * horizontal,
      height: single ? 8 : 8 * vertical,
      isHalfHeight: sampling.some((each) => each.vertical !== vertical),
    };
  } catch (error) {
    if (isAboutContent(error)) return null;
    throw error;
  }
}

function isAscending(starts: Float64Array, end: number): boolean {
  // An interval is at least its marker.
  return starts.every((start, index) => start + 2 <= (starts[index + 1] ?? end));
}
