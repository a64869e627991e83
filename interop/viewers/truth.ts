import type { Window } from "./viewedImage.ts";

/** What must be seen in a store: from its source, never from the store (`viewer_stores.py` writes it). */
export type Truth = {
  name: string;
  zarrFormat: 2 | 3;
  /** Shards are read by ranges of bytes. */
  isSharded: boolean;
  /** The store's folder, from the root of the server on. */
  store: string;
  axes: { name: string; unit: string | null }[];
  type: string;
  /** None of labels. */
  channels: { label: string; colour: string; window: Window }[];
  levels: {
    shape: number[];
    scale: number[];
    translation: number[];
    /** A file with the pixels, little-endian, in C order. */
    pixels: string;
  }[];
};
