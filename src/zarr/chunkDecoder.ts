import { loadByteDecompressor, loadDecompressor } from "../codecs/compressors.ts";
import { copyBox, copyStrided } from "../model/copyBox.ts";
import { allocatePixels, itemSize, lanes, type PixelArray, pixelsFromBytes } from "../model/dtype.ts";
import type { DataType } from "../model/dtype.ts";
import { assertNever, ZarrdropError } from "../model/errors.ts";
import { sizeOfShape, stridesOfShape, wholeRegion } from "../model/region.ts";
import { fillBlock } from "../model/copyBlock.ts";
import { type ArrayMetadata, innerChunkShape, loneShard } from "./arrayMetadata.ts";
import { CHECKSUM_BYTES, CHECKSUMS } from "./checksums.ts";
import type { CodecStep, ShardLayout } from "./codecSteps.ts";
import { isHonestChunk } from "./chunkCoding.ts";
import { chunkGrid, chunksIn } from "./chunkGrid.ts";
import { loadN5Decoder } from "./n5Block.ts";
import { damagedShard, parseShardIndex, shardIndexBytes } from "./shardIndex.ts";
import { undoCast, undoDelta, undoPackbits } from "./undoValues.ts";

/** What an encoded chunk holds. */
type ChunkContent = {
  dtype: DataType;
  shape: readonly number[];
  /** Array elements of the value of what is missing in a shard. */
  fill: readonly (number | bigint)[];
};

/**
 * Undoes the steps of one encoded chunk: C order, little-endian. The result may share memory with the input and must
 * not be changed. `file` names it in errors. `room`: memory for a decoded chunk, which may be used for the result.
 * @throws `corrupt`, `limit`
 */
export type ChunkDecoder = (
  encoded: Uint8Array<ArrayBuffer>,
  file: string,
  room?: Uint8Array<ArrayBuffer>,
) => PixelArray;

type ByteDecoder = (
  encoded: Uint8Array<ArrayBuffer>,
  file: string,
  room?: Uint8Array<ArrayBuffer>,
) => Uint8Array<ArrayBuffer>;

/** The decoder of the smallest parts of an array that can be decoded by themselves (`innerChunkShape`), what it needs loaded. */
export function loadChunkDecoder(array: ArrayMetadata): Promise<ChunkDecoder> {
  return loadGuarded(innerSteps(array), innerContent(array));
}

/** The same for an array of ours: whatever its chunks decode to was planned, however small they are. */
export function loadOwnDecoder(array: ArrayMetadata): Promise<ChunkDecoder> {
  return loadSteps(innerSteps(array), innerContent(array));
}

function innerSteps(array: ArrayMetadata): readonly CodecStep[] {
  return loneShard(array)?.steps ?? array.steps;
}

function innerContent(array: ArrayMetadata): ChunkContent {
  return { dtype: array.dtype, shape: innerChunkShape(array), fill: array.fill };
}

async function loadGuarded(steps: readonly CodecStep[], content: ChunkContent): Promise<ChunkDecoder> {
  const decode = await loadSteps(steps, content);
  const decoded = sizeOfShape(content.shape) * itemSize(content.dtype);
  return (encoded, file, room) => {
    checkChunkSize(decoded, encoded.length, file);
    return decode(encoded, file, room);
  };
}

/**
 * Before memory is asked for.
 * @throws `limit`
 */
function checkChunkSize(decoded: number, encoded: number, file: string): void {
  if (isHonestChunk(decoded, encoded)) return;
  throw new ZarrdropError("limit", `The chunk ${file} says that it holds far more than its size allows.`, {
    file,
    technical: `${encoded} bytes encoded for ${decoded} decoded`,
    advice: "Write the array again with chunks of 1 to 64 MiB.",
  });
}

async function loadSteps(steps: readonly CodecStep[], content: ChunkContent): Promise<ChunkDecoder> {
  const [step, ...inner] = steps;
  switch (step?.kind) {
    case "transpose":
      return undoTranspose(step.order, inner, content);
    case "delta": {
      const decode = await loadSteps(inner, content);
      return (encoded, file) => undoDelta(decode(encoded, file));
    }
    case "cast": {
      const decode = await loadSteps(inner, { ...content, dtype: step.stored });
      return (encoded, file) => undoCast(decode(encoded, file), step.stored, content.dtype, step);
    }
    case "bytes": {
      const wanted = sizeOfShape(content.shape) * itemSize(content.dtype);
      const decode = await loadByteDecoder(inner, wanted);
      const swap = step.bigEndian ? await loadSwap(content.dtype) : null;
      return (encoded, file, room) => {
        const bytes = decode(encoded, file, room);
        if (bytes.length !== wanted) throw damagedChunk(file, `${bytes.length} bytes, not ${wanted}`);
        return pixelsFromBytes(content.dtype, swap === null ? bytes : swap(bytes, file, room));
      };
    }
    case "sharding": {
      const decode = await loadByteDecoder(inner, undefined);
      const decodeShard = await loadShardDecoder(step.shard, content);
      return (encoded, file) => decodeShard(decode(encoded, file), file);
    }
    case "n5-block":
      return loadN5Decoder(step.compression, content, await loadSwap(content.dtype));
    case "compressed":
    case "checksum":
    case "packbits":
    case "shuffle":
    case undefined:
      throw new ZarrdropError("internal", "A chunk has no step that makes bytes of it.");
    default:
      return assertNever(step);
  }
}

/** `size`: the bytes that go into the first step, where they are known. */
async function loadByteDecoder(steps: readonly CodecStep[], size: number | undefined): Promise<ByteDecoder> {
  const [step, ...outer] = steps;
  switch (step?.kind) {
    case undefined:
      return (encoded) => encoded;
    case "checksum": {
      const decode = await loadByteDecoder(outer, size === undefined ? undefined : size + CHECKSUM_BYTES);
      return (encoded, file) => checkSum(decode(encoded, file), step, file);
    }
    case "packbits": {
      const decode = await loadByteDecoder(outer, size === undefined ? undefined : 1 + Math.ceil(size / 8));
      return (encoded, file) => {
        // Bits that something else than truth values was packed into are nobody's: how many there are to be is known.
        const values = size === undefined ? null : undoPackbits(decode(encoded, file), size);
        if (values === null) throw damagedChunk(file, "packed bits that are not as many as the chunk has values");
        return values;
      };
    }
    case "shuffle": {
      const decode = await loadByteDecoder(outer, size);
      const { decode: unshuffle } = await loadDecompressor({ id: "none" }, [
        { id: "unshuffle", itemBytes: step.itemBytes },
      ]);
      return (encoded, file, room) => unshuffle(decode(encoded, file, room), undefined, room);
    }
    case "compressed": {
      const decode = await loadByteDecoder(outer, undefined);
      const decompressor = await loadByteDecompressor(step.configuration);
      return (encoded, file, room) => decompressor.decode(decode(encoded, file), size, room);
    }
    case "transpose":
    case "delta":
    case "cast":
    case "bytes":
    case "n5-block":
    case "sharding":
      throw new ZarrdropError("internal", "An array step stands among the byte steps of a chunk.");
    default:
      return assertNever(step);
  }
}

async function loadSwap(dtype: DataType): Promise<ByteDecoder | null> {
  const itemBytes = itemSize(dtype) / lanes(dtype);
  if (itemBytes !== 2 && itemBytes !== 4 && itemBytes !== 8) return null;
  const { decode } = await loadDecompressor({ id: "none" }, [{ id: "swap-bytes", itemBytes }]);
  return (bytes, _, room) => decode(bytes, undefined, room);
}

function checkSum(
  bytes: Uint8Array<ArrayBuffer>,
  { id, atStart }: { id: keyof typeof CHECKSUMS; atStart: boolean },
  file: string,
): Uint8Array<ArrayBuffer> {
  const length = bytes.length - CHECKSUM_BYTES;
  if (length < 0) throw damagedChunk(file, "too short for a checksum");
  const stored = new DataView(bytes.buffer, bytes.byteOffset + (atStart ? 0 : length), 4).getUint32(0, true);
  const content = atStart ? bytes.subarray(CHECKSUM_BYTES) : bytes.subarray(0, length);
  if (stored !== CHECKSUMS[id](content)) throw damagedChunk(file, `wrong checksum (${id})`);
  return content;
}

/** Axis i of what is stored is axis `order[i]` of the array (Zarr v3, "Transpose codec"). */
async function undoTranspose(
  order: readonly number[],
  inner: readonly CodecStep[],
  content: ChunkContent,
): Promise<ChunkDecoder> {
  const { dtype, shape } = content;
  const storedShape = order.map((axis) => shape[axis]!);
  const decode = await loadSteps(inner, { ...content, shape: storedShape });
  const width = lanes(dtype);
  const storedStrides = stridesOfShape(storedShape);
  const from = shape.map((_, axis) => storedStrides[order.indexOf(axis)]! * width);
  const to = stridesOfShape(shape).map((stride) => stride * width);
  return (encoded, file) => {
    const stored = decode(encoded, file);
    const pixels = allocatePixels(dtype, sizeOfShape(shape));
    for (let lane = 0; lane < width; lane++) copyStrided(stored, lane, from, pixels, lane, to, shape);
    return pixels;
  };
}

/** A whole shard at once: shards inside shards, or inside something else. */
async function loadShardDecoder(layout: ShardLayout, content: ChunkContent): Promise<ChunkDecoder> {
  const { dtype, shape, fill } = content;
  const decode = await loadGuarded(layout.steps, { dtype, shape: layout.chunkShape, fill });
  const grid = chunkGrid(shape, layout.chunkShape);
  if (shape.some((length, axis) => length % layout.chunkShape[axis]! !== 0)) {
    throw damagedShard("shard", "not a whole number of chunks");
  }
  const whole = wholeRegion(shape);
  return (encoded, file) => {
    const indexBytes = shardIndexBytes(shape, layout, file);
    if (encoded.length < indexBytes) throw damagedShard(file, "no room for the index");
    const indexStart = layout.indexAtStart ? 0 : encoded.length - indexBytes;
    const indexPart = encoded.subarray(indexStart, indexStart + indexBytes);
    const index = parseShardIndex(indexPart, layout, encoded.length, file);
    const pixels = allocatePixels(dtype, sizeOfShape(shape));
    fillBlock({ pixels, offset: 0, strides: [1] }, [sizeOfShape(shape)], fill);
    for (const { position, box } of chunksIn(grid, whole)) {
      const offset = index[position * 2]!;
      if (offset < 0) continue;
      const chunk = decode(encoded.subarray(offset, offset + index[position * 2 + 1]!), file);
      copyBox(chunk, box, pixels, whole, box, lanes(dtype));
    }
    return pixels;
  };
}

function damagedChunk(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `The chunk ${file} is damaged or cut off.`, { file, technical });
}
