import type { ByteSource } from "../../bytes/source.ts";
import type { KernelCoding } from "../../codecs/decompressors.ts";

/** A block of a plane as it is stored. */
export type StoredBlock = {
  /** Where its bytes are; null for one that the file does not store, whose pixels are 0. */
  stored: { source: ByteSource; offset: number; length: number } | null;
  /** How its bytes become values of the scene's type; a function where a header before them says so. */
  coding: KernelCoding | ((stored: Uint8Array) => CodedData | null);
  /** Values of a row of the block. */
  rowValues: number;
  /** What of it is wanted. */
  parts: readonly BlockPart[];
};

/** The data behind a header, and how they are coded. */
export type CodedData = { data: Uint8Array; coding: KernelCoding };

/** A part of a box that is in one block. */
export type BlockPart = {
  /** How many of the block's values come before the first that is wanted. */
  skipped: number;
  /** Counted from the box's corner. */
  y: number;
  x: number;
  rows: number;
  columns: number;
};

/** What is to be decoded of a block's bytes; null where their header is not as it should be. */
export function codedData({ coding }: StoredBlock, stored: Uint8Array): CodedData | null {
  return typeof coding === "function" ? coding(stored) : { data: stored, coding };
}
