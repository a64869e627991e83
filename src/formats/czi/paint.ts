import { lanes, type DataType, type PixelArray } from "../../model/dtype.ts";
import { copyBlock } from "../tiff/copyBlock.ts";
import type { Rectangle } from "./rectangle.ts";

/** A decoded tile, or rows of it. */
export type TilePixels = {
  pixels: PixelArray;
  /** Samples per pixel. */
  samples: number;
  /** Stored pixels per row. */
  width: number;
  /** Stored pixels of a whole tile from top to bottom. */
  height: number;
  /** The first stored row that `pixels` has, counted over all planes of the tile. */
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
  if (isDirect) copyDirect(tile, stroke, target, dtype);
  else {
    for (let y = part.top; y < part.bottom; y++) copyResampledRow(tile, stroke, y, target, lanes(dtype));
  }
}

function copyDirect(tile: TilePixels, stroke: Stroke, target: PixelArray, dtype: DataType): void {
  const { area, part, plane, firstSample, samples, offset, rowStride, pixelStride } = stroke;
  const row = plane * tile.height + (part.top - area.top) - tile.firstRow;
  copyBlock(
    {
      pixels: tile.pixels,
      offset: (row * tile.width + part.left - area.left) * tile.samples + firstSample,
      strides: [tile.width * tile.samples, tile.samples, 1],
    },
    { pixels: target, offset, strides: [rowStride, pixelStride, 1] },
    [part.bottom - part.top, part.right - part.left, samples],
    lanes(dtype),
  );
}

/** One row of a tile that is stored at another resolution. */
function copyResampledRow(tile: TilePixels, stroke: Stroke, y: number, target: PixelArray, lanesOfValue: number): void {
  const { area, part, plane, firstSample, samples, offset, rowStride, pixelStride } = stroke;
  const row = plane * tile.height + storedIndex(y, area.top, area.bottom, tile.height) - tile.firstRow;
  // Only moves elements between arrays of one type, as the caller promises.
  const from = tile.pixels as Uint8Array;
  const to = target as Uint8Array;
  let targetAt = (offset + (y - part.top) * rowStride) * lanesOfValue;
  for (let x = part.left; x < part.right; x++) {
    const column = storedIndex(x, area.left, area.right, tile.width);
    const sourceAt = ((row * tile.width + column) * tile.samples + firstSample) * lanesOfValue;
    for (let element = 0; element < samples * lanesOfValue; element++)
      to[targetAt + element] = from[sourceAt + element]!;
    targetAt += pixelStride * lanesOfValue;
  }
}
