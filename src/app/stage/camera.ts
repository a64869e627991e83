/** Width and height. In CSS pixels for views, in pixels of level 0 for images. */
export type Size = { width: number; height: number };
/** What lies on a view and hides the picture: at its foot, at its head, and in the corner at the right of the head. */
export type Covered = { foot: number; head: number; corner: Size };
/** Where a picture is seen. */
export type View = Size & Partial<Covered>;
/** A place, in the units of what it lies in. */
export type Point = { x: number; y: number };

/** Where one looks: the point of the image (pixels of level 0) in the middle of the view, and CSS pixels per image pixel. */
export type Camera = { x: number; y: number; zoom: number };

/** Largest magnification: a pixel as large as a thumbnail. */
const MAXIMUM_ZOOM = 64;
/** The image can be made this much smaller than the view. */
const SMALLEST_SHARE = 0.5;
/** Part of the view that stays free around an image that fits. */
const MARGIN = 0.02;

/** Part of the view's height below the tools that is enough for a picture to stay below them. */
const LEAST_FREE = 0.4;

/** All of the image, as large as possible in the part of the view that is free, and as near to the middle as that allows. */
export function fitCamera(image: Size, view: View): Camera {
  const { zoom, box } = fitted(image, view);
  const [width, height] = [(image.width * zoom) / 2, (image.height * zoom) / 2];
  const x = between(view.width / 2, box.left + width, box.right - width);
  const y = between((view.height - (view.foot ?? 0)) / 2, box.top + height, box.bottom - height);
  return {
    x: image.width / 2 + (view.width / 2 - x) / zoom,
    y: image.height / 2 + (view.height / 2 - y) / zoom,
    zoom,
  };
}

/** CSS pixels per image pixel at which all of the image is seen, within the largest magnification. */
export function fitZoom(image: Size, view: View): number {
  return fitted(image, view).zoom;
}

type Free = { left: number; top: number; right: number; bottom: number };

/** The larger of two fits: beside the corner, or below it. */
function fitted(image: Size, view: View): { zoom: number; box: Free } {
  const { width, height, foot = 0, head = 0, corner } = view;
  const bottom = Math.max(1, height - foot);
  // A small view is better filled than kept free.
  const top = bottom - head >= height * LEAST_FREE ? head : 0;
  const free: Free = { left: 0, top, right: width, bottom };
  const boxes =
    corner === undefined || corner.width === 0
      ? [free]
      : [
          { ...free, right: Math.max(1, width - corner.width) },
          { ...free, top: Math.max(free.top, corner.height) },
        ];
  const fits = boxes.map((box) => ({ box, zoom: zoomIn(image, box) }));
  return fits.reduce((best, fit) => (fit.zoom > best.zoom ? fit : best));
}

function zoomIn(image: Size, { left, top, right, bottom }: Free): number {
  const share = Math.min((right - left) / image.width, Math.max(1, bottom - top) / image.height) * (1 - 2 * MARGIN);
  return Math.min(share > 0 ? share : 1, MAXIMUM_ZOOM);
}

function between(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(most, least));
}

/** Zooms by a factor; the image point under `at` (CSS pixels in the view) stays where it is. */
export function zoomAt(camera: Camera, factor: number, at: Point, image: Size, view: View): Camera {
  const lowest = Math.min(fitZoom(image, view) * SMALLEST_SHARE, 1);
  const zoom = Math.min(MAXIMUM_ZOOM, Math.max(lowest, camera.zoom * factor));
  const held = viewToImage(camera, at, view);
  return clampCamera(
    { x: held.x - (at.x - view.width / 2) / zoom, y: held.y - (at.y - view.height / 2) / zoom, zoom },
    image,
  );
}

/** Moves the image by CSS pixels. */
export function panBy(camera: Camera, dx: number, dy: number, image: Size): Camera {
  return clampCamera({ ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom }, image);
}

/** The middle of the view never leaves the image, so that it cannot get lost. */
export function clampCamera(camera: Camera, image: Size): Camera {
  return {
    x: Math.min(image.width, Math.max(0, camera.x)),
    y: Math.min(image.height, Math.max(0, camera.y)),
    zoom: camera.zoom,
  };
}

/** The point of the image (pixels of level 0) under a point of the view (CSS pixels). */
export function viewToImage(camera: Camera, point: Point, view: Size): Point {
  return {
    x: camera.x + (point.x - view.width / 2) / camera.zoom,
    y: camera.y + (point.y - view.height / 2) / camera.zoom,
  };
}

/** The inverse of `viewToImage`. */
export function imageToView(camera: Camera, point: Point, view: Size): Point {
  return {
    x: (point.x - camera.x) * camera.zoom + view.width / 2,
    y: (point.y - camera.y) * camera.zoom + view.height / 2,
  };
}
