import type { Frame, Quad } from "./frame.ts";

/**
 * Draws a frame without a graphics card: what the shader does, in arithmetic. Values become light linearly between `start` and
 * `end`, channels add up, each pixel of the canvas takes the nearest pixel of the tile.
 * @returns RGBA, opaque, row by row
 */
export function compositeFrame(frame: Frame): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(frame.width * frame.height * 4);
  // Opaque black to begin with; written as whole pixels, least significant byte first.
  new Uint32Array(rgba.buffer).fill(0xff000000);
  for (const quad of frame.quads) addQuad(frame, quad, rgba);
  return rgba;
}

function addQuad(frame: Frame, quad: Quad, rgba: Uint8ClampedArray): void {
  const { tile, source, target, channel } = quad;
  const left = Math.max(0, target.x);
  const right = Math.min(frame.width, target.x + target.width);
  const top = Math.max(0, target.y);
  const bottom = Math.min(frame.height, target.y + target.height);
  if (right <= left || bottom <= top) return;
  const columns = new Int32Array(right - left);
  for (let x = left; x < right; x++) {
    columns[x - left] = nearest(source.x, source.width, (x + 0.5 - target.x) / target.width, tile.width);
  }
  const span = channel.end - channel.start;
  const gain = span === 0 ? 0 : 255 / span;
  const [red, green, blue] = channel.color;
  for (let y = top; y < bottom; y++) {
    const row = nearest(source.y, source.height, (y + 0.5 - target.y) / target.height, tile.height) * tile.width;
    let at = (y * frame.width + left) * 4;
    for (let index = 0; index < columns.length; index++, at += 4) {
      const light = (tile.values[row + columns[index]!]! - channel.start) * gain;
      // Also false for NaN, which is black.
      if (!(light > 0)) continue;
      const clipped = light > 255 ? 255 : light;
      rgba[at] = rgba[at]! + clipped * red;
      rgba[at + 1] = rgba[at + 1]! + clipped * green;
      rgba[at + 2] = rgba[at + 2]! + clipped * blue;
    }
  }
}

function nearest(from: number, length: number, share: number, limit: number): number {
  return Math.min(limit - 1, Math.max(0, Math.floor(from + length * share)));
}
