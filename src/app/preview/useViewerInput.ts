import { useEffect, useRef, type RefObject } from "react";
import type { Point, Size } from "./camera.ts";
import type { ViewAction, ViewState } from "./viewState.ts";

/** Part of the view by which an arrow key moves. */
const KEY_STEP = 0.1;
const KEY_ZOOM = 1.5;

/** Pointer, wheel, pinch and keys on the stage. */
export function useViewerInput(
  stage: RefObject<HTMLElement | null>,
  size: Size | null,
  dispatch: (action: ViewAction) => void,
  view: ViewState,
  ratio: number,
  onPointer: (at: Point | null) => void,
): void {
  // The listeners are attached once; they look here for what holds now.
  const now = useRef({ size, dispatch, view, ratio, onPointer });
  useEffect(() => {
    now.current = { size, dispatch, view, ratio, onPointer };
  });

  useEffect(() => {
    const element = stage.current!;
    const controller = new AbortController();
    const { signal } = controller;
    const held = new Map<number, Point>();
    const pointOf = (event: MouseEvent): Point => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    element.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0) return;
        element.setPointerCapture(event.pointerId);
        held.set(event.pointerId, pointOf(event));
      },
      { signal },
    );
    element.addEventListener(
      "pointermove",
      (event) => {
        const at = pointOf(event);
        now.current.onPointer(at);
        const before = held.get(event.pointerId);
        const { size: extent, dispatch: send } = now.current;
        if (before === undefined || extent === null) return;
        const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
        if (other === undefined) send({ type: "pan", dx: at.x - before.x, dy: at.y - before.y, view: extent });
        else {
          const factor = distance(at, other) / Math.max(1, distance(before, other));
          send({ type: "pan", dx: (at.x - before.x) / 2, dy: (at.y - before.y) / 2, view: extent });
          send({ type: "zoom", factor, at: middle(at, other), view: extent });
        }
        held.set(event.pointerId, at);
      },
      { signal },
    );
    const release = (event: PointerEvent): void => void held.delete(event.pointerId);
    element.addEventListener("pointerup", release, { signal });
    element.addEventListener("pointercancel", release, { signal });
    element.addEventListener("pointerleave", () => now.current.onPointer(null), { signal });

    element.addEventListener(
      "wheel",
      (event) => {
        const { size: extent, dispatch: send } = now.current;
        if (extent === null) return;
        event.preventDefault();
        // Lines and pages in pixels; a pinch on a touchpad comes as a wheel with the control key and small steps.
        const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? extent.height : 1);
        const factor = Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0018));
        send({ type: "zoom", factor, at: pointOf(event), view: extent });
      },
      { signal, passive: false },
    );

    element.addEventListener(
      "keydown",
      (event) => {
        const { size: extent } = now.current;
        if (extent === null || event.ctrlKey || event.metaKey || event.altKey) return;
        const action = keyAction(event.key, extent, now.current.view, now.current.ratio);
        if (action === null) return;
        event.preventDefault();
        now.current.dispatch(action);
      },
      { signal },
    );
    return () => controller.abort();
  }, [stage]);
}

/** What a key does in the viewer, or null. */
export function keyAction(key: string, extent: Size, view: ViewState, ratio: number): ViewAction | null {
  const centre = { x: extent.width / 2, y: extent.height / 2 };
  const step = { x: extent.width * KEY_STEP, y: extent.height * KEY_STEP };
  switch (key) {
    case "ArrowLeft":
      return { type: "pan", dx: step.x, dy: 0, view: extent };
    case "ArrowRight":
      return { type: "pan", dx: -step.x, dy: 0, view: extent };
    case "ArrowUp":
      return { type: "pan", dx: 0, dy: step.y, view: extent };
    case "ArrowDown":
      return { type: "pan", dx: 0, dy: -step.y, view: extent };
    case "+":
    case "=":
      return { type: "zoom", factor: KEY_ZOOM, at: centre, view: extent };
    case "-":
    case "_":
      return { type: "zoom", factor: 1 / KEY_ZOOM, at: centre, view: extent };
    case "0":
      return { type: "fit" };
    case "1":
      return { type: "actualSize", view: extent, ratio };
    case "PageUp":
      return { type: "slice", z: view.z + 1 };
    case "PageDown":
      return { type: "slice", z: view.z - 1 };
    case "g":
    case "G":
      return { type: "grid", isShown: !view.showsGrid };
    default:
      return null;
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
