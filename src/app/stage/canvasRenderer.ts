import { compositeFrame } from "./composite.ts";
import type { Frame } from "./frame.ts";
import { fitCanvas, type Renderer } from "./renderer.ts";

/** Draws without a graphics card. */
export class CanvasRenderer implements Renderer {
  readonly #canvas: HTMLCanvasElement;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  draw(frame: Frame): void {
    if (frame.width === 0 || frame.height === 0) return;
    fitCanvas(this.#canvas, frame);
    const context = this.#canvas.getContext("2d");
    context?.putImageData(new ImageData(compositeFrame(frame), frame.width, frame.height), 0, 0);
  }

  close(): void {}
}
