import { imageToView, viewToImage, type Camera, type Size } from "./camera.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** Lines nearer than this (CSS pixels) would only darken the picture. */
const NEAREST_LINES = 5;

/** Where chunk borders cross the view, in CSS pixels. */
export type GridLines = { columns: number[]; rows: number[] };

/** The borders of chunks (or of shards) of a level within the view; none where they would be too dense. */
export function gridLines(
  image: ViewedImage,
  level: number,
  kind: "chunk" | "shard",
  camera: Camera,
  view: Size,
): GridLines {
  const plan = image.output.levels[level]!;
  const shape = kind === "chunk" ? plan.chunkShape : plan.shardShape;
  const { width, height, factorX, factorY } = image.levels[level]!;
  if (shape === null) return { columns: [], rows: [] };
  const names = image.output.axes.map((axis) => axis.name.toLowerCase());
  const across = shape[names.lastIndexOf("x")] ?? shape.at(-1)!;
  const down = shape[names.lastIndexOf("y")] ?? shape.at(-2)!;
  const first = viewToImage(camera, { x: 0, y: 0 }, view);
  const last = viewToImage(camera, { x: view.width, y: view.height }, view);
  const columns = borders(first.x / factorX, last.x / factorX, across, width, camera.zoom * factorX);
  const rows = borders(first.y / factorY, last.y / factorY, down, height, camera.zoom * factorY);
  return {
    columns: columns.map((x) => imageToView(camera, { x: x * factorX, y: 0 }, view).x),
    rows: rows.map((y) => imageToView(camera, { x: 0, y: y * factorY }, view).y),
  };
}

function borders(from: number, to: number, step: number, length: number, zoom: number): number[] {
  if (step * zoom < NEAREST_LINES) return [];
  const found: number[] = [];
  for (let index = Math.max(0, Math.ceil(from / step)); index * step <= Math.min(to, length); index++) {
    found.push(index * step);
  }
  if (length <= to && length % step !== 0) found.push(length);
  return found;
}

/** Draws the chunk grid over the picture: thin lines for chunks, strong ones for shards. */
export function drawGrid(
  canvas: HTMLCanvasElement,
  image: ViewedImage,
  level: number,
  camera: Camera,
  view: Size,
  ratio: number,
): void {
  const context = prepare(canvas, view, ratio);
  if (context === null) return;
  const corner = imageToView(camera, { x: 0, y: 0 }, view);
  const end = imageToView(camera, { x: image.size.width, y: image.size.height }, view);
  for (const kind of ["chunk", "shard"] as const) {
    const { columns, rows } = gridLines(image, level, kind, camera, view);
    context.strokeStyle = kind === "chunk" ? "rgb(255 255 255 / 42%)" : "rgb(255 208 74 / 85%)";
    context.lineWidth = kind === "chunk" ? 1 : 1.5;
    context.beginPath();
    for (const x of columns) {
      context.moveTo(Math.round(x) + 0.5, Math.max(0, corner.y));
      context.lineTo(Math.round(x) + 0.5, Math.min(view.height, end.y));
    }
    for (const y of rows) {
      context.moveTo(Math.max(0, corner.x), Math.round(y) + 0.5);
      context.lineTo(Math.min(view.width, end.x), Math.round(y) + 0.5);
    }
    context.stroke();
  }
}

/** Empties the overlay. */
export function clearOverlay(canvas: HTMLCanvasElement, view: Size, ratio: number): void {
  prepare(canvas, view, ratio);
}

function prepare(canvas: HTMLCanvasElement, view: Size, ratio: number): CanvasRenderingContext2D | null {
  // Setting a size empties the canvas too.
  canvas.width = Math.round(view.width * ratio);
  canvas.height = Math.round(view.height * ratio);
  const context = canvas.getContext("2d");
  context?.scale(ratio, ratio);
  return context;
}
