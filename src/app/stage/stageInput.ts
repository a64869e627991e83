import type { Point, View } from "./camera.ts";
import { commandOf, type KeyCommand } from "../keys/shortcuts.ts";
import type { PointingStep } from "./pointing.ts";
import type { Store } from "../state/store.ts";
import type { ViewAction, ViewState } from "./viewState.ts";

/** Part of the view by which an arrow key moves. */
const KEY_STEP = 0.1;
const KEY_ZOOM = 1.5;
const DOUBLE_CLICK_ZOOM = 2;

/** What the hand moves: the view of a stage. */
export type Handled = {
  readonly view: Store<ViewState, ViewAction>;
  /** CSS pixels; null before it is known. */
  readonly size: View | null;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  readonly shownLevel: number;
  point(at: Point | null): void;
  pointOn(step: PointingStep): void;
};

/** What keys do that point. */
type PointingCommand = KeyCommand<"grid"> | Extract<KeyCommand<"picture">, `pixel${string}`>;

/** Which way keys point from pixel to pixel, and from chunk to chunk. */
export const POINTING_STEPS: Readonly<Record<PointingCommand, PointingStep>> = {
  pixelLeft: { unit: "pixel", dx: -1, dy: 0 },
  pixelRight: { unit: "pixel", dx: 1, dy: 0 },
  pixelUp: { unit: "pixel", dx: 0, dy: -1 },
  pixelDown: { unit: "pixel", dx: 0, dy: 1 },
  chunkLeft: { unit: "chunk", dx: -1, dy: 0 },
  chunkRight: { unit: "chunk", dx: 1, dy: 0 },
  chunkUp: { unit: "chunk", dx: 0, dy: -1 },
  chunkDown: { unit: "chunk", dx: 0, dy: 1 },
};

function isPointing(command: KeyCommand<"picture">): command is KeyCommand<"picture"> & PointingCommand {
  return command in POINTING_STEPS;
}

/** Pointer, wheel, pinch and keys on the stage's element; the result ends that. */
export function listenToInput(element: HTMLElement, stage: Handled): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  listenToPointers(element, stage, signal);
  element.addEventListener(
    "wheel",
    (event) => {
      const view = stage.size;
      if (view === null) return;
      event.preventDefault();
      // Lines and pages in pixels; a pinch on a touchpad comes as a wheel with the control key and small steps.
      const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? view.height : 1);
      const factor = Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0018));
      stage.view.dispatch({ type: "zoom", factor, at: pointOf(element, event), view });
    },
    { signal, passive: false },
  );
  element.addEventListener(
    "dblclick",
    (event) => {
      const view = stage.size;
      if (view === null) return;
      const factor = event.shiftKey ? 1 / DOUBLE_CLICK_ZOOM : DOUBLE_CLICK_ZOOM;
      stage.view.dispatch({ type: "zoom", factor, at: pointOf(element, event), view });
    },
    { signal },
  );
  element.addEventListener(
    "keydown",
    (event) => {
      const command = commandOf("picture", event);
      if (stage.size === null || command === null) return;
      event.preventDefault();
      if (isPointing(command)) return stage.pointOn(POINTING_STEPS[command]);
      const now = { view: stage.view.get(), level: stage.shownLevel };
      stage.view.dispatch(keyAction(command, stage.size, now, stage.ratio));
    },
    { signal },
  );
  element.addEventListener("blur", () => stage.point(null), { signal });
  return () => controller.abort();
}

/** One pointer moves the picture, two zoom it as well; without a button it is looked what lies under it. */
function listenToPointers(element: HTMLElement, stage: Handled, signal: AbortSignal): void {
  const held = new Map<number, Point>();
  element.addEventListener(
    "pointerdown",
    (event) => {
      // Controls that lie over the picture take their own.
      if (event.button !== 0 || event.target instanceof HTMLInputElement) return;
      element.setPointerCapture(event.pointerId);
      held.set(event.pointerId, pointOf(element, event));
    },
    { signal },
  );
  element.addEventListener(
    "pointermove",
    (event) => {
      const at = pointOf(element, event);
      stage.point(at);
      const before = held.get(event.pointerId);
      const view = stage.size;
      if (before === undefined || view === null) return;
      held.set(event.pointerId, at);
      const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
      const [dx, dy] = [at.x - before.x, at.y - before.y];
      if (other === undefined) return stage.view.dispatch({ type: "pan", dx, dy, view });
      const factor = distance(at, other) / Math.max(1, distance(before, other));
      stage.view.dispatch({ type: "pan", dx: dx / 2, dy: dy / 2, view });
      stage.view.dispatch({ type: "zoom", factor, at: middle(at, other), view });
    },
    { signal },
  );
  const release = (event: PointerEvent): void => void held.delete(event.pointerId);
  element.addEventListener("pointerup", release, { signal });
  element.addEventListener("pointercancel", release, { signal });
  element.addEventListener("pointerleave", () => stage.point(null), { signal });
}

function pointOf(element: HTMLElement, event: MouseEvent): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function keyAction(
  command: Exclude<KeyCommand<"picture">, PointingCommand>,
  extent: View,
  { view, level }: { view: ViewState; level: number },
  ratio: number,
): ViewAction {
  const centre = { x: extent.width / 2, y: extent.height / 2 };
  const step = { x: extent.width * KEY_STEP, y: extent.height * KEY_STEP };
  switch (command) {
    case "left":
      return { type: "pan", dx: step.x, dy: 0, view: extent };
    case "right":
      return { type: "pan", dx: -step.x, dy: 0, view: extent };
    case "up":
      return { type: "pan", dx: 0, dy: step.y, view: extent };
    case "down":
      return { type: "pan", dx: 0, dy: -step.y, view: extent };
    case "zoomIn":
      return { type: "zoom", factor: KEY_ZOOM, at: centre, view: extent };
    case "zoomOut":
      return { type: "zoom", factor: 1 / KEY_ZOOM, at: centre, view: extent };
    case "fit":
      return { type: "fit" };
    case "ownPixels":
      return { type: "actualSize", view: extent, ratio };
    case "nextSlice":
      return { type: "slice", z: view.z + 1 };
    case "previousSlice":
      return { type: "slice", z: view.z - 1 };
    case "nextTime":
      return { type: "time", t: view.t + 1 };
    case "previousTime":
      return { type: "time", t: view.t - 1 };
    case "finer":
      return { type: "level", level: Math.max(0, level - 1) };
    case "coarser":
      return { type: "level", level: level + 1 };
    case "grid":
      return { type: "grid", isShown: !view.showsGrid };
    case "follow":
      return { type: "follow", isOn: !view.isFollowing };
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
