import { createStore } from "../state/store.ts";
import type { Point } from "./camera.ts";
import { pointedText, type Pointed } from "./pointedText.ts";
import { cellSize, type ViewedImage } from "./viewedImage.ts";

/** Milliseconds for which a hand may pass over the picture before a card lies on it. */
const CARD_DELAY = 120;

/** Milliseconds of rest after which it is said where keys point to. */
const REST = 150;

/** From where a step goes, and of what. */
export type PointingStep = { unit: "pixel" | "chunk"; dx: -1 | 0 | 1; dy: -1 | 0 | 1 };

/** What is pointed to in a view, by a hand or by keys: of which chunk it is, is said after a moment, and then at once from chunk to chunk. */
export class Pointing {
  /** What is said of where keys point to; a hand has eyes. */
  readonly said = createStore<Pointed | null, Pointed | null>((_, next) => next, null);
  #at: Point | null = null;
  #isByKeys = false;
  #isDue = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  readonly #onDue: () => void;

  /** @param onDue the card may lie there now */
  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  /** CSS pixels in the view; null: nothing. */
  get at(): Point | null {
    return this.#at;
  }

  /** The place that keys point to, which no cursor shows; null: a hand points, or nothing does. */
  get mark(): Point | null {
    return this.#isByKeys ? this.#at : null;
  }

  /** A hand is there, or elsewhere. */
  byHand(at: Point | null): void {
    this.#at = at;
    this.#isByKeys = false;
    if (at === null) this.overNothing();
  }

  /** Keys point there. */
  byKeys(at: Point): void {
    this.#at = at;
    this.#isByKeys = true;
    this.#isDue = true;
  }

  /** This is there now. */
  say(...there: Parameters<typeof pointedText>): void {
    clearTimeout(this.#resting);
    if (this.#isByKeys) this.#resting = setTimeout(() => this.said.dispatch(pointedText(...there)), REST);
    else if (this.said.get() !== null) this.said.dispatch(null);
  }

  /** There is a chunk: true when its card may lie there, else it is told when. */
  overChunk(): boolean {
    if (this.#isDue) return true;
    this.#waiting ??= setTimeout(() => {
      this.#isDue = true;
      this.#onDue();
    }, CARD_DELAY);
    return false;
  }

  /** There is none: the next one waits again. */
  overNothing(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#isDue = false;
  }
}

/**
 * The middle of the pixel or chunk of a level that is one step away, within the image.
 * @param from in pixels of level 0, as the result is
 */
export function stepFrom(image: ViewedImage, level: number, from: Point, { unit, dx, dy }: PointingStep): Point {
  const { width, height, factorX, factorY } = image.levels[level]!;
  const cell = unit === "pixel" ? { width: 1, height: 1 } : cellSize(image, level, "chunk")!;
  return {
    x: middleOf(from.x / factorX, dx, cell.width, width) * factorX,
    y: middleOf(from.y / factorY, dy, cell.height, height) * factorY,
  };
}

/** The middle of what lies in the image of the cell that is `step` from the one at `from`. */
function middleOf(from: number, step: number, cell: number, length: number): number {
  const last = Math.ceil(length / cell) - 1;
  const index = Math.min(last, Math.max(0, Math.floor(from / cell) + step));
  return (index * cell + Math.min(length, (index + 1) * cell)) / 2;
}
