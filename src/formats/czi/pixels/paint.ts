import {
  bytesOfPixels,
  type DataType,
  itemSize,
  lanes,
  type PixelArray,
  pixelsFromBytes,
} from "../../../model/dtype.ts";
import { clearBlock, copyBlock, denseBytes } from "../../../model/copyBlock.ts";
import type { Rectangle } from "../scenes/rectangle.ts";

/** A decoded tile, or rows of it. */
export type TilePixels = {
  /** In the data type of the target; need not be aligned to it. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Samples per pixel. */
  samples: number;
  /** Stored pixels per row. */
  width: number;
  /** Stored pixels of a whole tile from top to bottom. */
  height: number;
  /** The first stored row that `bytes` has, counted over all planes of the tile. */
  firstRow: number;
};

/** What of a tile goes where. */
export type Stroke = {
  /** Plane of the tile. */
  plane: number;
  /** The whole tile on the level's canvas. */
  area: Rectangle;
  /** What of it is wanted, on the same canvas. */
  part: Rectangle;
  /** Samples that are wanted. */
  firstSample: number;
  samples: number;
  /** In values: where the part's first pixel goes, and steps between rows and pixels. Samples lie next to each other. */
  offset: number;
  rowStride: number;
  pixelStride: number;
};

/** Stored rows that a stroke needs, counted over all planes of the tile: first one and first one that is not needed. */
export function rowsOf(stroke: Stroke, height: number): { first: number; end: number } {
  const { area, part, plane } = stroke;
  const first = storedIndex(part.top, area.top, area.bottom, height);
  const last = storedIndex(part.bottom - 1, area.top, area.bottom, height);
  return { first: plane * height + first, end: plane * height + last + 1 };
}

/** The stored row or column that shows at a place of the canvas: the nearest one where tile and place differ in resolution. */
function storedIndex(at: number, from: number, to: number, stored: number): number {
  return to - from === stored ? at - from : Math.floor(((at - from) * stored) / (to - from));
}

/** Copies the wanted part of a tile into an array of the same data type. */
export function paint(tile: TilePixels, stroke: Stroke, target: PixelArray, dtype: DataType): void {
  const { area, part } = stroke;
  const isDirect = area.right - area.left === tile.width && area.bottom - area.top === tile.height;
  const isPacked = stroke.samples === tile.samples && stroke.pixelStride === tile.samples;
  if (isDirect && isPacked) {
    copyRows(tile, stroke, target, dtype);
    return;
  }
  const pixels = pixelsFromBytes(dtype, tile.bytes);
  if (isDirect) copySamples(tile, pixels, stroke, target, dtype);
  else {
    for (let y = part.top; y < part.bottom; y++) copyResampledRow(tile, pixels, stroke, y, target, lanes(dtype));
  }
}

/**
 * Where the pixels of a tile of one plane go just as they are: a stroke that wants all of them, one after the other. Null for other
 * strokes.
 */
export function homeOf(
  { area, part, samples, offset, rowStride, pixelStride }: Stroke,
  tile: { width: number; height: number; samples: number },
  target: PixelArray,
  dtype: DataType,
): Uint8Array<ArrayBuffer> | null {
  const [height, width] = [part.bottom - part.top, part.right - part.left];
  const isDirect = area.right - area.left === tile.width && area.bottom - area.top === tile.height;
  if (!isDirect || height !== tile.height || width !== tile.width || samples !== tile.samples) return null;
  const place = { pixels: target, offset, strides: [rowStride, pixelStride, 1] };
  return denseBytes(place, [height, width, samples], lanes(dtype)) ?? null;
}

/** Sets what a stroke would paint to 0. */
export function erase(
  { part, samples, offset, rowStride, pixelStride }: Stroke,
  target: PixelArray,
  dtype: DataType,
): void {
  const shape = [part.bottom - part.top, part.right - part.left, samples];
  clearBlock({ pixels: target, offset, strides: [rowStride, pixelStride, 1] }, shape, lanes(dtype));
}

/** Position in a tile, in values, of a stroke's first pixel. */
function firstValue(tile: TilePixels, { area, part, plane, firstSample }: Stroke): number {
  const row = plane * tile.height + (part.top - area.top) - tile.firstRow;
  return (row * tile.width + part.left - area.left) * tile.samples + firstSample;
}

/** Pixels that lie next to each other on both sides: byte by byte, so that nothing need be aligned. */
function copyRows(tile: TilePixels, stroke: Stroke, target: PixelArray, dtype: DataType): void {
  const { part, offset, rowStride } = stroke;
  const value = itemSize(dtype);
  const to = bytesOfPixels(target);
  const count = (part.right - part.left) * tile.samples * value;
  let from = firstValue(tile, stroke) * value;
  let at = offset * value;
  for (let y = part.top; y < part.bottom; y++) {
    to.set(tile.bytes.subarray(from, from + count), at);
    from += tile.width * tile.samples * value;
    at += rowStride * value;
  }
}

/** Some samples of pixels, or such that lie apart in the target. */
function copySamples(tile: TilePixels, pixels: PixelArray, stroke: Stroke, target: PixelArray, dtype: DataType): void {
  const { part, samples, offset, rowStride, pixelStride } = stroke;
  copyBlock(
    { pixels, offset: firstValue(tile, stroke), strides: [tile.width * tile.samples, tile.samples, 1] },
    { pixels: target, offset, strides: [rowStride, pixelStride, 1] },
    [part.bottom - part.top, part.right - part.left, samples],
    lanes(dtype),
  );
}

/** One row of a tile that is stored at another resolution. */
function copyResampledRow(
  tile: TilePixels,
  pixels: PixelArray,
  stroke: Stroke,
  y: number,
  target: PixelArray,
  lanesOfValue: number,
): void {
  const { area, part, plane, firstSample, samples, offset, rowStride, pixelStride } = stroke;
  const row = plane * tile.height + storedIndex(y, area.top, area.bottom, tile.height) - tile.firstRow;
  // Only moves elements between arrays of one type, as the caller promises.
  const from = pixels as Uint8Array;
  const to = target as Uint8Array;
  let targetAt = (offset + (y - part.top) * rowStride) * lanesOfValue;
  for (let x = part.left; x < part.right; x++) {
    const column = storedIndex(x, area.left, area.right, tile.width);
    const sourceAt = ((row * tile.width + column) * tile.samples + firstSample) * lanesOfValue;
    for (let element = 0; element < samples * lanesOfValue; element++) {
      to[targetAt + element] = from[sourceAt + element]!;
    }
    targetAt += pixelStride * lanesOfValue;
  }
}
