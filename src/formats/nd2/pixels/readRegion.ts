import { throwIfAborted } from "../../../bytes/abort.ts";
import type { Decompressor } from "../../../codecs/codec.ts";
import { bytesOfPixels, itemSize, pixelsFromBytes, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { type Region, stridesOfShape } from "../../../model/region.ts";
import type { BoundedCache } from "../../../model/boundedCache.ts";
import type { FrameFormat } from "../metadata/attributes.ts";
import { deinterleave, type FramePart, type PartTarget } from "./deinterleave.ts";
import type { FrameStore } from "./frameStore.ts";
import { type FrameRequest, readFrames } from "./readFrames.ts";
import { isBlueFirst } from "../quirks.ts";
import { type SceneStorage, wantedFrames } from "../scenes/sceneStorage.ts";

/** Rows are read in pieces of about this size. */
const PIECE_BYTES = 4 * 2 ** 20;
/** Parts of rows further apart than this are read one by one; nearer ones with what lies between them. */
const GAP_BYTES = 128 * 1024;
/** Decompressed bytes that one byte of zlib can stand for. */
const LARGEST_RATIO = 1032;
/** Most pieces that are lined up before they are read. */
const BATCH_PIECES = 4096;

/** Decompressed frames by resolution and number. */
export type FrameCache = BoundedCache<string, PixelArray>;

/** Where a region of a scene comes from. */
export type RegionSource = {
  storage: SceneStorage;
  store: FrameStore;
  level: number;
  /** A zlib decompressor; null for files that need none. */
  inflate: Decompressor | null;
  cache: FrameCache;
};

/**
 * Fills `target` with a region: finds the frames that it touches, reads the rows that are wanted (all of a compressed frame) in large pieces
 * and takes the components apart. Frames that the file does not have are 0.
 */
export async function readRegion(
  source: RegionSource,
  region: Region,
  target: PixelArray,
  signal: AbortSignal,
): Promise<void> {
  const { storage, store } = source;
  const { frameAxes } = storage;
  const strides = stridesOfShape(region.shape);
  const span = (axis: number): { start: number; length: number } =>
    axis < 0 ? { start: 0, length: 1 } : { start: region.start[axis]!, length: region.shape[axis]! };
  const stride = (axis: number): number => (axis < 0 ? 0 : strides[axis]!);
  const rows = span(frameAxes.row);
  const columns = span(frameAxes.column);
  const channels = span(frameAxes.channel);
  const samples = span(frameAxes.sample);
  const box: Box = {
    row: rows.start,
    rows: rows.length,
    part: {
      column: columns.start,
      columns: columns.length,
      channel: channels.start,
      channels: channels.length,
      sample: samples.start,
      samples: samples.length,
    },
    strides: {
      row: stride(frameAxes.row),
      column: stride(frameAxes.column),
      channel: stride(frameAxes.channel),
      sample: stride(frameAxes.sample),
    },
  };
  // Before anything is read: the region may be full of holes, and what is there covers the rest.
  if (store.missing > 0) bytesOfPixels(target).fill(0);

  let batch: FrameRequest[] = [];
  let pieces = 0;
  for (const { frame, offset } of wantedFrames(storage, region, strides)) {
    throwIfAborted(signal);
    if (!store.has(frame)) continue;
    const place = { pixels: target, offset };
    const request =
      store.format.compression === "none"
        ? plainRequest(source, frame, box, place)
        : zlibRequest(source, frame, box, place);
    if (request === null) continue;
    batch.push(request);
    pieces += request.ranges?.length ?? 1;
    if (pieces < BATCH_PIECES) continue;
    await readFrames(store, batch, signal);
    batch = [];
    pieces = 0;
  }
  await readFrames(store, batch, signal);
}

/** The part of each frame that is wanted, and how it lies in the target. */
type Box = {
  row: number;
  rows: number;
  part: Omit<FramePart, "rows">;
  strides: PartTarget["strides"];
};

type Place = { pixels: PixelArray; offset: number };

/** Rows of a frame that is stored as it is: only the wanted ones, in pieces; only the wanted columns where a row is long. */
function plainRequest({ store, storage }: RegionSource, frame: number, box: Box, place: Place): FrameRequest {
  const { format } = store;
  const { part } = box;
  const valueBytes = itemSize(format.dtype);
  const pixelBytes = format.components * valueBytes;
  const wantedBytes = part.columns * pixelBytes;
  const isNarrow = format.rowBytes - wantedBytes > GAP_BYTES;
  const together = isNarrow ? 1 : Math.max(1, Math.floor(PIECE_BYTES / format.rowBytes));
  const pieces: { row: number; rows: number }[] = [];
  for (let row = 0; row < box.rows; row += together) pieces.push({ row, rows: Math.min(together, box.rows - row) });
  return {
    frame,
    ranges: pieces.map(({ row, rows }) => {
      const offset = (box.row + row) * format.rowBytes + part.column * pixelBytes;
      return { offset, length: (rows - 1) * format.rowBytes + wantedBytes };
    }),
    deliver: (bytes, index) => {
      const { row, rows } = pieces[index]!;
      deinterleave(
        {
          pixels: pixelsFromBytes(format.dtype, bytes),
          offset: 0,
          rowStride: format.rowBytes / valueBytes,
          components: format.components,
          samples: storage.samples,
          isBlueFirst: isBlueFirst(storage),
        },
        // The bytes begin with the first wanted column.
        { ...part, column: 0, rows },
        { pixels: place.pixels, offset: place.offset + row * box.strides.row, strides: box.strides },
      );
    },
  };
}

/** A compressed frame, decompressed whole; null if it was in the cache, and its pixels are in place. */
function zlibRequest(source: RegionSource, frame: number, box: Box, place: Place): FrameRequest | null {
  const { store, storage, cache, inflate } = source;
  const { format } = store;
  const key = `${source.level}/${frame}`;
  const copy = (pixels: PixelArray, rowStride: number): void => {
    const { components } = format;
    const offset = box.row * rowStride;
    const { samples } = storage;
    deinterleave(
      { pixels, offset, rowStride, components, samples, isBlueFirst: isBlueFirst(storage) },
      { ...box.part, rows: box.rows },
      { ...place, strides: box.strides },
    );
  };
  const rowStrideOf = (pixels: PixelArray): number => rowStrideIn(format, pixels.length);
  const cached = cache.get(key);
  if (cached !== undefined) {
    copy(cached, rowStrideOf(cached));
    return null;
  }
  return {
    frame,
    ranges: null,
    deliver: (bytes) => {
      const pixels = pixelsFromBytes(format.dtype, inflateFrame(inflate!, bytes, format));
      cache.put(key, pixels);
      copy(pixels, rowStrideOf(pixels));
    },
  };
}

/** Values from one row to the next: a frame without its rows' filling has just as many as pixels. */
function rowStrideIn(format: FrameFormat, values: number): number {
  const tight = format.width * format.components;
  const padded = format.rowBytes / itemSize(format.dtype);
  return values === tight * format.height && values < padded * (format.height - 1) + tight ? tight : padded;
}

/** Decompresses a frame of rows as the file describes them, or without the filling of the last or of all rows. */
function inflateFrame(inflate: Decompressor, bytes: Uint8Array, format: FrameFormat): Uint8Array<ArrayBuffer> {
  const { height, rowBytes, width, components, dtype } = format;
  const tight = width * components * itemSize(dtype);
  const sizes = new Set([rowBytes * height, rowBytes * (height - 1) + tight, tight * height]);
  let failure: unknown = new ZarrdropError("corrupt", "A frame holds far less than a frame's worth of data.");
  for (const size of sizes) {
    // Room is made before anything is decompressed: not for what the data cannot hold.
    if (size > bytes.length * LARGEST_RATIO) continue;
    try {
      return inflate.decode(bytes, size);
    } catch (error) {
      if (!(error instanceof ZarrdropError) || error.kind !== "corrupt") throw error;
      failure = error;
    }
  }
  throw failure;
}
