import type { ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { PALETTE_ENTRIES, type PixelRows } from "./film.ts";
import type { FrameRange } from "./frameList.ts";

/** Rows are read in pieces of about this size. */
const PIECE_BYTES = 4 * 2 ** 20;

/** A frame of plain pixels. */
export type RowFrame = { source: ByteSource; range: FrameRange; width: number; height: number; rows: PixelRows };

/** A box of a frame. */
export type FrameBox = {
  y: number;
  x: number;
  rows: number;
  columns: number;
  /** Samples of each pixel: the first, and how many. */
  sample: number;
  samples: number;
};

/** Rows are at most so many bytes longer than their pixels. */
const MOST_PADDING = 64;

/**
 * Bytes from row to row: what the frame has for each, if that comes out even; else aligned where the frame has room for that, or without gaps.
 * @throws `corrupt` for a frame that is too small
 */
export function rowStride({ source, range, width, height, rows }: RowFrame): number {
  const tight = width * rows.pixelBytes;
  const each = range.length / height;
  if (Number.isInteger(each) && each >= tight && each < tight + MOST_PADDING) return each;
  const aligned = Math.ceil(tight / rows.alignment) * rows.alignment;
  if (range.length >= aligned * height) return aligned;
  if (range.length >= tight * height) return tight;
  throw new ZarrdropError("corrupt", `${source.name} is damaged: a frame of it has too few bytes.`, {
    technical: `${range.length} at ${range.offset}, ${width} × ${height} pixels of ${rows.pixelBytes} bytes`,
  });
}

/**
 * Fills `target` with a box of a frame, row after row, samples together. Only the rows of the box are read.
 * @throws `corrupt`, those of the source
 */
export async function readRowPixels(
  frame: RowFrame,
  box: FrameBox,
  target: RowValues,
  signal: AbortSignal,
): Promise<void> {
  const { source, range, width, height, rows } = frame;
  const { bottomUp, pixelBytes } = rows;
  const stride = rowStride(frame);
  const perRow = box.columns * box.samples;
  const copyRow = rowCopier(rows, box);
  const together = Math.max(1, Math.floor(PIECE_BYTES / stride));
  for (let done = 0; done < box.rows; done += together) {
    const count = Math.min(together, box.rows - done);
    const top = box.y + done;
    const first = bottomUp ? height - top - count : top;
    // The last row of a frame may end without what would align a next one.
    const length = (count - 1) * stride + width * pixelBytes;
    const bytes = await source.read(range.offset + first * stride, length, signal);
    for (let row = 0; row < count; row++) {
      const start = (bottomUp ? count - 1 - row : row) * stride + box.x * pixelBytes;
      const at = (done + row) * perRow;
      copyRow(bytes.subarray(start, start + box.columns * pixelBytes), target.subarray(at, at + perRow));
    }
  }
}

/** Values of rows: 8 or 16 bits, as `PixelRows.dtype` says. */
export type RowValues = Uint8Array | Uint16Array;

type CopyRow = (line: Uint8Array, target: RowValues) => void;

/** How the bytes of a row become values. */
function rowCopier({ pixelBytes, order, palette, dtype, littleEndian }: PixelRows, box: FrameBox): CopyRow {
  const { sample, samples } = box;
  if (palette !== null) {
    const perEntry = palette.length / PALETTE_ENTRIES;
    return (line, target) => {
      for (let pixel = 0, at = 0; pixel < line.length; pixel++) {
        const entry = line[pixel]! * perEntry + sample;
        for (let next = 0; next < samples; next++) target[at++] = palette[entry + next]!;
      }
    };
  }
  if (dtype === "uint8" && pixelBytes === 1) return (line, target) => target.set(line);
  const wanted = order.slice(sample, sample + samples);
  if (dtype === "uint8" && wanted.length === 3) return threeOf(pixelBytes, wanted as [number, number, number]);
  if (dtype === "uint8") {
    return (line, target) => {
      for (let pixel = 0, at = 0; pixel < line.length; pixel += pixelBytes) {
        for (const value of wanted) target[at++] = line[pixel + value]!;
      }
    };
  }
  const [low, high] = littleEndian ? [0, 1] : [1, 0];
  return (line, target) => {
    for (let pixel = 0, at = 0; pixel < line.length; pixel += pixelBytes) {
      for (const value of wanted)
        target[at++] = line[pixel + 2 * value + low]! | (line[pixel + 2 * value + high]! << 8);
    }
  };
}

/** Colours of nearly every film: written out, the loop is three times as fast. */
function threeOf(pixelBytes: number, [red, green, blue]: readonly [number, number, number]): CopyRow {
  return (line, target) => {
    for (let pixel = 0, at = 0; pixel < line.length; pixel += pixelBytes, at += 3) {
      target[at] = line[pixel + red]!;
      target[at + 1] = line[pixel + green]!;
      target[at + 2] = line[pixel + blue]!;
    }
  };
}
