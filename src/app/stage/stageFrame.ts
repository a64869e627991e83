import type { Camera, View } from "./camera.ts";
import { fitCamera } from "./camera.ts";
import { composeQuads, requestsFor, type Frame, type Look, type Quad } from "./frame.ts";
import { lookAtLabels } from "./labelLook.ts";
import type { Picture } from "./stageStatus.ts";
import { levelForZoom } from "./viewedImage.ts";
import type { ViewState } from "./viewState.ts";

/** What is seen at the right of the handle; `level` null: the level that is shown at its left. */
export type OtherPicture = Picture & { level: number | null };

/** A view of one picture, or of two beside each other, at one moment. */
export type Sight = {
  picture: Picture;
  other: OtherPicture | null;
  /** Labels that lie over both. */
  labels: readonly Picture[];
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

/** Of two pictures, the second where it is what is seen at a column of the view (CSS pixels). */
export function otherAt({ other, state, size }: Sight, x: number): OtherPicture | null {
  const { comparedAs, isOtherSeen, handle } = state;
  const isOther = comparedAs === "blink" ? isOtherSeen : comparedAs === "handle" && x > handle * size.width;
  return isOther ? other : null;
}

/** Asks for the tiles of a sight, in the name of `owner`. */
export function wantTiles(sight: Sight, owner: object): void {
  const { picture, other, labels, size } = sight;
  for (const { image, tiles } of labels)
    tiles.want(requestsFor(image, lookAtLabels(lookAt(sight), image), size), owner);
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
  const { handle, comparedAs, isOtherSeen } = state;
  const isDifference = other !== null && comparedAs === "difference";
  // What differs are pixels of the image.
  const over = isDifference ? [] : labelQuads(sight);
  const frame = { width, height, background, isDifference };
  const whole = (seen: readonly Quad[]): Frame => ({
    ...frame,
    parts: [{ quads: [...seen, ...over], left: 0, right: width }],
  });
  if (other === null || (comparedAs === "blink" && !isOtherSeen)) return whole(quads);
  const others = composeQuads(other.image, lookAtOther(sight, other), size, ratio, other.tiles);
  if (comparedAs === "blink") return whole(others);
  const border = Math.round(handle * width);
  const parts = [
    { quads: [...quads, ...over], left: 0, right: isDifference ? width : border },
    { quads: [...others, ...over], left: isDifference ? 0 : border, right: width },
  ];
  return { ...frame, parts };
}

function labelQuads(sight: Sight): Quad[] {
  const { labels, size, ratio } = sight;
  return labels.flatMap(({ image, tiles }) => {
    const quads = composeQuads(image, lookAtLabels(lookAt(sight), image), size, ratio, tiles);
    return quads.map((quad) => ({ ...quad, isOver: true as const }));
  });
}
