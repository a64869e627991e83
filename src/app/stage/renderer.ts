import type { Frame } from "./frame.ts";

/** Draws frames on a canvas. */
export interface Renderer {
  draw(frame: Frame): void;
  /** Gives back what the graphics card holds. */
  close(): void;
}
