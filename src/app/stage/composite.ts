import type { Frame, Part, Quad } from "./frame.ts";
import { labelColor } from "./labelColors.ts";
import { lookUpTable, TABLE_LENGTH } from "./lookUpTables.ts";
import type { TileValues } from "./tileValues.ts";

/** Light that was added up: red, green, blue and whether any tile lies there, for each pixel of a row. */
type Light = Float32Array<ArrayBuffer>;

/**
 * Draws a frame without a graphics card: what the shaders do, in arithmetic. Values become light linearly between `start` and
 * `end`, channels add up, each pixel of the canvas takes the nearest pixel of the tile. It goes row by row: the light of one stays near.
 * @returns RGBA, opaque, row by row
 */
export function compositeFrame(frame: Frame): Uint8ClampedArray<ArrayBuffer> {
  const { width, height, isDifference } = frame;
  const rgba = new Uint8ClampedArray(width * height * 4);
  const [first = [], second = []] = frame.parts.map((part) =>
    part.quads.flatMap((quad) => strokeOf(frame, part, quad)),
  );
  const light: Light = new Float32Array(width * 4);
  const other = isDifference ? new Float32Array(width * 4) : light;
  for (let y = 0; y < height; y++) {
    light.fill(0);
    if (isDifference) other.fill(0);
    for (const stroke of first) addRow(stroke, y, light);
    for (const stroke of second) addRow(stroke, y, other);
    showRow(frame, light, other, rgba.subarray(y * width * 4, (y + 1) * width * 4));
  }
  return rgba;
}

function showRow({ isDifference, background }: Frame, light: Light, other: Light, rgba: Uint8ClampedArray): void {
  const [red, green, blue] = background.map((part) => 255 * part) as [number, number, number];
  for (let at = 0; at < rgba.length; at += 4) {
    rgba[at + 3] = 255;
    if (light[at + 3] === 0) {
      rgba[at] = red;
      rgba[at + 1] = green;
      rgba[at + 2] = blue;
    } else if (isDifference) {
      for (let part = at; part < at + 3; part++) {
        rgba[part] = 255 * Math.abs(Math.min(1, light[part]!) - Math.min(1, other[part]!));
      }
    } else {
      // What is too bright is cut off by the array.
      rgba[at] = 255 * light[at]!;
      rgba[at + 1] = 255 * light[at + 1]!;
      rgba[at + 2] = 255 * light[at + 2]!;
    }
  }
}

/** What a quad adds to the rows that it touches. */
type Stroke = {
  quad: Quad;
  left: number;
  top: number;
  bottom: number;
  /** Column of the tile for each column of the canvas. */
  columns: Int32Array;
  /** Adds values of a row of the tile, which begins at `from`. */
  add: (from: number, columns: Int32Array, light: Light, at: number) => void;
};

function strokeOf(frame: Frame, part: Part, quad: Quad): Stroke[] {
  const { tile, source, target } = quad;
  const left = Math.max(part.left, target.x);
  const right = Math.min(part.right, target.x + target.width);
  const top = Math.max(0, target.y);
  const bottom = Math.min(frame.height, target.y + target.height);
  if (right <= left || bottom <= top) return [];
  const columns = Int32Array.from({ length: right - left }, (_, index) =>
    nearest(source.x, source.width, (left + index + 0.5 - target.x) / target.width, tile.width),
  );
  return [{ quad, left, top, bottom, columns, add: adderOf(quad) }];
}

function addRow({ quad, left, top, bottom, columns, add }: Stroke, y: number, light: Light): void {
  if (y < top || y >= bottom) return;
  const { tile, source, target } = quad;
  const row = nearest(source.y, source.height, (y + 0.5 - target.y) / target.height, tile.height);
  add(row * tile.width, columns, light, left * 4);
}

function adderOf({ channel, isLabels, isOver, tile: { values } }: Quad): Stroke["add"] {
  const { opacity, start } = channel;
  if (isLabels) return (...row) => addLabels(values, { opacity, isOver: isOver === true }, ...row);
  const span = channel.end - start;
  const gain = span === 0 ? 0 : 1 / span;
  if (channel.table !== null) {
    const colors = lookUpTable(channel.table);
    return (...row) => addColors(values, { start, gain, opacity, colors }, ...row);
  }
  const [red, green, blue] = channel.color.map((part) => part * opacity) as [number, number, number];
  return (...row) => addShades(values, { start, gain, red, green, blue }, ...row);
}

function addShades(
  values: TileValues,
  { start, gain, red, green, blue }: { start: number; gain: number; red: number; green: number; blue: number },
  from: number,
  columns: Int32Array,
  light: Light,
  first: number,
): void {
  for (let index = 0, at = first; index < columns.length; index++, at += 4) {
    const share = (values[from + columns[index]!]! - start) * gain;
    // Also false for NaN, which is black.
    const shade = share > 0 ? (share < 1 ? share : 1) : 0;
    light[at] = light[at]! + shade * red;
    light[at + 1] = light[at + 1]! + shade * green;
    light[at + 2] = light[at + 2]! + shade * blue;
    light[at + 3] = 1;
  }
}

function addColors(
  values: TileValues,
  { start, gain, opacity, colors }: { start: number; gain: number; opacity: number; colors: Uint8Array },
  from: number,
  columns: Int32Array,
  light: Light,
  first: number,
): void {
  for (let index = 0, at = first; index < columns.length; index++, at += 4) {
    const share = (values[from + columns[index]!]! - start) * gain;
    const place = (share > 0 ? Math.min(1, share) : 0) * (TABLE_LENGTH - 1);
    const below = Math.floor(place);
    const above = Math.min(TABLE_LENGTH - 1, below + 1);
    for (let part = 0; part < 3; part++) {
      const color = colors[below * 3 + part]!;
      light[at + part]! += ((color + (colors[above * 3 + part]! - color) * (place - below)) / 255) * opacity;
    }
    light[at + 3] = 1;
  }
}

/** Labels by themselves, or over a picture, which is seen through them and where there is none. */
function addLabels(
  values: TileValues,
  { opacity, isOver }: { opacity: number; isOver: boolean },
  from: number,
  columns: Int32Array,
  light: Light,
  first: number,
): void {
  const kept = isOver ? 1 - opacity : 1;
  for (let index = 0, at = first; index < columns.length; index++, at += 4) {
    const label = values[from + columns[index]!]! >>> 0;
    if (label === 0) {
      if (!isOver) light[at + 3] = 1;
      continue;
    }
    const [red, green, blue] = labelColor(label);
    light[at] = light[at]! * kept + red * opacity;
    light[at + 1] = light[at + 1]! * kept + green * opacity;
    light[at + 2] = light[at + 2]! * kept + blue * opacity;
    light[at + 3] = 1;
  }
}

function nearest(from: number, length: number, share: number, limit: number): number {
  return Math.min(limit - 1, Math.max(0, Math.floor(from + length * share)));
}
