import type { Camera, View } from "./camera.ts";
import { fitCamera } from "./camera.ts";
import { composeQuads, requestsFor, type Frame, type Look, type Quad } from "./frame.ts";
import type { Picture } from "./stageStatus.ts";
import { levelForZoom } from "./viewedImage.ts";
import type { ViewState } from "./viewState.ts";

/** What is seen at the right of the handle; `level` null: the level that is shown at its left. */
export type OtherPicture = Picture & { level: number | null };

/** A view of one picture, or of two beside each other, at one moment. */
export type Sight = {
  picture: Picture;
  other: OtherPicture | null;
  state: ViewState;
  size: View;
  /** Device pixels per CSS pixel. */
  ratio: number;
};

/** What is looked at of the first picture. */
export function lookAt({ picture: { image }, state, size, ratio }: Sight): Look {
  const { level, z, t, channels } = state;
  const camera: Camera = state.camera ?? fitCamera(image.size, size);
  return { camera, level: level === "auto" ? levelForZoom(image, camera.zoom * ratio) : level, z, t, channels };
}

/** What is looked at of the second. */
export function lookAtOther(sight: Sight, other: OtherPicture): Look {
  const look = lookAt(sight);
  return { ...look, level: Math.min(other.level ?? look.level, other.image.levels.length - 1) };
}

/** Asks for the tiles of a sight, in the name of `owner`. */
export function wantTiles(sight: Sight, owner: object): void {
  const { picture, other, size } = sight;
  const wanted = requestsFor(picture.image, lookAt(sight), size);
  if (other === null) return picture.tiles.want(wanted, owner);
  const others = requestsFor(other.image, lookAtOther(sight, other), size);
  if (other.tiles === picture.tiles) return picture.tiles.want([...wanted, ...others], owner);
  picture.tiles.want(wanted, owner);
  other.tiles.want(others, owner);
}

/** What there is of the first picture. */
export function quadsOf(sight: Sight): Quad[] {
  const { picture, size, ratio } = sight;
  return composeQuads(picture.image, lookAt(sight), size, ratio, picture.tiles);
}

/** What is drawn of a sight, `quads` of the first picture. */
export function frameOf(sight: Sight, quads: readonly Quad[], background: Frame["background"]): Frame {
  const { other, state, size, ratio } = sight;
  const width = Math.round(size.width * ratio);
  const height = Math.round(size.height * ratio);
  const frame = { width, height, background, isDifference: false };
  if (other === null) return { ...frame, parts: [{ quads, left: 0, right: width }] };
  const others = composeQuads(other.image, lookAtOther(sight, other), size, ratio, other.tiles);
  const { handle, isDifference } = state;
  const border = Math.round(handle * width);
  const parts = [
    { quads, left: 0, right: isDifference ? width : border },
    { quads: others, left: isDifference ? 0 : border, right: width },
  ];
  return { ...frame, isDifference, parts };
}
