import type { Frame } from "./frame.ts";
import { drawOverlay, type Overlay } from "./overlay.ts";
import { newCanvas, PromptRenderer } from "./promptRenderer.ts";

/** The canvases of a stage: the picture, and what lies over it. */
export class StageCanvases {
  readonly #picture: PromptRenderer;
  readonly #overlay: HTMLCanvasElement;
  readonly #font: string;
  /** What the overlay shows, as text. */
  #overlaid = "";

  constructor(host: HTMLElement) {
    this.#picture = new PromptRenderer(host);
    this.#overlay = newCanvas();
    this.#font = getComputedStyle(host).fontFamily;
    host.append(this.#overlay);
  }

  drawPicture(frame: Frame): void {
    this.#picture.draw(frame);
  }

  /** Only when it changed: what lies under a hand that moves the picture stays the same. */
  drawOverlay(overlay: Omit<Overlay, "font">): void {
    const { look, size, ratio, showsGrid, readout } = overlay;
    const place = showsGrid ? [look.camera, look.level] : look.camera.zoom;
    const drawn = JSON.stringify([size, ratio, readout, place]);
    if (drawn === this.#overlaid) return;
    this.#overlaid = drawn;
    drawOverlay(this.#overlay, { ...overlay, font: this.#font });
  }

  /** The overlay is drawn in any case next time. */
  forgetOverlay(): void {
    this.#overlaid = "";
  }

  remove(): void {
    this.#picture.close();
    this.#overlay.remove();
  }
}
