/** Width and height. In CSS pixels for views, in pixels of level 0 for images. */
export type Size = { width: number; height: number };
/** Where a picture is seen. `foot`: how much of the height something lies on that hides the picture. */
export type View = Size & { foot?: number };
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

/** All of the image, as large as possible, above what lies at the foot of the view. */
export function fitCamera(image: Size, view: View): Camera {
  const zoom = fitZoom(image, view);
  return { x: image.width / 2, y: image.height / 2 + (view.foot ?? 0) / 2 / zoom, zoom };
}

/** CSS pixels per image pixel at which all of the image is seen, within the largest magnification. */
export function fitZoom(image: Size, view: View): number {
  const height = Math.max(1, view.height - (view.foot ?? 0));
  const share = Math.min(view.width / image.width, height / image.height) * (1 - 2 * MARGIN);
  return Math.min(share > 0 ? share : 1, MAXIMUM_ZOOM);
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
