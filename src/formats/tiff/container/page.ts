import type { ByteSource } from "../../../bytes/source.ts";
import { itemSize } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { type Directory, inlineNumber, readNumbers, readText, type TiffHeader } from "./directory.ts";
import { type PixelType, pixelTypeOf } from "./pixelType.ts";
import { quirksOf } from "./quirks.ts";
import { PHOTOMETRIC, TAG } from "./tags.ts";

/**
 * One image of a TIFF file as its directory describes it, with defaults filled in. Pixels are in `depth` × `height` × `width`, `samples`
 * each, stored interleaved (`planar` false) or one sample after the other.
 */
export type TiffPage = {
  directory: Directory;
  width: number;
  height: number;
  /** Above 1 for volumes in one image (SGI ImageDepth). */
  depth: number;
  samples: number;
  planar: boolean;
  /** Null when the combination of format and bits has no meaning, or when samples differ. */
  pixel: PixelType | null;
  /** As in the file, for messages: "uint 12" and the like. */
  pixelText: string;
  compression: number;
  predictor: number;
  photometric: number;
  /** Bits of a byte are stored lowest first. */
  reversedBits: boolean;
  extraSamples: number[];
  subsampling: [number, number] | null;
  /** Tile, or null for strips. */
  tile: { width: number; height: number; depth: number } | null;
  rowsPerStrip: number;
  /** The strip is one huge JPEG that is decoded in blocks, which seem to be tiles. */
  restarts: RestartBlocks | null;
  /** Bit 0: reduced version of another image. */
  subfileType: number;
  /** Offsets of the directories below this one: smaller versions, mostly. */
  subDirectories: number[];
  /** Letters of the page's axes as tifffile names them: YX, YXS, SYX, ZYX, ZYXS or SZYX. */
  axes: string;
  /** Length per letter of `axes`. */
  shape: number[];
  /** Equal for pages that can be stacked: same size, layout and coding. */
  key: string;
};

/**
 * A huge JPEG of one strip whose restart markers are listed (NDPI's McuStarts): it is decoded in blocks of whole intervals between
 * markers, each made a JPEG of its own. An interval is a part of one row of coded units (MCUs).
 */
export type RestartBlocks = {
  /** All that stands before the first interval. */
  header: Uint8Array<ArrayBuffer>;
  /** Where intervals begin, from the strip's start; one more than there are: the strip's end. */
  starts: Float64Array;
  /** File offset of the strip. */
  offset: number;
  /** Pixels of an interval. */
  width: number;
  height: number;
  /** Intervals of a row of MCUs, and rows. */
  across: number;
  down: number;
  /** Intervals of a block. */
  blockAcross: number;
  blockDown: number;
  /** Chroma is interpolated between neighbouring rows: these are decoded too, and dropped. */
  needsRows: boolean;
};

const NUMERIC_TAGS = [
  TAG.NewSubfileType,
  TAG.SubfileType,
  TAG.ImageWidth,
  TAG.ImageLength,
  TAG.BitsPerSample,
  TAG.Compression,
  TAG.PhotometricInterpretation,
  TAG.FillOrder,
  TAG.SamplesPerPixel,
  TAG.RowsPerStrip,
  TAG.PlanarConfiguration,
  TAG.Predictor,
  TAG.TileWidth,
  TAG.TileLength,
  TAG.SubIFDs,
  TAG.ExtraSamples,
  TAG.SampleFormat,
  TAG.YCbCrSubSampling,
  TAG.ImageDepth,
  TAG.TileDepth,
] as const;

const PAGE_TAGS: ReadonlySet<number> = new Set([...NUMERIC_TAGS, TAG.Software]);

/** Whether a field has a part in what `readPage` makes of a directory; the others count only by being there. */
export function isPageTag(code: number): boolean {
  return PAGE_TAGS.has(code);
}

/** Values by tag number. */
type TagValues = Map<number, ArrayLike<number>>;

/** Longest list that any of these tags may have; SubIFDs and BitsPerSample are the long ones. */
const LONGEST_LIST = 65_536;

/**
 * Interprets a directory; null for one that describes no image (some programs chain such directories). Pixels that
 * cannot be decoded are no error here: that is found when they are asked for.
 * @throws `corrupt`, `limit`
 */
export async function readPage(
  source: ByteSource,
  header: TiffHeader,
  directory: Directory,
  signal: AbortSignal,
): Promise<TiffPage | null> {
  if (!directory.entries.has(TAG.ImageWidth) || !directory.entries.has(TAG.ImageLength)) return null;
  const values: TagValues = new Map();
  for (const code of NUMERIC_TAGS) {
    const entry = directory.entries.get(code);
    if (entry === undefined || entry.count > LONGEST_LIST) continue;
    const single = inlineNumber(entry, header);
    // Waiting costs more than all the rest where there are thousands of pages.
    const numbers = single === null ? await readNumbers(source, header, entry, signal) : [single];
    // All of these count something; what is no count is as good as not there.
    if (numbers.every(isCount)) values.set(code, numbers);
  }
  const first = (code: number, fallback: number): number => values.get(code)?.[0] ?? fallback;
  const list = (code: number): number[] => Array.from(values.get(code) ?? []);

  const width = first(TAG.ImageWidth, 0);
  const height = first(TAG.ImageLength, 0);
  const compression = first(TAG.Compression, 1);
  const oldJpeg = compression === 6;
  const isLsm = directory.entries.has(TAG.LsmInfo);
  const photometric = photometricOf(values, oldJpeg);
  const samples = first(TAG.SamplesPerPixel, oldJpeg && !values.has(TAG.SamplesPerPixel) ? 3 : 1);

  const planar = first(TAG.PlanarConfiguration, 1) === 2;
  const bits = values.has(TAG.BitsPerSample) ? list(TAG.BitsPerSample).slice(0, samples) : [oldJpeg ? 8 : 1];
  const formats = values.has(TAG.SampleFormat) ? list(TAG.SampleFormat).slice(0, samples) : [1];
  const software = directory.entries.get(TAG.Software);
  const isSuspect = values.has(TAG.ImageDepth) || (bits[0] === 32 && !values.has(TAG.SampleFormat));
  const quirks = quirksOf(isSuspect && software !== undefined ? await readText(source, software, signal) : "");
  const depth = quirks.ignoresDepth ? 1 : first(TAG.ImageDepth, 1);
  if (quirks.isFloat && !values.has(TAG.SampleFormat)) formats[0] = 3;
  const tile = tileOf(values, quirks.ignoresDepth);
  checkExtent(source.name, directory.offset, [width, height, depth, samples]);
  if (tile !== null) checkExtent(source.name, directory.offset, [tile.width, tile.height, tile.depth]);
  const hasSamples = photometric === PHOTOMETRIC.RGB || samples > 1;
  const subsampling = list(TAG.YCbCrSubSampling);
  const page = {
    directory,
    width,
    height,
    depth,
    samples,
    planar: planar && hasSamples,
    pixel: uniform(bits) && uniform(formats) ? pixelTypeOf(formats[0] ?? 1, bits[0] ?? 1) : null,
    pixelText: `${bits.join("+")} bits, sample format ${formats.join("+")}`,
    compression,
    // LSM files state a predictor that uncompressed pixels do not have.
    predictor: isLsm && compression === 1 ? 1 : first(TAG.Predictor, 1),
    photometric,
    reversedBits: first(TAG.FillOrder, 1) === 2,
    extraSamples: list(TAG.ExtraSamples),
    subsampling: subsampling.length === 2 ? ([subsampling[0]!, subsampling[1]!] as [number, number]) : null,
    tile,
    rowsPerStrip: tile === null ? Math.min(rowsPerStripOf(values, height), height) : 0,
    restarts: null,
    subfileType: subfileTypeOf(values),
    subDirectories: list(TAG.SubIFDs),
    ...pageAxes({ width, height, depth, samples, planar, hasSamples }),
  };
  return { ...page, key: stackingKey(page, bits, formats) };
}

/** Bytes of one page when it is stored plainly; only for pixel types of whole bytes. */
export function pageBytes(page: TiffPage): number {
  const item = page.pixel === null ? 0 : itemSize(page.pixel.dtype);
  return page.width * page.height * page.depth * page.samples * item;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function photometricOf(values: TagValues, oldJpeg: boolean): number {
  const stated = values.get(TAG.PhotometricInterpretation)?.[0];
  // Old-style JPEG files say RGB or nothing and hold YCbCr: libtiff's and tifffile's reading of them.
  if (oldJpeg && (stated === undefined || stated === PHOTOMETRIC.RGB)) return PHOTOMETRIC.YCbCr;
  return stated ?? PHOTOMETRIC.MinIsWhite;
}

function tileOf(values: TagValues, ignoresDepth: boolean): TiffPage["tile"] {
  const width = values.get(TAG.TileWidth)?.[0];
  if (width === undefined) return null;
  return {
    width,
    height: values.get(TAG.TileLength)?.[0] ?? 0,
    depth: ignoresDepth ? 1 : (values.get(TAG.TileDepth)?.[0] ?? 1),
  };
}

function rowsPerStripOf(values: TagValues, height: number): number {
  const rows = values.get(TAG.RowsPerStrip);
  return rows === undefined || rows.length !== 1 || rows[0] === 0 ? height : rows[0]!;
}

function subfileTypeOf(values: TagValues): number {
  const type = values.get(TAG.NewSubfileType)?.[0] ?? 0;
  if (type !== 0) return type;
  // The tag of TIFF 5: 2 = reduced, 3 = page of many.
  const old = values.get(TAG.SubfileType)?.[0];
  return old === 2 ? 1 : old === 3 ? 2 : 0;
}

function pageAxes(page: {
  width: number;
  height: number;
  depth: number;
  samples: number;
  planar: boolean;
  hasSamples: boolean;
}): { axes: string; shape: number[] } {
  const axes = ["Y", "X"];
  const shape = [page.height, page.width];
  if (page.depth > 1) {
    axes.unshift("Z");
    shape.unshift(page.depth);
  }
  if (page.hasSamples && page.planar) {
    axes.unshift("S");
    shape.unshift(page.samples);
  } else if (page.hasSamples) {
    axes.push("S");
    shape.push(page.samples);
  }
  return { axes: axes.join(""), shape };
}

/** The properties that tifffile's page hash is made of. */
function stackingKey(page: Omit<TiffPage, "key">, bits: readonly number[], formats: readonly number[]): string {
  const tile = page.tile === null ? "" : `${page.tile.width},${page.tile.height},${page.tile.depth}`;
  return [
    page.axes,
    page.shape.join(","),
    page.rowsPerStrip,
    tile,
    bits.join(","),
    formats.join(","),
    page.reversedBits,
    page.predictor,
    page.compression,
    page.extraSamples.join(","),
    page.photometric,
  ].join(" ");
}

function uniform(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function checkExtent(file: string, offset: number, lengths: readonly number[]): void {
  for (const length of lengths) {
    if (!Number.isSafeInteger(length) || length < 1) {
      throw new ZarrdropError("corrupt", `${file} holds an image without pixels, or its size is nonsense.`, {
        file,
        technical: `directory at ${offset}: ${lengths.join(" × ")}`,
      });
    }
    if (length > LIMITS.axisLength) {
      throw new ZarrdropError("limit", `${file} says that it holds an image of ${lengths.join(" × ")} pixels.`, {
        file,
        technical: `directory at ${offset}`,
      });
    }
  }
}
