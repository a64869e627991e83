import type { Lend } from "../../codecs/codec.ts";
import { decodeInWorkspace, type DecompressorConfiguration } from "../../codecs/decompressors.ts";
import type { KernelBytes, KernelWorkspace } from "../../codecs/kernelWorkspace.ts";
import { itemSize } from "../../model/dtype.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { EncodableChunk } from "../../store/encodableChunk.ts";
import { levelArray } from "../../store/levelArray.ts";
import { asUnfaithful, unfaithful } from "../../store/roundTrip.ts";
import { type KernelChunkEncoding, kernelChunkEncoding } from "../../zarr/chunkEncoder.ts";
import type { PlaneBox } from "./planeStatistics.ts";

/** A chunk as it lies in planes: the parts of it that have pixels, each with its plane's place in the chunk, in C order. */
export type ChunkParts = {
  /** Planes, rows and columns of the chunk. */
  shape: { planes: number; rows: number; columns: number };
  parts: readonly (PlaneBox & { plane: number })[];
};

/**
 * Cuts the planes of a session into chunks and encodes them, all in its memory. A chunk is held twice at most: where it was cut out, and as it
 * is stored; decoded again, it takes the place of what was cut out, and is held against the planes.
 */
export class PlaneChunks {
  readonly #workspace: KernelWorkspace;
  readonly #encoding: KernelChunkEncoding;
  readonly #decoding: DecompressorConfiguration;
  readonly #itemBytes: number;
  readonly #chunkBytes: number;
  readonly #lend: Lend;
  /** Where chunks are cut into, as long as one is needed, and encoded into, once that is needed. */
  #cutTo: number | null = null;
  #encodeTo: KernelBytes | null = null;

  /** `chunkBytes`: of the largest chunk of any level. */
  constructor(workspace: KernelWorkspace, output: OutputPlan, chunkBytes: number, lend: Lend) {
    this.#workspace = workspace;
    // All levels are encoded alike.
    this.#encoding = kernelChunkEncoding(levelArray(output, output.levels[0]!));
    // The kernel has it, or it would not have the encoding.
    this.#decoding = (output.compressor ?? { id: "none" }) as DecompressorConfiguration;
    this.#itemBytes = itemSize(output.dtype);
    this.#chunkBytes = chunkBytes;
    this.#lend = lend;
  }

  /** The chunk of some parts of planes, padded with zeros; good until the next call. */
  chunk(parts: ChunkParts): EncodableChunk {
    const { exports } = this.#workspace;
    let stored: KernelBytes | null = null;
    return {
      encode: () => {
        const pixels = this.#gathered(parts);
        if (exports.plane_is_zero(pixels.address, pixels.length) !== 0) return null;
        announceWork(pixels.length);
        stored = this.#encode(pixels);
        const bytes = this.#workspace.view(stored);
        const room = this.#lend(stored.length);
        if (room === undefined) return bytes.slice();
        room.set(bytes);
        return room;
      },
      checkRoundTrip: (_, path) => stored !== null && this.#checkRoundTrip(parts, stored, path),
      checksum: () => {
        const pixels = this.#gathered(parts);
        return exports.crc32c_of(pixels.address, pixels.length) >>> 0;
      },
    };
  }

  /** The pixels of a chunk as they will be encoded: where they are if they lie there so, else cut out and padded. */
  #gathered({ shape, parts }: ChunkParts): KernelBytes {
    const rowBytes = shape.columns * this.#itemBytes;
    const planeBytes = shape.rows * rowBytes;
    const length = shape.planes * planeBytes;
    const first = parts[0]!;
    const isInPlace =
      parts.length === shape.planes &&
      parts.every(
        ({ address, stride, rows, columns, plane }) =>
          stride === rowBytes &&
          rows === shape.rows &&
          columns === shape.columns &&
          address === first.address + plane * planeBytes,
      );
    if (isInPlace) return { address: first.address, length };
    this.#cutTo ??= this.#workspace.reserve(this.#chunkBytes);
    const target = this.#cutTo;
    if (parts.length < shape.planes) this.#workspace.view({ address: target, length }).fill(0);
    for (const { address, stride, rows, columns, plane } of parts) {
      const to = target + plane * planeBytes;
      const columnBytes = columns * this.#itemBytes;
      this.#workspace.exports.plane_cut(address, stride, columnBytes, rows, to, rowBytes, shape.rows);
    }
    return { address: target, length };
  }

  #encode(pixels: KernelBytes): KernelBytes {
    const { compression, swappedBytes } = this.#encoding;
    const { exports } = this.#workspace;
    if (compression === null && swappedBytes === 0) return pixels;
    if (this.#encodeTo === null) {
      const length = compression?.bound(exports, this.#chunkBytes) ?? this.#chunkBytes;
      this.#encodeTo = { address: this.#workspace.reserve(length), length };
    }
    const { address } = this.#encodeTo;
    this.#swap(pixels);
    const length =
      compression === null
        ? this.#copy(pixels, address)
        : this.#workspace.run("encode", compression.what, pixels, ({ source, check }) =>
            // Just the room that a chunk of this size is given on the other road: what does not fit is stored as it is.
            check(
              compression.encode(exports, source, pixels.length, address, compression.bound(exports, pixels.length)),
            ),
          );
    this.#swap(pixels);
    return { address, length };
  }

  /** Turns the numbers of a chunk round if they are stored so. */
  #swap({ address, length }: KernelBytes): void {
    const { swappedBytes } = this.#encoding;
    if (swappedBytes > 0) this.#workspace.exports.filter_swap(address, length, swappedBytes);
  }

  #copy({ address, length }: KernelBytes, target: number): number {
    this.#workspace.exports.plane_copy(address, length, target, length, length, 1);
    return length;
  }

  #checkRoundTrip({ shape, parts }: ChunkParts, stored: KernelBytes, path: string): void {
    const { exports } = this.#workspace;
    if (this.#cutTo !== null && this.#cutTo !== stored.address) {
      this.#workspace.free(this.#cutTo);
      this.#cutTo = null;
    }
    const rowBytes = shape.columns * this.#itemBytes;
    const planeBytes = shape.rows * rowBytes;
    const coding = { configuration: this.#decoding, filters: [], decodedBytes: shape.planes * planeBytes };
    try {
      decodeInWorkspace(this.#workspace, stored, coding, (decoded) => {
        this.#swap(decoded);
        const isSame = parts.every(({ address, stride, rows, columns, plane }) => {
          const columnBytes = columns * this.#itemBytes;
          const isPadded = columnBytes < rowBytes;
          for (let row = 0; row < rows; row++) {
            const at = decoded.address + plane * planeBytes + row * rowBytes;
            if (exports.plane_is_same(at, address + row * stride, columnBytes) === 0) return false;
            if (isPadded && exports.plane_is_zero(at + columnBytes, rowBytes - columnBytes) === 0) return false;
          }
          const end = decoded.address + plane * planeBytes + rows * rowBytes;
          return exports.plane_is_zero(end, (shape.rows - rows) * rowBytes) !== 0;
        });
        if (!isSame || !this.#isZeroBetween(decoded, planeBytes, parts)) throw unfaithful(path, "other pixels");
      });
    } catch (thrown) {
      throw asUnfaithful(path, thrown);
    }
  }

  /** Whether the planes of a chunk that have no pixels are zero. */
  #isZeroBetween({ address, length }: KernelBytes, planeBytes: number, parts: ChunkParts["parts"]): boolean {
    const filled = new Set(parts.map(({ plane }) => plane));
    for (let plane = 0; plane * planeBytes < length; plane++) {
      if (filled.has(plane)) continue;
      if (this.#workspace.exports.plane_is_zero(address + plane * planeBytes, planeBytes) === 0) return false;
    }
    return true;
  }
}
