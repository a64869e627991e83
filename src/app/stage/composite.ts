import type { Frame, Part, Quad } from "./frame.ts";
import { labelColor } from "./labelColors.ts";
import { lookUpTable, TABLE_LENGTH } from "./lookUpTables.ts";

/** Light that was added up: red, green, blue and whether any tile lies there, for each pixel. */
type Light = Float32Array<ArrayBuffer>;

/**
 * Draws a frame without a graphics card: what the shaders do, in arithmetic. Values become light linearly between `start` and
 * `end`, channels add up, each pixel of the canvas takes the nearest pixel of the tile.
 * @returns RGBA, opaque, row by row
 */
export function compositeFrame(frame: Frame): Uint8ClampedArray<ArrayBuffer> {
  const [first, second] = frame.parts;
  const light: Light = new Float32Array(frame.width * frame.height * 4);
  if (first !== undefined) addPart(frame, first, light);
  let other: Light | null = null;
  if (second !== undefined) {
    other = frame.isDifference ? new Float32Array(light.length) : light;
    addPart(frame, second, other);
  }
  const rgba = new Uint8ClampedArray(light.length);
  for (let at = 0; at < rgba.length; at += 4) {
    const isCovered = light[at + 3]! > 0;
    for (let part = 0; part < 3; part++) {
      const shown = isCovered ? Math.min(1, light[at + part]!) : frame.background[part]!;
      const isCompared = frame.isDifference && other !== null && isCovered;
      rgba[at + part] = 255 * (isCompared ? Math.abs(shown - Math.min(1, other![at + part]!)) : shown);
    }
    rgba[at + 3] = 255;
  }
  return rgba;
}

function addPart(frame: Frame, part: Part, light: Light): void {
  for (const quad of part.quads) addQuad(frame, part, quad, light);
}

function addQuad(frame: Frame, part: Part, quad: Quad, light: Light): void {
  const { tile, source, target } = quad;
  const left = Math.max(part.left, target.x);
  const right = Math.min(part.right, target.x + target.width);
  const top = Math.max(0, target.y);
  const bottom = Math.min(frame.height, target.y + target.height);
  if (right <= left || bottom <= top) return;
  const columns = new Int32Array(right - left);
  for (let x = left; x < right; x++) {
    columns[x - left] = nearest(source.x, source.width, (x + 0.5 - target.x) / target.width, tile.width);
  }
  const add = shaderOf(quad);
  for (let y = top; y < bottom; y++) {
    const row = nearest(source.y, source.height, (y + 0.5 - target.y) / target.height, tile.height) * tile.width;
    let at = (y * frame.width + left) * 4;
    for (let index = 0; index < columns.length; index++, at += 4) {
      add(tile.values[row + columns[index]!]!, light, at);
      light[at + 3] = 1;
    }
  }
}

/** Adds the light of a value to a pixel. */
type Shader = (value: number, light: Light, at: number) => void;

function shaderOf({ channel, isLabels }: Quad): Shader {
  const { opacity } = channel;
  if (isLabels) {
    return (value, light, at) => {
      if (value === 0) return;
      const color = labelColor(value >>> 0);
      for (let part = 0; part < 3; part++) light[at + part]! += color[part]! * opacity;
    };
  }
  const span = channel.end - channel.start;
  const gain = span === 0 ? 0 : 1 / span;
  const colors = channel.table === null ? null : lookUpTable(channel.table);
  const [red, green, blue] = channel.color;
  return (value, light, at) => {
    const share = (value - channel.start) * gain;
    // Also false for NaN, which is black.
    const shade = share > 0 ? Math.min(1, share) : 0;
    if (colors === null) {
      light[at]! += shade * red * opacity;
      light[at + 1]! += shade * green * opacity;
      light[at + 2]! += shade * blue * opacity;
      return;
    }
    const place = shade * (TABLE_LENGTH - 1);
    const below = Math.floor(place);
    const above = Math.min(TABLE_LENGTH - 1, below + 1);
    for (let part = 0; part < 3; part++) {
      const from = colors[below * 3 + part]!;
      light[at + part]! += ((from + (colors[above * 3 + part]! - from) * (place - below)) / 255) * opacity;
    }
  };
}

function nearest(from: number, length: number, share: number, limit: number): number {
  return Math.min(limit - 1, Math.max(0, Math.floor(from + length * share)));
}
