import type { PixelArray } from "../../../model/dtype.ts";
import { type BlockBox, blockBox, blockIndex } from "./blockGrid.ts";
import type { Strided } from "../../../model/copyBlock.ts";
import type { PageLayout } from "./layout.ts";
import type { TiffPage } from "../container/page.ts";

/** Indices `start` ≤ i < `end`. */
export type Span = { start: number; end: number };

/** A box in a page. */
export type PageBox = { sample: Span; z: Span; y: Span; x: Span };

/** Where a box of a page goes: offset of its first value and strides along z, y, x and sample, in values. */
export type Destination = { pixels: PixelArray; offset: number; strides: readonly [number, number, number, number] };

/** How many elements a span has. */
export function spanLength(span: Span): number {
  return span.end - span.start;
}

/** The blocks of a page that a box touches, each with the part of the box that is inside it. */
export function* blocksTouching(
  page: TiffPage,
  layout: PageLayout,
  box: PageBox,
): Generator<{ index: number; block: BlockBox; part: PageBox }> {
  const { grid } = layout;
  const { block } = grid;
  const isPlanar = grid.planes > 1;
  const planes = isPlanar ? box.sample : { start: 0, end: 1 };
  const layers = blockSpan(box.z, block.depth);
  const rows = blockSpan(box.y, block.height);
  const columns = blockSpan(box.x, block.width);
  for (let plane = planes.start; plane < planes.end; plane++) {
    for (let layer = layers.start; layer < layers.end; layer++) {
      for (let row = rows.start; row < rows.end; row++) {
        for (let column = columns.start; column < columns.end; column++) {
          const index = blockIndex(grid, plane, layer, row, column);
          const extent = blockBox(page, grid, index);
          const part = {
            sample: isPlanar ? { start: plane, end: plane + 1 } : box.sample,
            z: overlap(box.z, extent.z, extent.depth),
            y: overlap(box.y, extent.y, extent.height),
            x: overlap(box.x, extent.x, extent.width),
          };
          yield { index, block: extent, part };
        }
      }
    }
  }
}

/** The place in the destination of a box where a part of the box begins. */
export function destinationOf(destination: Destination, box: PageBox, part: PageBox): Strided {
  const [z, y, x, sample] = destination.strides;
  const offset =
    destination.offset +
    (part.z.start - box.z.start) * z +
    (part.y.start - box.y.start) * y +
    (part.x.start - box.x.start) * x +
    (part.sample.start - box.sample.start) * sample;
  return { pixels: destination.pixels, offset, strides: destination.strides };
}

/** Lengths along z, y, x and sample. */
export function boxShape(box: PageBox): [number, number, number, number] {
  return [spanLength(box.z), spanLength(box.y), spanLength(box.x), spanLength(box.sample)];
}

function blockSpan(span: Span, block: number): Span {
  return { start: Math.floor(span.start / block), end: Math.floor((span.end - 1) / block) + 1 };
}

function overlap(span: Span, start: number, length: number): Span {
  return { start: Math.max(span.start, start), end: Math.min(span.end, start + length) };
}
