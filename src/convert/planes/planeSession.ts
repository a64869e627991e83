import type { Lend } from "../../codecs/codec.ts";
import { decodeInWorkspace } from "../../codecs/decompressors.ts";
import { loadKernel } from "../../codecs/kernel.ts";
import { PLANE_TYPES } from "../../codecs/kernelExports.ts";
import type { KernelWorkspace } from "../../codecs/kernelWorkspace.ts";
import { type BlockPart, codedData, type StoredBlock } from "../../formats/shared/storedBlock.ts";
import { bytesOfPixels, type DataType, itemSize, type PixelArray } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import type { LevelGeometry } from "../../plan/layout/levelGeometry.ts";
import type { PlaneRoad } from "../../plan/layout/planes/planeRoad.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { createLevelStep, type LevelStep, type PlaneShape } from "./levelStep.ts";
import { PlaneChunks } from "./planeChunks.ts";
import { type PlaneBox, PlaneStatistics } from "./planeStatistics.ts";

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
  readonly #itemBytes: number;
  readonly statistics: PlaneStatistics;
  /** What planes are cut into. */
  readonly chunks: PlaneChunks;

  private constructor(
    workspace: KernelWorkspace,
    output: OutputPlan,
    geometries: LevelGeometry[],
    road: PlaneRoad,
    lend: Lend,
  ) {
    this.#workspace = workspace;
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
    this.statistics = new PlaneStatistics(workspace, type);
    this.chunks = new PlaneChunks(workspace, output, road.chunkBytes, lend);
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
