import { CanvasRenderer } from "./canvasRenderer.ts";
import type { Frame } from "./frame.ts";
import { WebglRenderer } from "./webglRenderer.ts";

/** Draws frames on a canvas. */
export interface Renderer {
  draw(frame: Frame): void;
  /** Gives back what the graphics card holds. */
  close(): void;
}

/** The graphics card where there is one, else the processor: the preview must never stand in the way of saving. */
export function createRenderer(canvas: HTMLCanvasElement): Renderer {
  return WebglRenderer.create(canvas) ?? new CanvasRenderer(canvas);
}
