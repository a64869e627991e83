import { CanvasRenderer } from "./canvasRenderer.ts";
import type { Frame } from "./frame.ts";
import { WorkVeil } from "./chunkWork.ts";
import { drawLegend } from "./legend.ts";
import { drawOverlay, type Overlay } from "./overlay.ts";
import { newCanvas, PromptRenderer } from "./promptRenderer.ts";
import { readStageColors, type StageColors } from "./stageColors.ts";

/** The canvases of a stage: the picture, and what lies over it. */
export class StageCanvases {
  readonly #picture: PromptRenderer;
  /** In the document while it is shown: each canvas there costs in every frame. */
  readonly #grid = newCanvas();
  readonly #legend = newCanvas();
  readonly #veil = new WorkVeil();
  #colors: StageColors;
  /** What they show, as text. */
  #gridded = "";
  #told = "";

  constructor(host: HTMLElement) {
    this.#picture = new PromptRenderer(host);
    this.#colors = readStageColors(host);
    this.#legend.classList.add("stage-legend");
    host.append(this.#legend);
  }

  drawPicture(frame: Frame): void {
    this.#picture.draw(frame);
  }

  /** Only what changed: what lies over a picture that a hand moves stays the same. */
  drawOverlay(overlay: Omit<Overlay, "colors">): void {
    const { look, size, ratio, showsGrid, readout, chunk, mark, work } = overlay;
    const lies = showsGrid || work !== null || mark !== null;
    if (!lies) this.#grid.remove();
    else if (!this.#grid.isConnected) this.#legend.before(this.#grid);
    const written = work && [work.state, work.level, work.chunks.version];
    const gridded = JSON.stringify(
      lies && [
        showsGrid,
        size,
        ratio,
        look.camera,
        look.level,
        chunk?.at,
        chunk?.stored,
        chunk?.hasCard,
        mark,
        written,
      ],
    );
    if (gridded !== this.#gridded) drawOverlay(this.#grid, { ...overlay, colors: this.#colors }, this.#veil);
    this.#gridded = gridded;
    const told = JSON.stringify([size, ratio, readout, look.camera.zoom]);
    if (told === this.#told) return;
    this.#told = told;
    this.#legend.style.bottom = `${size.foot ?? 0}px`;
    drawLegend(this.#legend, { ...overlay, colors: this.#colors });
  }

  /** A picture with its scale bar, and the grid where that is shown, on a canvas of its own. */
  copy(frame: Frame, overlay: Omit<Overlay, "colors">): HTMLCanvasElement {
    const [picture, grid, legend] = [newCanvas(), newCanvas(), newCanvas()];
    const whole = { ...overlay, readout: null, chunk: null, mark: null, work: null, colors: this.#colors };
    new CanvasRenderer(picture).draw(frame);
    drawOverlay(grid, whole, this.#veil);
    drawLegend(legend, whole);
    const context = picture.getContext("2d");
    context?.drawImage(grid, 0, 0);
    context?.drawImage(legend, 0, picture.height - legend.height);
    return picture;
  }

  get colors(): StageColors {
    return this.#colors;
  }

  /** The page looks otherwise from now on. */
  readColors(host: HTMLElement): void {
    this.#colors = readStageColors(host);
    this.forgetOverlay();
  }

  /** The overlay is drawn in any case next time. */
  forgetOverlay(): void {
    this.#veil.forget();
    this.#gridded = "";
    this.#told = "";
  }

  remove(): void {
    this.#picture.close();
    this.#grid.remove();
    this.#legend.remove();
  }
}
