import type { Lend } from "../../codecs/codec.ts";
import { decodeInWorkspace, type DecompressorConfiguration } from "../../codecs/decompressors.ts";
import { loadKernel } from "../../codecs/kernel.ts";
import { PLANE_TYPES } from "../../codecs/kernelExports.ts";
import type { KernelBytes, KernelWorkspace } from "../../codecs/kernelWorkspace.ts";
import { type BlockPart, codedData, type StoredBlock } from "../../formats/shared/storedBlock.ts";
import { bytesOfPixels, type DataType, itemSize, type PixelArray } from "../../model/dtype.ts";
import { asZarrdropError, ZarrdropError } from "../../model/errors.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { PlaneRoad } from "../../plan/layout/planes/planeRoad.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { EncodableChunk } from "../../store/encodableChunk.ts";
import { levelArray } from "../../store/levelArray.ts";
import { unfaithful } from "../../store/roundTrip.ts";
import { type KernelChunkEncoding, kernelChunkEncoding } from "../../zarr/chunkEncoder.ts";
import { createLevelStep, type LevelStep, type PlaneShape } from "./levelStep.ts";
import { type PlaneBox, PlaneStatistics } from "./planeStatistics.ts";

/** A chunk as it lies in planes: the parts of it that have pixels, each with its plane's place in the chunk, in C order. */
export type ChunkParts = {
  /** Planes, rows and columns of the chunk. */
  shape: { planes: number; rows: number; columns: number };
  parts: readonly (PlaneBox & { plane: number })[];
};

/** Where the planes of a level lie, one after the other. */
type LevelPlanes = PlaneShape & { address: number; planeBytes: number; rowBytes: number };

/**
 * One memory for all that happens to the pixels of a few planes: encoded blocks come in, encoded chunks go out. Level 0 has the planes of
 * a group, the levels above those of a chunk that is not whole yet.
 */
export class PlaneSession {
  readonly #workspace: KernelWorkspace;
  readonly #levels: LevelPlanes[];
  readonly #steps: LevelStep[];
  readonly #encoding: KernelChunkEncoding;
  readonly #decoding: DecompressorConfiguration;
  readonly #chunkBytes: number;
  /** Where chunks are cut into and encoded into, once that is needed. */
  #cutTo: number | null = null;
  #encodeTo: KernelBytes | null = null;
  readonly #itemBytes: number;
  readonly #lend: Lend;
  readonly statistics: PlaneStatistics;

  private constructor(
    workspace: KernelWorkspace,
    output: OutputPlan,
    geometries: LevelGeometry[],
    road: PlaneRoad,
    lend: Lend,
  ) {
    this.#workspace = workspace;
    this.#lend = lend;
    this.#itemBytes = itemSize(output.dtype);
    const type = kernelType(output.dtype);
    this.#levels = geometries.map(({ dataShape }, level) => {
      const [rows, columns] = [dataShape.at(-2)!, dataShape.at(-1)!];
      const rowBytes = columns * this.#itemBytes;
      const planeBytes = rows * rowBytes;
      return { rows, columns, rowBytes, planeBytes, address: workspace.reserve(road.planes[level]! * planeBytes) };
    });
    // `planeRoad` lets no other method pass where there is a level to be made.
    const method = output.resampling.method as "mean" | "gaussian" | "nearest";
    this.#steps = this.#levels
      .slice(1)
      .map((to, below) =>
        createLevelStep(workspace, { method, type, itemBytes: this.#itemBytes, from: this.#levels[below]!, to }),
      );
    this.#chunkBytes = road.chunkBytes;
    this.statistics = new PlaneStatistics(workspace, type);
    // All levels are encoded alike.
    this.#encoding = kernelChunkEncoding(levelArray(output, output.levels[0]!));
    // The kernel has it, or it would not have the encoding.
    this.#decoding = (output.compressor ?? { id: "none" }) as DecompressorConfiguration;
  }

  /**
   * `lend`: memory for encoded chunks.
   * @throws `memory`, those of `loadKernel`
   */
  static async open(
    output: OutputPlan,
    geometries: LevelGeometry[],
    road: PlaneRoad,
    lend: Lend,
  ): Promise<PlaneSession> {
    return new PlaneSession((await loadKernel()).workspace(), output, geometries, road, lend);
  }

  /** Ends the session: its memory is the kernel's. */
  async close(): Promise<void> {
    (await loadKernel()).takeBack(this.#workspace);
  }

  /** A box of a plane of a level. */
  box(level: number, plane: number, at: { y: number; x: number } & PlaneShape): PlaneBox {
    const { address, planeBytes, rowBytes } = this.#levels[level]!;
    const { y, x, rows, columns } = at;
    return {
      address: address + plane * planeBytes + y * rowBytes + x * this.#itemBytes,
      stride: rowBytes,
      rows,
      columns,
    };
  }

  /** Puts pixels into a box, row by row; `pixels` begins with its first. */
  put({ address, stride, rows, columns }: PlaneBox, pixels: PixelArray): void {
    const bytes = bytesOfPixels(pixels);
    const rowBytes = columns * this.#itemBytes;
    if (rowBytes === stride) {
      this.#workspace.view({ address, length: rows * rowBytes }).set(bytes.subarray(0, rows * rowBytes));
      return;
    }
    const view = this.#workspace.view({ address, length: (rows - 1) * stride + rowBytes });
    for (let row = 0; row < rows; row++) view.set(bytes.subarray(row * rowBytes, (row + 1) * rowBytes), row * stride);
  }

  /** Sets a box to zero. */
  clear({ address, stride, rows, columns }: PlaneBox): void {
    const rowBytes = columns * this.#itemBytes;
    const view = this.#workspace.view({ address, length: (rows - 1) * stride + rowBytes });
    for (let row = 0; row < rows; row++) view.fill(0, row * stride, row * stride + rowBytes);
  }

  /**
   * Decodes a block to where its pixels belong: each of its parts to a box. False where it is not stored as it should be.
   * @throws as `decodeInWorkspace`; after that the boxes hold anything
   */
  decode(block: StoredBlock, stored: Uint8Array, boxOf: (part: BlockPart) => PlaneBox): boolean {
    const coded = codedData(block, stored);
    if (coded === null) return false;
    const { exports } = this.#workspace;
    this.#workspace.holding(coded.data, (held) =>
      decodeInWorkspace(this.#workspace, held, coded.coding, (decoded) => {
        for (const part of block.parts) {
          const { address, stride, rows, columns } = boxOf(part);
          const from = decoded.address + part.skipped * this.#itemBytes;
          exports.plane_copy(from, block.rowValues * this.#itemBytes, address, stride, columns * this.#itemBytes, rows);
        }
      }),
    );
    return true;
  }

  /** Computes plane `plane` of a level from plane `below` of the level under it. */
  resample(level: number, plane: number, below: number): void {
    const [source, target] = [this.#levels[level - 1]!, this.#levels[level]!];
    announceWork(source.planeBytes);
    this.#steps[level - 1]!(source.address + below * source.planeBytes, target.address + plane * target.planeBytes);
  }

  /** The chunk of some parts of planes, padded with zeros; good until the next call. */
  chunk(parts: ChunkParts): EncodableChunk {
    const { exports } = this.#workspace;
    const pixels = this.#gathered(parts);
    let stored = pixels;
    return {
      encode: () => {
        if (exports.plane_is_zero(pixels.address, pixels.length) !== 0) return null;
        announceWork(pixels.length);
        stored = this.#encode(pixels);
        const bytes = this.#workspace.view(stored);
        const room = this.#lend(stored.length);
        if (room === undefined) return bytes.slice();
        room.set(bytes);
        return room;
      },
      checkRoundTrip: (_, path) => this.#checkRoundTrip(pixels, stored, path),
      checksum: () => exports.crc32c_of(pixels.address, pixels.length) >>> 0,
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

  #checkRoundTrip(pixels: KernelBytes, stored: KernelBytes, path: string): void {
    const { exports } = this.#workspace;
    const coding = { configuration: this.#decoding, filters: [], decodedBytes: pixels.length };
    try {
      decodeInWorkspace(this.#workspace, stored, coding, ({ address, length }) => {
        this.#swap({ address, length });
        if (exports.plane_is_same(address, pixels.address, length) === 0) throw unfaithful(path, "other pixels");
      });
    } catch (thrown) {
      const error = asZarrdropError(thrown);
      throw error.kind === "corrupt" ? unfaithful(path, error.message) : error;
    }
  }
}

/** The kernel's number of a type; truth values are bytes to it. */
function kernelType(dtype: DataType): number {
  const type = PLANE_TYPES.findIndex((known) => known === (dtype === "bool" ? "uint8" : dtype));
  if (type < 0) throw notHere(dtype);
  return type;
}

function notHere(what: string): ZarrdropError {
  return new ZarrdropError("internal", `Planes of ${what} do not go through the kernel.`);
}
