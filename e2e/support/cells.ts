import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { planeTiff } from "../../testing/formats/plateFiles.ts";

const WIDTH = 720;
const HEIGHT = 520;
/** Cells in a row and in a column. */
const COLUMNS = 9;
const ROWS = 6;

/** A TIFF of one plane of 16 bits. */
function plane(width: number, height: number, valueAt: (x: number, y: number) => number): Uint8Array {
  return planeTiff([0], {
    width,
    height,
    valueAt: (_, pixel) => valueAt(pixel % width, Math.floor(pixel / width)),
  });
}

/** The cell under a place: its number from 1, and how far from its middle in radii; null where there is none. */
function cellAt(x: number, y: number): { number: number; distance: number } | null {
  const [column, row] = [Math.floor((x * COLUMNS) / WIDTH), Math.floor((y * ROWS) / HEIGHT)];
  const number = row * COLUMNS + column + 1;
  const spread = (salt: number): number => ((Math.imul(number * 7 + salt, 2654435761) >>> 16) & 255) / 255;
  const middle = {
    x: ((column + 0.3 + 0.4 * spread(1)) * WIDTH) / COLUMNS,
    y: ((row + 0.3 + 0.4 * spread(2)) * HEIGHT) / ROWS,
  };
  const [across, down] = [18 + 12 * spread(3), 18 + 12 * spread(4)];
  const distance = Math.hypot((x - middle.x) / across, (y - middle.y) / down);
  return distance <= 1 ? { number, distance } : null;
}

/** An image of cells and a mask of them, in which each has its number. `height`: of the mask. */
export function writeCells(image: string, mask: string, height = HEIGHT): void {
  for (const path of [image, mask]) mkdirSync(dirname(path), { recursive: true });
  const noise = (x: number, y: number): number => (Math.imul(x * 5003 + y, 2654435761) >>> 16) & 63;
  writeFileSync(
    image,
    plane(WIDTH, HEIGHT, (x, y) => {
      const cell = cellAt(x, y);
      return 200 + noise(x, y) + (cell === null ? 0 : Math.round(2400 * (1 - cell.distance ** 2)));
    }),
  );
  writeFileSync(
    mask,
    plane(WIDTH, height, (x, y) => cellAt(x, y)?.number ?? 0),
  );
}
