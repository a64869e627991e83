import { CanvasRenderer } from "./canvasRenderer.ts";
import type { Frame } from "./frame.ts";
import { fitCanvas, type Renderer } from "./renderer.ts";
import { WebglRenderer } from "./webglRenderer.ts";

/** What this page's WebGL 2 is found to be: that of a graphics card, that of a program which stands in for one, or nothing that works. */
let webgl: "unknown" | "card" | "program" | "none" = "unknown";

/**
 * Draws with the processor at once: until a graphics card is ready, many a picture is there. A card takes over as soon as there is nothing else to do;
 * a program in its place, which takes seconds of the processor to begin and spares only the page's own thread, when a hand moves the picture. Both draw
 * the same, within 1 of 255: nobody sees it. Without WebGL the processor goes on.
 */
export class PromptRenderer implements Renderer {
  readonly #below = newCanvas();
  /** Stays clear until WebGL draws on it. */
  readonly #above = newCanvas();
  #renderer: Renderer = new CanvasRenderer(this.#below);
  #last: Frame | null = null;
  #isChanging = false;
  #isClosed = false;

  /** @param host where the canvases go */
  constructor(host: HTMLElement) {
    host.append(this.#below, this.#above);
  }

  draw(frame: Frame): void {
    const before = this.#last;
    this.#last = frame;
    fitCanvas(this.#above, frame);
    this.#renderer.draw(frame);
    if (this.#isChanging || webgl === "none") return;
    if (before !== null && isMoved(before, frame)) void this.#change(false);
    else if (webgl !== "program") whenIdle(() => void this.#change(true));
  }

  close(): void {
    this.#isClosed = true;
    this.#renderer.close();
    this.#below.remove();
    this.#above.remove();
  }

  /** @param onlyCard not with a program in the place of a graphics card */
  async #change(onlyCard: boolean): Promise<void> {
    if (this.#isChanging || this.#isClosed) return;
    this.#isChanging = true;
    const renderer = await WebglRenderer.create(this.#above, this.#last!, onlyCard);
    if (renderer === null) {
      webgl = onlyCard ? "program" : "none";
      this.#isChanging = false;
      return;
    }
    if (onlyCard) webgl = "card";
    if (this.#isClosed) return renderer.close();
    renderer.draw(this.#last!);
    this.#renderer.close();
    // Each canvas in the document costs in every frame, also where another covers it.
    this.#below.remove();
    this.#renderer = renderer;
  }
}

/** True when the same tiles lie elsewhere or look otherwise: that is a hand's doing. Tiles come, and layouts change, by themselves. */
function isMoved(a: Frame, b: Frame): boolean {
  const quadsOf = ({ parts }: Frame) => parts.flatMap(({ quads }) => quads);
  const [before, after] = [quadsOf(a), quadsOf(b)];
  if (a.width !== b.width || a.height !== b.height || before.length !== after.length) return false;
  const pairs = before.map((quad, index) => [quad, after[index]!] as const);
  if (pairs.some(([old, now]) => old.tile !== now.tile)) return false;
  return pairs.some(
    ([{ target: old, channel }, { target: now, channel: shown }]) =>
      channel !== shown || old.x !== now.x || old.y !== now.y || old.width !== now.width,
  );
}

/** When there is nothing else to do for the page. */
function whenIdle(work: () => void): void {
  // Not every browser tells when that is.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work);
  else setTimeout(work, 500);
}

/** A canvas as large as the stage. */
export function newCanvas(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.className = "stage-canvas";
  return canvas;
}
