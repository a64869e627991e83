import type { PixelArray } from "../../model/dtype.ts";

/** A part of a frame: rows, columns and components, all of which the rows have. */
export type FramePart = {
  /** Rows to copy. */
  rows: number;
  /** First column and number of columns. */
  column: number;
  columns: number;
  /** First channel and number of channels. */
  channel: number;
  channels: number;
  /** First colour of a channel and number of colours. */
  sample: number;
  samples: number;
};

/** How components lie in a row: `channel · samples + sample` next to each other for each column. Strides are in values. */
export type FrameRows = { pixels: PixelArray; offset: number; rowStride: number; components: number; samples: number };

/** Where values go. */
export type PartTarget = {
  pixels: PixelArray;
  offset: number;
  strides: { row: number; column: number; channel: number; sample: number };
};

/** Copies a part of a frame from pixels with their components together to an array of any order. */
export function deinterleave(from: FrameRows, part: FramePart, to: PartTarget): void {
  const { rowStride, components, samples } = from;
  const { strides } = to;
  // Both arrays have the same element type, as the caller promises; TypeScript cannot express it over the union.
  const source = from.pixels as Uint8Array;
  const target = to.pixels as Uint8Array;
  const isWhole = part.channels * part.samples === components;
  const isPacked =
    isWhole &&
    (components === 1 ||
      (strides.column === components && strides.sample === 1 && (part.channels === 1 || strides.channel === samples)));
  for (let row = 0; row < part.rows; row++) {
    const sourceRow = from.offset + row * rowStride + part.column * components;
    const targetRow = to.offset + row * strides.row;
    if (isPacked && (components > 1 || strides.column === 1)) {
      target.set(source.subarray(sourceRow, sourceRow + part.columns * components), targetRow);
      continue;
    }
    for (let channel = 0; channel < part.channels; channel++) {
      for (let sample = 0; sample < part.samples; sample++) {
        let read = sourceRow + (part.channel + channel) * samples + part.sample + sample;
        let write = targetRow + channel * strides.channel + sample * strides.sample;
        for (let column = 0; column < part.columns; column++) {
          target[write] = source[read]!;
          read += components;
          write += strides.column;
        }
      }
    }
  }
}
