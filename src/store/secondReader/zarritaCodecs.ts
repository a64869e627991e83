import { registry } from "zarrita";
import { borrowRoom, returnRoom } from "../../bytes/rooms.ts";
import { type ByteCompression, loadByteDecompressor } from "../../codecs/compressors.ts";
import { crc32c } from "../../codecs/crc32c.ts";
import { isDataType, itemSize } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { sizeOfShape } from "../../model/region.ts";
import { checkBloscHeader, checkZstdHeader } from "./frameHeaders.ts";

/** What zarrita tells a codec of the chunks that it is for. */
type ChunkMetadata = { dataType: string; shape: readonly number[]; codecs: readonly { name: string }[] };

/** Codecs between values and bytes that are zarrita's own. */
const ARRAY_CODECS = ["bytes", "transpose"];
/** Under Zarr v3's names; zarrita puts "numcodecs." before those of v2. */
const COMPRESSIONS: readonly ByteCompression["id"][] = ["blosc", "zstd", "gzip", "zlib", "lz4", "bz2", "lzma"];
const CHECKSUM_BYTES = 4;

let isRegistered = false;

/**
 * Puts our codecs in the place of zarrita's: those are built of numcodecs.js, which needs `eval` and takes the decoded size from
 * the data. Ours get it from the shape and the type of the chunk. What is not listed is not read. Once per thread.
 */
export function registerCodecs(): void {
  if (isRegistered) return;
  isRegistered = true;
  for (const name of registry.keys()) if (!ARRAY_CODECS.includes(name)) registry.delete(name);
  for (const id of COMPRESSIONS) {
    const entry = async () => {
      const decompressor = await loadByteDecompressor({ id });
      return {
        fromConfig(configuration: unknown, chunk: ChunkMetadata) {
          const size = decodedSize(chunk);
          // Metadata are what they are: a codec without a configuration has none.
          const stated = (configuration ?? {}) as Record<string, unknown>;
          return decoding((encoded) => {
            if (id === "blosc") checkBloscHeader(stated, encoded, itemBytes(chunk));
            if (id === "zstd") checkZstdHeader(stated, encoded);
            // Whoever asked for the chunk gives it back: `compareChunks.ts`.
            const decoded = decompressor.decode(encoded, size, borrowRoom(size));
            returnRoom(encoded);
            return decoded;
          });
        },
      };
    };
    registry.set(id, entry).set(`numcodecs.${id}`, entry);
  }
  registry.set("crc32c", async () => ({
    fromConfig: (_: unknown, chunk: ChunkMetadata) => ({
      ...decoding((encoded) => withoutChecksum(encoded, decodedSize(chunk))),
      computeEncodedSize: (size: number) => size + CHECKSUM_BYTES,
    }),
  }));
}

function decoding(decode: (encoded: Uint8Array<ArrayBuffer>) => Uint8Array) {
  return {
    kind: "bytes_to_bytes" as const,
    decode,
    encode: (): never => {
      throw new ZarrdropError("internal", "The second reader was asked to write.");
    },
  };
}

/**
 * Bytes of a decoded chunk.
 * @throws `unsupported-feature` where a codec gets something else than the chunk
 */
function decodedSize(chunk: ChunkMetadata): number {
  const others = chunk.codecs.filter(({ name }) => !ARRAY_CODECS.includes(name));
  if (others.length > 1) {
    throw new ZarrdropError("unsupported-feature", "Chunks are compressed twice.", {
      technical: others.map(({ name }) => name).join(", "),
    });
  }
  return sizeOfShape(chunk.shape) * itemBytes(chunk);
}

function itemBytes({ dataType }: ChunkMetadata): number {
  if (!isDataType(dataType)) {
    throw new ZarrdropError("unsupported-feature", `Values of type ${dataType} are no pixels.`);
  }
  return itemSize(dataType);
}

function withoutChecksum(encoded: Uint8Array, size: number): Uint8Array {
  const content = encoded.subarray(0, size);
  const isWhole = encoded.length === size + CHECKSUM_BYTES;
  if (!isWhole || new DataView(encoded.buffer, encoded.byteOffset).getUint32(size, true) !== crc32c(content)) {
    throw new ZarrdropError("corrupt", "A checksum is wrong.");
  }
  return content;
}
