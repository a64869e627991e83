import type { Point } from "./camera.ts";
import { LADDER_RIM } from "./ladder.ts";
import { layOutLadder, type LadderDirection } from "./ladderLayout.ts";
import type { Handled } from "./stageInput.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** CSS pixels that a pointer moves before it is not a click any more. */
const CLICK = 3;

/** On the finest level of a ladder a pointer moves the view; the result ends that. What else is pressed there chooses a level. */
export function listenToLadder(
  element: HTMLElement,
  stage: Handled,
  imageOf: () => ViewedImage,
  direction: LadderDirection,
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let from: Point | null = null;
  let isDragged = false;
  const imagePoint = (event: PointerEvent): Point | null => {
    const image = imageOf();
    const { left, top } = element.getBoundingClientRect();
    const finest = layOutLadder(image, direction).rungs.find(({ level }) => level === 0);
    if (finest === undefined) return null;
    const x = (event.clientX - left - LADDER_RIM - finest.x) / finest.width;
    const y = (event.clientY - top - LADDER_RIM - finest.y) / finest.height;
    const isInside = x >= 0 && x <= 1 && y >= 0 && y <= 1;
    return isInside || isDragged ? { x: x * image.size.width, y: y * image.size.height } : null;
  };
  const follow = (event: PointerEvent): void => {
    const at = imagePoint(event);
    const view = stage.size;
    if (at !== null && view !== null) stage.view.dispatch({ type: "centre", at, view });
  };
  element.addEventListener(
    "pointerdown",
    (event) => {
      isDragged = false;
      from = event.button === 0 && imagePoint(event) !== null ? { x: event.clientX, y: event.clientY } : null;
    },
    { signal },
  );
  element.addEventListener(
    "pointermove",
    (event) => {
      if (from === null) return;
      if (!isDragged && Math.hypot(event.clientX - from.x, event.clientY - from.y) < CLICK) return;
      if (!isDragged) element.setPointerCapture(event.pointerId);
      isDragged = true;
      follow(event);
    },
    { signal },
  );
  for (const type of ["pointerup", "pointercancel"]) element.addEventListener(type, () => (from = null), { signal });
  element.addEventListener(
    "click",
    (event) => {
      if (!isDragged) return;
      event.preventDefault();
      event.stopPropagation();
      isDragged = false;
    },
    { signal, capture: true },
  );
  return () => controller.abort();
}
