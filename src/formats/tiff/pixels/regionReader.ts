import { throwIfAborted } from "../../../bytes/abort.ts";
import { lanes, type PixelArray } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { type Region, stridesOfShape } from "../../../model/region.ts";
import type { BlockCache } from "../../../bytes/blockCache.ts";
import { blockPieces } from "./blockPieces.ts";
import { isPlain, layoutOf } from "./layout.ts";
import { clearBlock } from "../../../model/copyBlock.ts";
import { boxShape, type PageBox, type Span } from "./pageBox.ts";
import { type Piece, readPieces } from "../container/pieces.ts";
import { rowPieces } from "./rowPieces.ts";
import type { LevelStorage, StoredPlane } from "./storage.ts";

/** Most pieces that are lined up before they are read. */
const BATCH_PIECES = 4096;

/**
 * Fills `target` with a region of a level: finds the planes and in them the blocks or rows that the region touches, reads them in large
 * pieces, decodes each once and copies what is wanted. What the file does not store is 0.
 */
export async function readLevelRegion(
  level: LevelStorage,
  region: Region,
  target: PixelArray,
  cache: BlockCache,
  signal: AbortSignal,
): Promise<void> {
  const strides = stridesOfShape(region.shape);
  const { pageAxes } = level;
  const box = pageBoxOf(level, region);
  const stride = (axis: number): number => (axis < 0 ? 0 : strides[axis]!);
  const pageStrides = [stride(pageAxes.z), stride(pageAxes.y), stride(pageAxes.x), stride(pageAxes.sample)] as const;

  let batch: Piece[] = [];
  for (const { plane, offset } of planesOf(level, region, strides)) {
    throwIfAborted(signal);
    const destination = { pixels: target, offset, strides: pageStrides };
    const stored = await level.planes.plane(plane);
    if (stored === null) {
      clearBlock(destination, boxShape(box), lanes(level.keyPage.pixel!.dtype));
      continue;
    }
    checkLike(stored, level);
    const layout = await layoutOf(stored.file, stored.page);
    const pieces = isPlain(stored.page)
      ? rowPieces(stored, layout, box, destination)
      : await blockPieces(stored, layout, box, destination, cache);
    for (const piece of pieces) {
      batch.push(piece);
      if (batch.length < BATCH_PIECES) continue;
      await readPieces(batch, signal);
      batch = [];
    }
  }
  await readPieces(batch, signal);
}

/** A region as a box of each page that it touches. */
export function pageBoxOf({ pageAxes }: LevelStorage, region: Region): PageBox {
  const span = (axis: number): Span =>
    axis < 0 ? { start: 0, end: 1 } : { start: region.start[axis]!, end: region.start[axis]! + region.shape[axis]! };
  return { sample: span(pageAxes.sample), z: span(pageAxes.z), y: span(pageAxes.y), x: span(pageAxes.x) };
}

/** The planes that a region touches, with the place of their first value in the target. */
export function* planesOf(
  level: LevelStorage,
  region: Region,
  strides: readonly number[],
): Generator<{ plane: number; offset: number }> {
  const outer = level.planeStrides.flatMap((stride, axis) => (stride > 0 ? [axis] : []));
  const index = outer.map(() => 0);
  while (true) {
    let plane = 0;
    let offset = 0;
    for (const [position, axis] of outer.entries()) {
      plane += (region.start[axis]! + index[position]!) * level.planeStrides[axis]!;
      offset += index[position]! * strides[axis]!;
    }
    yield { plane, offset };
    let position = outer.length - 1;
    while (position >= 0 && index[position] === region.shape[outer[position]!]! - 1) {
      index[position] = 0;
      position--;
    }
    if (position < 0) return;
    index[position]!++;
  }
}

/**
 * A plane that differs from the others cannot be part of the same array.
 * @throws `corrupt`
 */
export function checkLike(stored: StoredPlane, level: LevelStorage): void {
  const { page, file } = stored;
  const { keyPage } = level;
  if (page === keyPage) return;
  const isLike =
    page.width === keyPage.width &&
    page.height === keyPage.height &&
    page.depth === keyPage.depth &&
    page.samples === keyPage.samples &&
    page.pixel?.dtype === keyPage.pixel?.dtype;
  if (isLike) return;
  const message = `${file.name} is damaged: one of its planes differs from the others in size or type.`;
  const technical = `directory at ${page.directory.offset}`;
  throw new ZarrdropError("corrupt", message, { file: file.name, technical });
}
