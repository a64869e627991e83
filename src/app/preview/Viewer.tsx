import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { fitCamera, viewToImage, type Point, type Size } from "./camera.ts";
import { composeFrame, isCut, requestsFor, type Look } from "./frame.ts";
import { clearOverlay, drawGrid } from "./overlay.ts";
import { readoutAt, type Readout } from "./readout.ts";
import { createRenderer } from "./createRenderer.ts";
import type { Renderer } from "./renderer.ts";
import { TileStore, type TileReader } from "./tileStore.ts";
import { useViewerInput } from "./useViewerInput.ts";
import { levelForZoom, type ViewedImage } from "./viewedImage.ts";
import type { ViewAction, ViewState } from "./viewState.ts";
import { Waiting } from "../parts/Waiting.tsx";

type ViewerProps = {
  image: ViewedImage;
  reader: TileReader;
  view: ViewState;
  dispatch: (action: ViewAction) => void;
  label: string;
  onReadout: (readout: Readout | null) => void;
  /** Told whenever it changes: the level that is shown and CSS pixels per pixel of level 0. */
  onShown: (shown: { level: number; zoom: number }) => void;
};

/** The picture: draws what the view says, reads what it needs, takes pointer, wheel and keys. */
export function Viewer({ image, reader, view, dispatch, label, onReadout, onShown }: ViewerProps) {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const renderer = useRef<Renderer | null>(null);
  const size = useSize(stage);
  const [arrivals, setArrivals] = useState(0);
  const store = useTileStore(reader, image.pixelKey, setArrivals);

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
    store.want(requestsFor(image, look, size));
    // Several changes of one moment are drawn once.
    const handle = requestAnimationFrame(() => {
      renderer.current?.draw(composeFrame(image, look, size, ratio, store));
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

  const requests = size === null ? [] : requestsFor(image, look, size);
  const failure = store.failureOf(requests);
  const cut = size !== null && isCut(image, look, size);
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
        {failure !== null ? (
          <p>This part cannot be shown: {failure.message} Converting may still work.</p>
        ) : cut ? (
          <p>Level {level} is shown around the middle only. Zoom in, or choose a coarser level.</p>
        ) : (
          store.isBusy && <Waiting text={level === 0 ? "Reading…" : `Computing level ${level}…`} />
        )}
      </div>
    </div>
  );
}

function useTileStore(
  reader: TileReader,
  key: string,
  setArrivals: (update: (count: number) => number) => void,
): TileStore {
  const [store, setStore] = useState(() => ({ key, tiles: makeStore() }));
  function makeStore(): TileStore {
    return new TileStore(reader, () => setArrivals((count) => count + 1));
  }
  if (store.key !== key) {
    store.tiles.close();
    setStore({ key, tiles: makeStore() });
  }
  useEffect(() => {
    const { tiles } = store;
    return () => tiles.want([]);
  }, [store]);
  return store.tiles;
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
