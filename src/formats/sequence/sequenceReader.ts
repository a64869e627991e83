import { copyStrided } from "../../model/copyBox.ts";
import { allocatePixels, bytesOfPixels, type DataType, lanes, type PixelArray } from "../../model/dtype.ts";
import type { ImageDescription } from "../../model/image.ts";
import { type Region, sizeOfShape, stridesOfShape } from "../../model/region.ts";
import { forEachAtOnce } from "../../bytes/atOnce.ts";
import type { ImageReader, ReadRequest } from "../reader.ts";
import { checkForm, type FileForm, fileForm } from "./fileForm.ts";
import { type FilePiece, filePieces } from "./filePieces.ts";
import type { ReaderPool } from "./readerPool.ts";
import { lengthsInFile, type SequenceSceneAxis } from "./sequenceAxes.ts";

/** One position: where its files are and what each must be. */
export type OpenPosition = {
  axes: readonly SequenceSceneAxis[];
  files: ReadonlyMap<number, string>;
  form: FileForm;
};

/** Files read at the same time: opening one is waiting, not work; each may hold a few megabytes. */
const FILES_AT_ONCE = 4;

/** A sequence of files as one image. */
export class SequenceReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #positions: readonly OpenPosition[];
  readonly #pool: ReaderPool;

  constructor(description: ImageDescription, positions: readonly OpenPosition[], pool: ReaderPool) {
    this.description = description;
    this.#positions = positions;
    this.#pool = pool;
  }

  async readRegion({ scene, level, region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    const position = this.#positions[scene]!;
    const pieces = filePieces(position.axes, lengthsInFile(position.axes, fileShape(position, level)), region);
    const read = (piece: FilePiece) => this.#readPiece(position, level, piece, region, target, signal);
    await forEachAtOnce(pieces, read, { atOnce: FILES_AT_ONCE, signal });
  }

  close(): void {
    this.#pool.close();
  }

  async #readPiece(
    position: OpenPosition,
    level: number,
    piece: FilePiece,
    region: Region,
    target: PixelArray,
    signal: AbortSignal,
  ): Promise<void> {
    const { dtype } = position.form.scene;
    const path = position.files.get(piece.place);
    if (path === undefined) {
      clearBox(piece.box, region, target, dtype);
      return;
    }
    await this.#pool.use(path, signal, async (reader) => {
      checkForm(position.form, fileForm(path, reader.description));
      const request = { scene: 0, level, region: piece.fileRegion, signal };
      const direct = isInFileOrder(position.axes, piece.box) ? straightPart(piece.box, region, target, dtype) : null;
      if (direct !== null) {
        await reader.readRegion(request, direct);
        return;
      }
      const pixels = allocatePixels(dtype, sizeOfShape(piece.box.shape));
      await reader.readRegion(request, pixels);
      const fileStrides = stridesOfShape(piece.fileRegion.shape);
      const strides = position.axes.map(({ fileAxis }) => (fileAxis < 0 ? 0 : fileStrides[fileAxis]!));
      copyIntoBox(pixels, strides, piece.box, region, target, dtype);
    });
  }
}

function fileShape({ form }: OpenPosition, level: number): readonly number[] {
  return form.scene.levels[level]!.shape;
}

/** Whether the file's order of axes gives the box's values in the whole's order. */
function isInFileOrder(axes: readonly SequenceSceneAxis[], box: Region): boolean {
  const long = axes.filter((axis, index) => axis.fileAxis >= 0 && box.shape[index]! > 1);
  return long.every(({ fileAxis }, index) => index === 0 || fileAxis > long[index - 1]!.fileAxis);
}

/** The part of the target that a box fills, if it is one piece; else null. */
function straightPart(box: Region, region: Region, target: PixelArray, dtype: DataType): PixelArray | null {
  let axis = box.shape.length - 1;
  while (axis > 0 && box.shape[axis] === region.shape[axis]) axis--;
  if (box.shape.slice(0, axis).some((length) => length > 1)) return null;
  const start = startInTarget(box, region) * lanes(dtype);
  return target.subarray(start, start + sizeOfShape(box.shape) * lanes(dtype));
}

function startInTarget(box: Region, region: Region): number {
  const strides = stridesOfShape(region.shape);
  return box.start.reduce((sum, start, axis) => sum + (start - region.start[axis]!) * strides[axis]!, 0);
}

function copyIntoBox(
  pixels: PixelArray,
  strides: readonly number[],
  box: Region,
  region: Region,
  target: PixelArray,
  dtype: DataType,
): void {
  const perValue = lanes(dtype);
  // A complex value is two elements, one after the other on both sides.
  const lane = perValue === 1 ? [] : [1];
  const from = [...strides.map((stride) => stride * perValue), ...lane];
  const to = [...stridesOfShape(region.shape).map((stride) => stride * perValue), ...lane];
  const shape = [...box.shape, ...lane.map(() => perValue)];
  copyStrided(pixels, 0, from, target, startInTarget(box, region) * perValue, to, shape);
}

/** What no file gives is 0. */
function clearBox(box: Region, region: Region, target: PixelArray, dtype: DataType): void {
  const straight = straightPart(box, region, target, dtype);
  // As bytes: `fill` wants a bigint for 64-bit integers.
  if (straight !== null) bytesOfPixels(straight).fill(0);
  else
    copyIntoBox(
      allocatePixels(dtype, 1),
      box.shape.map(() => 0),
      box,
      region,
      target,
      dtype,
    );
}
