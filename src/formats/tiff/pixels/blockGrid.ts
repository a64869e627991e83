import type { TiffPage } from "../container/page.ts";

/**
 * How a page is cut into blocks (tiles or strips). Blocks are numbered as in the file: sample planes slowest, then depth, rows of
 * blocks, blocks of a row. Interleaved samples are all in each block.
 */
export type BlockGrid = {
  /** Nominal block, before clipping at the page's rim. */
  block: { depth: number; height: number; width: number; samples: number };
  /** Blocks along each direction; `planes` = samples that are stored apart. */
  across: number;
  down: number;
  deep: number;
  planes: number;
  count: number;
  tiled: boolean;
};

/** Where a block lies in its page, in pixels. */
export type BlockBox = {
  /** First sample; a block of a planar page holds one, else all. */
  sample: number;
  z: number;
  y: number;
  x: number;
  /** As encoded: tiles have their full size, the last strip is as high as what is left. */
  depth: number;
  height: number;
  width: number;
  samples: number;
};

/** File offsets and encoded sizes of a page's blocks. */
export type BlockLists = { offsets: Float64Array; counts: Float64Array };

/** The block grid of a page (TIFF 6.0, "Strips and tiles"; SGI's volumetric extension). */
export function blockGridOf(page: TiffPage): BlockGrid {
  const samples = page.planar ? 1 : page.samples;
  const planes = page.planar ? page.samples : 1;
  const block =
    page.tile === null
      ? { depth: 1, height: page.rowsPerStrip, width: page.width, samples }
      : { depth: page.tile.depth, height: page.tile.height, width: page.tile.width, samples };
  const across = Math.ceil(page.width / block.width);
  const down = Math.ceil(page.height / block.height);
  const deep = Math.ceil(page.depth / block.depth);
  return { block, across, down, deep, planes, count: across * down * deep * planes, tiled: page.tile !== null };
}

/** Position and encoded size of a block. */
export function blockBox(page: TiffPage, grid: BlockGrid, index: number): BlockBox {
  const { block } = grid;
  const x = (index % grid.across) * block.width;
  const row = Math.floor(index / grid.across);
  const y = (row % grid.down) * block.height;
  const layer = Math.floor(row / grid.down);
  const z = (layer % grid.deep) * block.depth;
  const sample = Math.floor(layer / grid.deep);
  const height = grid.tiled ? block.height : Math.min(block.height, page.height - y);
  return { sample, z, y, x, depth: block.depth, height, width: block.width, samples: block.samples };
}

/** Index of the block at a place of the grid. */
export function blockIndex(grid: BlockGrid, plane: number, layer: number, row: number, column: number): number {
  return ((plane * grid.deep + layer) * grid.down + row) * grid.across + column;
}
