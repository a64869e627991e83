import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { AutoContrast } from "./autoContrast.ts";
import { fitCamera, viewToImage, type Point, type Size } from "./camera.ts";
import { composeFrame, isCut, requestsFor, roughShare, type Look } from "./frame.ts";
import { clearOverlay, drawGrid } from "./overlay.ts";
import { readoutAt, type Readout } from "./readout.ts";
import { createRenderer } from "./createRenderer.ts";
import type { Renderer } from "./renderer.ts";
import type { TileStore } from "./tileStore.ts";
import { useViewerInput } from "./useViewerInput.ts";
import { levelForZoom, type ViewedImage } from "./viewedImage.ts";
import type { ViewAction, ViewState } from "./viewState.ts";
import { Waiting } from "../parts/Waiting.tsx";

type ViewerProps = {
  image: ViewedImage;
  store: TileStore;
  view: ViewState;
  dispatch: (action: ViewAction) => void;
  label: string;
  /** Gives the channels contrasts from what is shown; null where another picture does. */
  autoContrast: AutoContrast | null;
  onReadout: (readout: Readout | null) => void;
  /** Told whenever it changes: the level that is shown and CSS pixels per pixel of level 0. */
  onShown: (shown: { level: number; zoom: number }) => void;
};

/** The picture: draws what the view says, reads what it needs, takes pointer, wheel and keys. */
export function Viewer({ image, store, view, dispatch, label, autoContrast, onReadout, onShown }: ViewerProps) {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const renderer = useRef<Renderer | null>(null);
  const size = useSize(stage);
  const owner = useRef({});
  const arrivals = useArrivals(store, owner.current);

  useEffect(() => {
    const made = createRenderer(canvas.current!);
    renderer.current = made;
    return () => made.close();
  }, []);

  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const camera = view.camera ?? fitCamera(image.size, size ?? { width: 1, height: 1 });
  const level = view.level === "auto" ? levelForZoom(image, camera.zoom * ratio) : view.level;
  const look: Look = { camera, level, z: view.z, t: view.t, channels: view.channels };
  useEffect(() => onShown({ level, zoom: camera.zoom }), [level, camera.zoom, onShown]);

  useEffect(() => {
    if (size === null) return;
    const wanted = requestsFor(image, look, size);
    store.want(wanted, owner.current);
    // Several changes of one moment are drawn once.
    const handle = requestAnimationFrame(() => {
      const frame = composeFrame(image, look, size, ratio, store);
      renderer.current?.draw(frame);
      const contrasts = autoContrast?.look(image, frame, !store.isBusy) ?? [];
      for (const { channel: index, contrast } of contrasts) {
        const keepsWindow = (image.output.channels[index]?.window ?? null) !== null;
        dispatch({ type: "contrast", index, contrast, keepsWindow });
      }
      if (view.showsGrid) drawGrid(overlay.current!, image, level, camera, size, ratio);
      else clearOverlay(overlay.current!, size, ratio);
    });
    return () => cancelAnimationFrame(handle);
    // `look` and `camera` are made of `view`, `size` and `image`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [view, size, image, store, arrivals, level, ratio]);

  const pointer = useRef<Point | null>(null);
  const readAt = (at: Point): Readout | null =>
    size === null ? null : readoutAt(image, look, viewToImage(camera, at, size), store);
  // What is under a resting cursor changes with the slice and with what has been read.
  useEffect(() => {
    if (pointer.current !== null) onReadout(readAt(pointer.current));
    // `readAt` is made of these and of what never changes alone.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [view, arrivals, onReadout]);
  useViewerInput(stage, size, dispatch, view, ratio, (at) => {
    pointer.current = at;
    onReadout(at === null ? null : readAt(at));
  });

  return (
    // An application: it takes the focus and the keys that `viewer-keys` names.
    <div
      ref={stage}
      className="stage"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="application"
      aria-roledescription="image viewer"
      aria-label={label}
      aria-describedby="viewer-keys"
    >
      <canvas ref={canvas} className="stage-canvas" />
      <canvas ref={overlay} className="stage-canvas" />
      <div className="stage-message">
        {size !== null && <StageMessage image={image} look={look} size={size} store={store} />}
      </div>
    </div>
  );
}

/** What is missing in the picture, and why. */
function StageMessage({ image, look, size, store }: { image: ViewedImage; look: Look; size: Size; store: TileStore }) {
  const failure = store.failureOf(requestsFor(image, look, size));
  const { level } = look;
  if (failure !== null) return <p>This part cannot be shown: {failure.message} Converting may still work.</p>;
  if (isCut(image, look, size)) {
    return <p>Level {level} is shown around the middle only. Zoom in, or choose a coarser level.</p>;
  }
  if (!store.isBusy) return null;
  const rough = roughShare(look, store);
  if (rough !== null) return <p>Rough: {Math.max(1, Math.round(rough * 100))} % of the image is read.</p>;
  return <Waiting text={level === 0 ? "Reading…" : `Computing level ${level}…`} />;
}

/** Counts what came. What the owner wanted is not wanted any more when nobody draws it. */
function useArrivals(store: TileStore, owner: object): number {
  const [arrivals, setArrivals] = useState(0);
  useEffect(() => {
    store.forgetFailures();
    const end = store.subscribe(() => setArrivals((count) => count + 1));
    return () => {
      end();
      store.want([], owner);
    };
  }, [store, owner]);
  return arrivals;
}

/** The size of an element in CSS pixels; null before it is known. */
function useSize(element: React.RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize(width > 0 && height > 0 ? { width, height } : null);
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
