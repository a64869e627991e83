import { ZarrdropError } from "../../model/errors.ts";
import { shortJson } from "../../model/untrustedJson.ts";

/** Blosc's numbers of compressed formats, in the three highest bits of a frame's flags (C-Blosc, README_CHUNK_FORMAT). */
const BLOSC_FORMATS: ReadonlyMap<unknown, number> = new Map(
  Object.entries({ blosclz: 0, lz4: 1, lz4hc: 1, snappy: 2, zlib: 3, zstd: 4 }),
);
/** Zarr v2 numbers the shuffles as Blosc does; −1 leaves it to the size of a value. */
const SHUFFLE_NAMES: readonly string[] = ["noshuffle", "shuffle", "bitshuffle"];
const BLOSC_HEADER_BYTES = 16;
/** Larger values are shuffled as single bytes. */
const LARGEST_TYPESIZE = 255;

/**
 * Holds the header of a Blosc frame against what the array's metadata say of it: a frame decodes by its header alone,
 * so that wrong metadata would go unnoticed by readers like ours and mislead those that believe them. `itemBytes`:
 * bytes of a value.
 * @throws `corrupt`
 */
export function checkBloscHeader(configuration: Record<string, unknown>, frame: Uint8Array, itemBytes: number): void {
  if (frame.length < BLOSC_HEADER_BYTES) throw new ZarrdropError("corrupt", "A Blosc frame ends in its header.");
  const flags = frame[2]!;
  const format = BLOSC_FORMATS.get(configuration.cname);
  const { shuffle } = configuration;
  const byType = itemBytes === 1 ? "bitshuffle" : "shuffle";
  const wanted = typeof shuffle === "number" ? (shuffle === -1 ? byType : SHUFFLE_NAMES[shuffle]) : shuffle;
  const found = (flags & 4) !== 0 ? "bitshuffle" : (flags & 1) !== 0 ? "shuffle" : "noshuffle";
  compare("compressor", flags >> 5, format);
  compare("shuffle", found, wanted);
  // Zarr v2 says nothing of it.
  const { typesize } = configuration;
  if (typesize !== undefined) compare("typesize", frame[3], Number(typesize) > LARGEST_TYPESIZE ? 1 : typesize);
}

const ZSTD_MAGIC = 0xfd2f_b528;

/**
 * The same for a Zstandard frame (RFC 8878, 3.1.1.1): whether it ends with a checksum.
 * @throws `corrupt`
 */
export function checkZstdHeader(configuration: Record<string, unknown>, frame: Uint8Array): void {
  if (frame.length < 5 || new DataView(frame.buffer, frame.byteOffset).getUint32(0, true) !== ZSTD_MAGIC) {
    throw new ZarrdropError("corrupt", "A chunk is no Zstandard frame.");
  }
  compare("checksum", (frame[4]! & 4) !== 0, configuration.checksum === true);
}

function compare(what: string, found: unknown, stated: unknown): void {
  if (found === stated) return;
  throw new ZarrdropError(
    "corrupt",
    `The metadata say that chunks are compressed in another way than they are (${what}).`,
    {
      technical: `${what}: metadata ${shortJson(stated)}, chunk ${shortJson(found)}`,
    },
  );
}
