/** Shuffles of Blosc by their numbers, which Zarr v2 writes; the names are those of the Zarr v3 blosc codec. */
export const BLOSC_SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"] as const;

/** A shuffle of Blosc. */
export type BloscShuffle = (typeof BLOSC_SHUFFLES)[number];

/** How chunks are compressed, apart from how Zarr v2 and v3 metadata spell it. Plain JSON. */
export type CompressorConfiguration =
  | {
      id: "blosc";
      cname: "lz4" | "lz4hc" | "zstd" | "zlib" | "blosclz" | "snappy";
      /** 0–9. */
      clevel: number;
      shuffle: BloscShuffle;
      /** True: metadata of Zarr v2 leave the shuffle to the data type (numcodecs' −1). */
      shuffleByType?: true;
      /** Bytes of an element for the shuffle; null = the item size of the output data type. */
      typesize: number | null;
      /** Bytes; 0 = chosen by Blosc. */
      blocksize: number;
    }
  | { id: "zstd"; level: number; checksum: boolean }
  | { id: "gzip"; level: number }
  /** Zarr v2 only. */
  | { id: "zlib"; level: number }
  /** Zarr v2 only: an LZ4 block with its 4-byte length before it, as numcodecs writes it. */
  | { id: "lz4"; acceleration: number }
  /** Zarr v2 only. 1–9. */
  | { id: "bz2"; level: number }
  /**
   * Zarr v2 only: an .xz stream (format 1) or .lzma file (format 2), with liblzma's numbers of a check and a preset; −1 and null are
   * its defaults.
   */
  | { id: "lzma"; format: 1 | 2; check: number; preset: number | null };
