import type { DataType } from "../../model/dtype.ts";
import type { FrameList } from "./frameList.ts";

/** A film whose frames stand alone. */
export type Film = {
  width: number;
  height: number;
  frames: FrameList;
  coding: FrameCoding;
  /** Seconds from frame to frame; null where they are unknown or not even. */
  interval: number | null;
  facts: Record<string, string>;
  notes: string[];
};

/** How the bytes of a frame become pixels: rows of plain pixels, or a picture file. */
export type FrameCoding = { kind: "rows"; rows: PixelRows } | { kind: "jpeg" } | { kind: "png" };

/** Plain pixels, row by row. */
export type PixelRows = {
  /** Bytes of a pixel. */
  pixelBytes: number;
  /** Rows begin at multiples of so many bytes, where the frame is large enough for that. */
  alignment: number;
  /** The lowest row comes first. */
  bottomUp: boolean;
  dtype: Extract<DataType, "uint8" | "uint16">;
  littleEndian: boolean;
  /** Which of a pixel's stored values each sample is. */
  order: readonly number[];
  /** What stored values mean: samples for each; null for what is meant as it is. */
  palette: Uint8Array | null;
};

/** Samples of a pixel of such rows. */
export function samplesOf({ order, palette }: PixelRows): number {
  return palette === null ? order.length : palette.length / PALETTE_ENTRIES;
}

/** Entries of every palette here, of one sample or three each. */
export const PALETTE_ENTRIES = 256;
