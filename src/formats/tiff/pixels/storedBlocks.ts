import { itemSize } from "../../../model/dtype.ts";
import { type Region, stridesOfShape } from "../../../model/region.ts";
import type { StoredBlock } from "../../shared/storedBlock.ts";
import type { TiffPage } from "../container/page.ts";
import { checkBlockSize } from "./blockPieces.ts";
import { kernelCoding } from "./byteBlocks.ts";
import { checkDecodable } from "./decodeBlock.ts";
import { isPlain, layoutOf, type PageLayout } from "./layout.ts";
import { blocksTouching, type PageBox, spanLength } from "./pageBox.ts";
import { checkLike, pageBoxOf, planesOf } from "./regionReader.ts";
import type { LevelStorage, StoredPlane } from "./storage.ts";

/** Rows of pixels that are stored as they are come in pieces of about this size. */
const PIECE_BYTES = 2 ** 20;

/**
 * The blocks of a box of one plane: `ImageReader.storedBlocks`. Null where a block holds more than one plane, or where it takes more than
 * the kernel to decode it.
 * @throws `unsupported-feature`, those of the planes
 */
export async function storedBlocksOf(level: LevelStorage, region: Region): Promise<StoredBlock[] | null> {
  const { keyPage, pageAxes, shape } = level;
  const isPlanes = pageAxes.y === shape.length - 2 && pageAxes.x === shape.length - 1 && keyPage.depth === 1;
  const coding = kernelCoding(level.keyFile, keyPage, 1);
  if (!isPlanes || coding === null || (keyPage.samples > 1 && !keyPage.planar)) return null;
  const [first] = planesOf(level, region, stridesOfShape(region.shape));
  const stored = first === undefined ? null : await level.planes.plane(first.plane);
  if (stored === null) return null;
  checkLike(stored, level);
  // Pages of one stack may differ in what `kernelCoding` takes for granted.
  checkDecodable(stored.file.name, stored.page);
  const layout = await layoutOf(stored.file, stored.page);
  return blocksOf(stored, layout, pageBoxOf(level, region));
}

function blocksOf(stored: StoredPlane, layout: PageLayout, box: PageBox): StoredBlock[] | null {
  const { file, page, shift } = stored;
  const plain = isPlain(page);
  const found: StoredBlock[] = [];
  for (const { index, block, part } of blocksTouching(page, layout, box)) {
    const offset = layout.offsets[index]!;
    const length = layout.counts[index]!;
    const isStored = offset > 0 && length > 0;
    if (isStored && !plain) checkBlockSize(file, block, page, length);
    const rowsAtOnce = plain ? plainRows(page, block.width) : block.height;
    const first = plain ? part.y.start : block.y;
    for (let y = first; y < part.y.end; y += rowsAtOnce) {
      const coded = plain ? Math.min(rowsAtOnce, part.y.end - y) : block.height;
      const coding = kernelCoding(file, page, coded);
      if (coding === null) return null;
      const from = Math.max(y, part.y.start);
      const skippedRows = plain ? y - block.y : 0;
      const skippedBytes = skippedRows * block.width * itemSize(page.pixel!.dtype);
      const bytes = plain ? coding.decodedBytes : length;
      found.push({
        stored: isStored ? { source: file.source, offset: offset + shift + skippedBytes, length: bytes } : null,
        coding,
        rowValues: block.width,
        parts: [
          {
            skipped: (from - y) * block.width + (part.x.start - block.x),
            y: from - box.y.start,
            x: part.x.start - box.x.start,
            rows: Math.min(y + coded, part.y.end) - from,
            columns: spanLength(part.x),
          },
        ],
      });
    }
  }
  return found;
}

function plainRows(page: TiffPage, width: number): number {
  return Math.max(1, Math.floor(PIECE_BYTES / (width * itemSize(page.pixel!.dtype))));
}
