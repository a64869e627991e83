import type { DecompressorConfiguration } from "../../../codecs/compressors.ts";

/**
 * How the blocks of a page are compressed: as bytes, of which pixels are made afterwards, or as pictures, which the codec decodes whole.
 * Numbers of the Compression tag: TIFF 6.0, its supplements, libtiff and tifffile.
 */
export type Compression =
  | { kind: "bytes"; codec: ByteCodec }
  | { kind: "picture"; codec: PictureCodec }
  | { kind: "unknown"; name: string };

/** Byte compressions of TIFF: those of the kernel, LZMA, and fax, whose rows the page says more of. */
export type ByteCodec = DecompressorConfiguration | { id: "lzma" } | FaxCodec;

/** The compressions of fax machines, for black and white. */
export type FaxCodec = { id: "fax"; scheme: "rows" | "group3" | "group4" };

/** Picture codecs that TIFF files embed. */
export type PictureCodec = "jpeg" | "old-jpeg" | "jpeg2000" | "jpegxl" | "jpegxr" | "lerc" | "png" | "webp";

const BYTES: Record<number, ByteCodec> = {
  1: { id: "none" },
  2: { id: "fax", scheme: "rows" },
  3: { id: "fax", scheme: "group3" },
  4: { id: "fax", scheme: "group4" },
  5: { id: "lzw" },
  8: { id: "zlib" },
  32773: { id: "packbits" },
  32946: { id: "zlib" },
  34925: { id: "lzma" },
  34926: { id: "zstd" },
  50000: { id: "zstd" },
  50013: { id: "zlib" },
};

const PICTURES: Record<number, PictureCodec> = {
  6: "old-jpeg",
  7: "jpeg",
  22610: "jpegxr",
  33003: "jpeg2000",
  33004: "jpeg2000",
  33005: "jpeg2000",
  33007: "jpeg",
  34712: "jpeg2000",
  34887: "lerc",
  34892: "jpeg",
  34927: "webp",
  34933: "png",
  34934: "jpegxr",
  50001: "webp",
  50002: "jpegxl",
  52546: "jpegxl",
};

/** Names of compressions that cannot be read, for the message. */
const UNREAD: Record<number, string> = {
  32809: "ThunderScan",
  34661: "JBIG",
  34713: "Nikon raw",
  48124: "Jetraw",
  65000: "EER",
  65001: "EER",
  65002: "EER",
};

/** What a Compression tag means. */
export function compressionOf(tag: number): Compression {
  const bytes = BYTES[tag];
  if (bytes !== undefined) return { kind: "bytes", codec: bytes };
  const picture = PICTURES[tag];
  if (picture !== undefined) return { kind: "picture", codec: picture };
  return { kind: "unknown", name: UNREAD[tag] ?? `number ${tag}` };
}

/** Decoded bytes for one encoded byte, at most: what the codings allow, and for pictures and LZMA more than any image has needed. */
const LARGEST_RATIO: Record<ByteCodec["id"] | PictureCodec, number> = {
  none: 1,
  packbits: 64,
  lzw: 2731,
  zlib: 1032,
  gzip: 1032,
  deflate: 1032,
  zstd: 32_768,
  lz4: 255,
  "lz4-block": 255,
  blosc: 32_768,
  lzma: 8192,
  // A bit is a row, however wide.
  fax: 65_536,
  jpeg: 2048,
  "old-jpeg": 2048,
  jpeg2000: 2048,
  jpegxl: 2048,
  jpegxr: 2048,
  lerc: 2048,
  png: 2048,
  webp: 2048,
};

/** Largest decoded size, in bytes, that a block of so many encoded bytes can have: a file that says more is damaged. */
export function largestDecodedSize(tag: number, encodedBytes: number): number {
  const compression = compressionOf(tag);
  if (compression.kind === "unknown") return 0;
  const { codec } = compression;
  return encodedBytes * LARGEST_RATIO[typeof codec === "string" ? codec : codec.id];
}
