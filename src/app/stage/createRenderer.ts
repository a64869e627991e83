import { CanvasRenderer } from "./canvasRenderer.ts";
import type { Renderer } from "./renderer.ts";
import { WebglRenderer } from "./webglRenderer.ts";

/** The graphics card where there is one, else the processor: the preview must never stand in the way of saving. */
export function createRenderer(canvas: HTMLCanvasElement): Renderer {
  return WebglRenderer.create(canvas) ?? new CanvasRenderer(canvas);
}
