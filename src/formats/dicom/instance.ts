import { SliceSource } from "../../bytes/sliceSource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataSet } from "./dataset/dataSet.ts";
import { readFileForm } from "./dataset/fileForm.ts";
import { type PixelDataPlace, readDataSet } from "./dataset/readDataSet.ts";
import { TAGS } from "./dataset/tags.ts";
import { syntaxOf } from "./dataset/transferSyntax.ts";
import { firstSaid, type FunctionalGroups, plainGroups, reduceGroups } from "./functionalGroups.ts";
import { paletteOf } from "./pixels/colours.ts";
import { frameBits, type FrameForm } from "./pixels/decodeFrame.ts";
import type { StoredFrames } from "./pixels/frameReader.ts";
import { type PixelFormat, pixelFormatOf } from "./pixels/pixelFormat.ts";
import { SwappedSource } from "./pixels/swappedSource.ts";

/** One file: an instance, with its frames. */
export type Instance = {
  path: string;
  data: DataSet;
  /** Encoding of its texts. */
  encoding: string;
  format: PixelFormat;
  /** What is said of the image, of all its frames, and of each; the last is empty where the file says nothing of single frames. */
  image: FunctionalGroups;
  shared: FunctionalGroups;
  /** What is said of all frames, or of the image. */
  common: FunctionalGroups;
  perFrame: readonly FunctionalGroups[];
  frames: StoredFrames;
};

const WINDOW_BYTES = 32 * 1024;

/**
 * Reads a file up to its pixels.
 * @throws `unsupported-format` for one without an image; those of `ImageReader`
 */
export async function readInstance(path: string, file: ByteSource, signal: AbortSignal): Promise<Instance> {
  const {
    source,
    start,
    isExplicit,
    littleEndian,
    syntax,
    windowBytes = WINDOW_BYTES,
  } = await readFileForm(file, signal);
  const options = { windowBytes, reduceFrame: reduceGroups };
  const read = await readDataSet(source, { start, isExplicit, littleEndian }, options, signal);
  const { data, frames: perFrame } = read;
  const format = pixelFormatOf(read, source.name, littleEndian);
  // Without pixels there is no format.
  const pixels = read.pixels!;
  const shared = reduceGroups(data.item(TAGS.SharedFunctionalGroupsSequence));
  const image = plainGroups(data);
  const form = frameFormOf(data, format, { syntax, littleEndian, pixels });
  return {
    path,
    data,
    encoding: data.encoding(TAGS.SpecificCharacterSet),
    format,
    image,
    shared,
    common: firstSaid(shared, image),
    perFrame,
    frames: framesOf(source, form, data, pixels),
  };
}

type Written = { syntax: string; littleEndian: boolean; pixels: PixelDataPlace };

function frameFormOf(data: DataSet, format: PixelFormat, { syntax, littleEndian, pixels }: Written): FrameForm {
  const { coding } = syntaxOf(syntax);
  const { rows, columns, frames, photometric } = format;
  const isPair =
    photometric === "YBR_FULL_422" && format.samples === 3 && (coding === "native" || coding === "deflate");
  // Some say so of pixels of which all have their colours.
  const isWhole = pixels.length !== null && pixels.length >= (rows * columns * 3 * frames * format.allocated) / 8;
  const palette = photometric === "PALETTE COLOR" && !isSegmentation(data) ? paletteOf(data, littleEndian) : null;
  return { format, coding, littleEndian, palette, isHalved: isPair && !isWhole };
}

/** Whether values are of segments, in whatever colours they are shown. */
export function isSegmentation(data: DataSet): boolean {
  return data.text(TAGS.Modality) === "SEG";
}

/** Whether they are labels, and not how likely it is that something belongs to a segment. */
export function hasLabels(data: DataSet): boolean {
  return isSegmentation(data) && data.text(TAGS.SegmentationType) !== "FRACTIONAL";
}

function framesOf(source: ByteSource, form: FrameForm, data: DataSet, pixels: PixelDataPlace): StoredFrames {
  const { format } = form;
  const { offset, length } = pixels;
  if (length === null) {
    const offsets = data.place(TAGS.ExtendedOffsetTable);
    const lengths = data.place(TAGS.ExtendedOffsetTableLengths);
    const tables = offsets === null || lengths === null ? null : { offsets, lengths };
    return { source, offset, form, encoded: { frames: format.frames, tables } };
  }
  // Whole words: the last byte of some is in the one that fills up.
  const needed = Math.ceil((frameBits(form) * format.frames) / 16) * 2;
  // What follows the pixels is not theirs.
  const own = new SliceSource(source, offset, Math.min(needed, Math.max(0, source.size - offset)), source.name);
  const bytes = format.isSwapped ? new SwappedSource(own) : own;
  return { source: bytes, offset: 0, form, encoded: null };
}
