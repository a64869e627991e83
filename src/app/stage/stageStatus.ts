import { createStore, type Store } from "../state/store.ts";
import type { Size } from "./camera.ts";
import { isCut, requestsFor, roughShare, type Look } from "./frame.ts";
import type { TileStore } from "./tileStore.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** An image to look at, and its tiles. */
export type Picture = { image: ViewedImage; tiles: TileStore };

/** What is to be said of the picture, once it has come to rest. */
export type StageStatus = {
  /** The level that is shown. */
  level: number;
  failure: string | null;
  /** The level is too fine to be shown as a whole. */
  isCut: boolean;
  /** Something is still being read. */
  isBusy: boolean;
  /** Meanwhile a rough picture is shown, of this part of the image. */
  rough: number | null;
  /** A picture of light that passed through something: it is looked at on white. */
  isBright: boolean;
};

/** A status that wakes nobody as long as the same is to be said. */
export function createStatus(): Store<StageStatus, StageStatus> {
  const before: StageStatus = { level: 0, failure: null, isCut: false, isBusy: true, rough: null, isBright: false };
  return createStore((known, status) => (isSame(known, status) ? known : status), before);
}

/** What is to be said of a picture as it is looked at. */
export function statusOf(
  { image, tiles }: Picture,
  look: Look,
  size: Size,
  { isOtherBusy, isBright }: { isOtherBusy: boolean; isBright: boolean },
): StageStatus {
  return {
    level: look.level,
    failure: tiles.failureOf(requestsFor(image, look, size))?.message ?? null,
    isCut: isCut(image, look, size),
    isBusy: tiles.isBusy || isOtherBusy,
    rough: roughShare(look, tiles),
    isBright,
  };
}

function isSame(a: StageStatus, b: StageStatus): boolean {
  return (
    a.level === b.level &&
    a.failure === b.failure &&
    a.isCut === b.isCut &&
    a.isBusy === b.isBusy &&
    a.rough === b.rough &&
    a.isBright === b.isBright
  );
}
