import { createStore } from "../state/store.ts";
import { fitCamera, type Size } from "./camera.ts";
import { isColorPicture } from "./channelView.ts";
import { compositeFrame } from "./composite.ts";
import { composeQuads, type Look, type Quad } from "./frame.ts";
import { histogramOf, type Histogram } from "./histogram.ts";
import type { Picture } from "./stageStatus.ts";
import type { ViewState } from "./viewState.ts";

/** A plane as a whole, small, and its values: made of what was read for the picture anyway. */
export type Overview = {
  picture: ImageData | null;
  /** By channel; null where nothing of it was read. */
  histograms: readonly (Histogram | null)[];
  /** A picture of light that passed through something. */
  isBright: boolean;
};

/** Longest edge of the small picture, in its pixels. */
const EDGE = 160;
/** Longest edge of a level of which it is made: more of its tiles would take long to be looked through. */
const MOST_EDGE = 4096;
/** Mean of a colour picture from which it is bright. */
const BRIGHT = 127;

/** Makes overviews, anew only when something in them changed. */
export class Overviews {
  readonly store = createStore<Overview, Overview>((_, next) => next, {
    picture: null,
    histograms: [],
    isBright: false,
  });
  #made = "";

  /** Looks at a plane as it is shown now. */
  look(picture: Picture, { z, t, channels, isLogarithmic }: ViewState): void {
    const { image } = picture;
    const scale = EDGE / Math.max(image.size.width, image.size.height);
    const view = {
      width: Math.max(1, Math.round(image.size.width * scale)),
      height: Math.max(1, Math.round(image.size.height * scale)),
    };
    const camera = { ...fitCamera(image.size, view), zoom: scale };
    const quads = wholePlane(picture, { camera, z, t, channels }, view);
    const made = JSON.stringify([quads.map(({ tile, index }) => [tile.key, index]), z, t, channels, isLogarithmic]);
    if (made === this.#made) return;
    this.#made = made;
    const frame = { ...view, isDifference: false, background: [0, 0, 0] as const };
    const parts = [{ quads, left: 0, right: view.width }];
    const pixels =
      quads.length === 0 ? null : new ImageData(compositeFrame({ ...frame, parts }), view.width, view.height);
    this.store.dispatch({
      picture: pixels,
      histograms: channels.map((channel, index) => {
        const values = valuesOf(quads, index);
        return values.length === 0 || image.isLabels ? null : histogramOf(values, channel, isLogarithmic);
      }),
      isBright: isColorPicture(image.output, channels) && meanOf(quads) > BRIGHT,
    });
  }

  /** Another picture is shown from now on. */
  forget(): void {
    this.#made = "";
  }
}

/** Of the coarsest level that was read of all of it, for a rough picture is made of few of its places; else what there is. */
function wholePlane({ image, tiles }: Picture, look: Omit<Look, "level">, view: Size): Quad[] {
  const coarsest = image.levels.length - 1;
  for (let level = coarsest; level >= 0; level--) {
    const { width, height } = image.levels[level]!;
    if (Math.max(width, height) > MOST_EDGE) break;
    const quads = composeQuads(image, { ...look, level }, view, 1, tiles);
    if (quads.length > 0 && quads.every(({ tile }) => tile.share === undefined)) return quads;
  }
  return composeQuads(image, { ...look, level: coarsest }, view, 1, tiles);
}

function valuesOf(quads: readonly Quad[], channel: number): Quad["tile"]["values"][] {
  return [...new Set(quads.filter(({ index }) => index === channel).map(({ tile }) => tile.values))];
}

/** Of some of the values. */
function meanOf(quads: readonly Quad[]): number {
  let sum = 0;
  let count = 0;
  for (const { tile } of quads) {
    for (let at = 0; at < tile.values.length; at += 61) {
      sum += tile.values[at]!;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
