import { swapByteOrder } from "../../../model/byteOrder.ts";
import { itemSize, lanes, pixelsFromBytes } from "../../../model/dtype.ts";
import { clearBlock, copyBlock, denseBytes } from "../../../model/copyBlock.ts";
import type { PageLayout } from "./layout.ts";
import { blocksTouching, boxShape, type Destination, destinationOf, type PageBox, spanLength } from "./pageBox.ts";
import type { Piece } from "../container/pieces.ts";
import type { StoredPlane } from "./storage.ts";
import { numberBytes } from "./unpack.ts";

/** Rows are read in pieces of about this size. */
const PIECE_BYTES = 4 * 2 ** 20;
/** Parts of rows further apart than this are read one by one; nearer ones with what lies between them. */
const GAP_BYTES = 128 * 1024;

/** Pieces for a page whose pixels are stored as they are (`isPlain`): only the rows that are wanted. */
export function* rowPieces(
  stored: StoredPlane,
  layout: PageLayout,
  box: PageBox,
  destination: Destination,
): Generator<Piece> {
  const { page, file } = stored;
  const pixel = page.pixel!; // `isPlain` has seen it.
  const isSwapped = !file.header.littleEndian && numberBytes(pixel) > 1;
  const valueBytes = itemSize(pixel.dtype);
  for (const { index, block, part } of blocksTouching(page, layout, box)) {
    const offset = layout.offsets[index]!;
    if (offset === 0 || layout.counts[index] === 0) {
      clearBlock(destinationOf(destination, box, part), boxShape(part), lanes(pixel.dtype));
      continue;
    }
    const rowValues = block.width * block.samples;
    const rowBytes = rowValues * valueBytes;
    const startBytes = (part.x.start - block.x) * block.samples * valueBytes;
    const wantedBytes = spanLength(part.x) * block.samples * valueBytes;
    const together = rowBytes - wantedBytes > GAP_BYTES ? 1 : Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
    for (let z = part.z.start; z < part.z.end; z++) {
      for (let y = part.y.start; y < part.y.end; y += together) {
        const rows = {
          ...part,
          z: { start: z, end: z + 1 },
          y: { start: y, end: Math.min(y + together, part.y.end) },
        };
        const target = destinationOf(destination, box, rows);
        const isDense = spanLength(rows.y) === 1 || wantedBytes === rowBytes;
        const isWhole = spanLength(part.sample) === block.samples;
        const firstRow = (z - block.z) * block.height + (y - block.y);
        const range = {
          offset: offset + stored.shift + firstRow * rowBytes + startBytes,
          length: (spanLength(rows.y) - 1) * rowBytes + wantedBytes,
          home: isDense && isWhole ? denseBytes(target, boxShape(rows), lanes(pixel.dtype)) : undefined,
        };
        const deliver = (bytes: Uint8Array<ArrayBuffer>, isHome: boolean): void => {
          // The bytes may belong to a cache: swapping needs a copy of them.
          const own = isSwapped && !isHome ? bytes.slice() : bytes;
          if (isSwapped) swapByteOrder(own, numberBytes(pixel));
          if (isHome) return;
          const source = {
            pixels: pixelsFromBytes(pixel.dtype, own),
            offset: page.planar ? 0 : part.sample.start,
            strides: [0, rowValues, block.samples, 1],
          };
          copyBlock(source, target, boxShape(rows), lanes(pixel.dtype));
        };
        yield { source: file.source, range, deliver };
      }
    }
  }
}
