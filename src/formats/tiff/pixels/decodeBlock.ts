import { ZarrdropError } from "../../../model/errors.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import type { BlockDecoder } from "./blockDecoder.ts";
import { loadByteDecoder } from "./byteBlocks.ts";
import { compressionOf } from "./compression.ts";
import type { TiffPage } from "../container/page.ts";
import { loadPictureDecoder } from "./pictureBlocks.ts";
import { loadRestartDecoder } from "./restartBlocks.ts";
import { PHOTOMETRIC, TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Decoders kept for a file. */
const KEPT_DECODERS = 64;

const decoders = new WeakMap<TiffFile, BoundedCache<string, BlockDecoder>>();

/**
 * The decoder for a page's blocks, the same for all pages of a stack; loads what it needs.
 * @throws `unsupported-feature`
 */
export async function blockDecoderOf(file: TiffFile, page: TiffPage): Promise<BlockDecoder> {
  let kept = decoders.get(file);
  if (kept === undefined) {
    kept = new BoundedCache(KEPT_DECODERS, () => 1);
    decoders.set(file, kept);
  }
  const { entries } = page.directory;
  const hasOwnTables = [TAG.JPEGTables, TAG.JPEGQTables, TAG.T4Options].some((tag) => entries.has(tag));
  // Restart markers are those of one page alone.
  const key = hasOwnTables || page.restarts !== null ? `${page.key} ${page.directory.offset}` : page.key;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const decoder = await loadBlockDecoder(file, page);
  kept.put(key, decoder);
  return decoder;
}

/**
 * Refuses what `blockDecoderOf` could not decode, without loading anything.
 * @throws `unsupported-feature`
 */
export function checkDecodable(file: string, page: TiffPage): void {
  if (page.pixel === null) throw unsupported(file, `its pixels are of an unknown kind (${page.pixelText})`);
  const compression = compressionOf(page.compression);
  if (compression.kind === "unknown")
    throw unsupported(file, `its compression is not known here (${compression.name})`);
  const isSubsampled = page.photometric === PHOTOMETRIC.YCbCr && !isOneToOne(page.subsampling);
  if (isSubsampled && (compression.kind !== "picture" || page.planar)) {
    throw unsupported(file, "its colours are stored at a lower resolution without JPEG");
  }
  const isFax = compression.kind === "bytes" && compression.codec.id === "fax";
  if (isFax && (page.pixel.bits !== 1 || (page.samples > 1 && !page.planar))) {
    throw unsupported(file, "it is compressed as black and white, and is not that");
  }
  if (compression.kind === "bytes" && ![1, 2, 3].includes(page.predictor)) {
    throw unsupported(file, `its predictor is not known (number ${page.predictor})`);
  }
  const isOddKind = page.pixel.kind === "complex-integer" || page.pixel.dtype.startsWith("complex");
  if (compression.kind === "bytes" && page.predictor !== 1 && isOddKind) {
    throw unsupported(file, "it uses a predictor for complex numbers");
  }
  if (compression.kind === "bytes" && page.predictor === 3 && !page.pixel.dtype.startsWith("float")) {
    throw unsupported(file, "it uses the predictor of floating-point numbers for integers");
  }
}

async function loadBlockDecoder(file: TiffFile, page: TiffPage): Promise<BlockDecoder> {
  checkDecodable(file.name, page);
  if (page.restarts !== null) return loadRestartDecoder(file.name, page, page.restarts);
  const compression = compressionOf(page.compression);
  if (compression.kind === "bytes") return loadByteDecoder(file, page, compression.codec);
  if (compression.kind === "picture") return loadPictureDecoder(file, page, compression.codec);
  throw unsupported(file.name, compression.name);
}

/** The default without the tag is 2 × 2. */
function isOneToOne(subsampling: TiffPage["subsampling"]): boolean {
  return subsampling !== null && subsampling[0] === 1 && subsampling[1] === 1;
}

function unsupported(file: string, reason: string): ZarrdropError {
  return new ZarrdropError("unsupported-feature", `${file} cannot be read: ${reason}.`, { file });
}
