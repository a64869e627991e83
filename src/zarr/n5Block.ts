import { loadByteDecompressor } from "../codecs/compressors.ts";
import { loadDecompressor } from "../codecs/decompressors.ts";
import { copyBox } from "../model/copyBox.ts";
import { allocatePixels, type DataType, itemSize, lanes, type PixelArray, pixelsFromBytes } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { sizeOfShape, wholeRegion } from "../model/region.ts";
import type { N5Compression } from "./codecSteps.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Blocks of fixed numbers; the others have values of varying length, or objects. */
const DEFAULT_MODE = 0;

/**
 * The decoder of the blocks of an N5 dataset (N5 specification 4.0.0, "Data blocks"): a header in big-endian numbers (mode, number of
 * axes, lengths with the fastest axis first), then big-endian values, compressed. Blocks at an end of the array are mostly cut off there:
 * the rest of the chunk is 0.
 */
export async function loadN5Decoder(
  compression: N5Compression,
  content: { dtype: DataType; shape: readonly number[] },
  swap: ((bytes: Bytes, file: string, room?: Bytes) => Bytes) | null,
): Promise<(encoded: Bytes, file: string, room?: Bytes) => PixelArray> {
  const { dtype, shape } = content;
  const decompress = await loadDecompression(compression);
  return (encoded, file, room) => {
    const { lengths, data } = parseHeader(encoded, shape, file);
    const wanted = sizeOfShape(lengths) * itemSize(dtype);
    const bytes = decompress(data, wanted, room);
    if (bytes.length < wanted) throw damagedBlock(file, `${bytes.length} bytes, not ${wanted}`);
    const values = bytes.subarray(0, wanted);
    const pixels = pixelsFromBytes(dtype, swap === null ? values : swap(values, file, room));
    if (lengths.every((length, axis) => length === shape[axis])) return pixels;
    const chunk = allocatePixels(dtype, sizeOfShape(shape));
    const box = wholeRegion(lengths);
    copyBox(pixels, box, chunk, wholeRegion(shape), box, lanes(dtype));
    return chunk;
  };
}

async function loadDecompression(
  compression: N5Compression,
): Promise<(data: Bytes, size: number, room?: Bytes) => Bytes> {
  if (compression === null) return (data) => data;
  if (compression.id === "lz4-java") {
    const { decode } = await loadDecompressor({ id: "lz4-block" });
    return (data, size) => decodeJavaLz4(data, size, decode);
  }
  const { decode } = await loadByteDecompressor(compression);
  return decode;
}

/** Lengths in the order of the array's axes. */
function parseHeader(encoded: Bytes, shape: readonly number[], file: string): { lengths: number[]; data: Bytes } {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const headerBytes = 4 + 4 * shape.length;
  if (encoded.length < headerBytes) throw damagedBlock(file, "too short for its header");
  const mode = view.getUint16(0);
  if (mode !== DEFAULT_MODE) {
    throw new ZarrdropError("unsupported-feature", `The block ${file} holds values of varying length.`, {
      file,
      technical: `mode ${mode}`,
    });
  }
  const rank = view.getUint16(2);
  if (rank !== shape.length) throw damagedBlock(file, `${rank} axes, not ${shape.length}`);
  const lengths = shape.map((_, axis) => view.getUint32(4 + 4 * (rank - 1 - axis)));
  if (lengths.some((length, axis) => length > shape[axis]!)) throw damagedBlock(file, `a block of ${lengths}`);
  return { lengths, data: encoded.subarray(headerBytes) };
}

const JAVA_MAGIC = "LZ4Block";
const JAVA_HEADER = 21;
const JAVA_RAW = 0x10;
const JAVA_LZ4 = 0x20;

/**
 * Blocks as `LZ4BlockOutputStream` of lz4-java writes them: "LZ4Block", a token, compressed and decoded length and a checksum,
 * little-endian; an empty one comes last.
 */
function decodeJavaLz4(data: Bytes, size: number, decode: (block: Bytes, size: number) => Bytes): Bytes {
  const bad = (): ZarrdropError => new ZarrdropError("corrupt", "The LZ4 data do not decode.");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const decoded = new Uint8Array(size);
  let to = 0;
  for (let at = 0; to < size;) {
    if (at + JAVA_HEADER > data.length) throw bad();
    const magic = String.fromCharCode(...data.subarray(at, at + JAVA_MAGIC.length));
    const method = data[at + 8]! & 0xf0;
    const [stored, length] = [view.getUint32(at + 9, true), view.getUint32(at + 13, true)];
    at += JAVA_HEADER;
    if (magic !== JAVA_MAGIC || length === 0 || to + length > size || at + stored > data.length) throw bad();
    const block = data.subarray(at, at + stored);
    if (method === JAVA_LZ4) decoded.set(decode(block, length), to);
    else if (method === JAVA_RAW && stored === length) decoded.set(block, to);
    else throw bad();
    at += stored;
    to += length;
  }
  return decoded;
}

function damagedBlock(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `The block ${file} is damaged or cut off.`, { file, technical });
}
