import type { Size } from "./camera.ts";
import type { Frame } from "./frame.ts";

/** Draws frames on a canvas. */
export interface Renderer {
  draw(frame: Frame): void;
  /** Gives back what the graphics card holds. */
  close(): void;
}

/** Gives a canvas a size, which empties it: only when that is another one. */
export function fitCanvas(canvas: HTMLCanvasElement, { width, height }: Size): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
