import { imageToView, viewToImage, type Camera, type Point, type Size, type View } from "./camera.ts";
import { drawChunkCard } from "./chunkCard.ts";
import type { ChunkUnder } from "./chunkUnder.ts";
import type { ChunkWork, WorkVeil } from "./chunkWork.ts";
import type { Box, Look } from "./frame.ts";
import type { Readout } from "./readout.ts";
import { fitCanvas } from "./renderer.ts";
import type { StageColors } from "./stageColors.ts";
import { cellSize, type ViewedImage } from "./viewedImage.ts";

/** Lines nearer than this (CSS pixels) would only darken the picture. */
const NEAREST_LINES = 5;

/** Where chunk borders cross the view, in CSS pixels. */
type GridLines = { columns: number[]; rows: number[] };

/** The borders of chunks (or of shards) of a level within the view; none where they would be too dense. */
function gridLines(image: ViewedImage, level: number, kind: "chunk" | "shard", camera: Camera, view: Size): GridLines {
  const cell = cellSize(image, level, kind);
  const { width, height, factorX, factorY } = image.levels[level]!;
  if (cell === null) return { columns: [], rows: [] };
  const first = viewToImage(camera, { x: 0, y: 0 }, view);
  const last = viewToImage(camera, { x: view.width, y: view.height }, view);
  const columns = borders(first.x / factorX, last.x / factorX, cell.width, width, camera.zoom * factorX);
  const rows = borders(first.y / factorY, last.y / factorY, cell.height, height, camera.zoom * factorY);
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

/** What is drawn over a picture. */
export type Overlay = {
  image: ViewedImage;
  look: Look;
  size: View;
  ratio: number;
  showsGrid: boolean;
  readout: Readout | null;
  /** What the grid says of what is pointed to. */
  chunk: {
    under: ChunkUnder;
    at: Point;
    /** Bytes of it in the store; null: not measured yet. */
    stored: number | null;
    /** More is said of it than where it is. */
    hasCard: boolean;
  } | null;
  /** The place that keys point to, in CSS pixels. */
  mark: Point | null;
  /** What is converted of it, where that is followed, and of which level that is shown. */
  work: (ChunkWork & { level: number }) | null;
  colors: StageColors;
};

/** Draws what the chunk grid says, and what is written. On a canvas: the document stays as it is. */
export function drawOverlay(canvas: HTMLCanvasElement, overlay: Overlay, veil: WorkVeil): void {
  const { size, ratio, colors } = overlay;
  fitCanvas(canvas, { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) });
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  context.textBaseline = "middle";
  if (overlay.work !== null) {
    const { level } = overlay.work;
    veil.draw(context, { ...overlay, look: { ...overlay.look, level } }, overlay.work);
  }
  if (overlay.showsGrid) drawGrid(context, overlay);
  if (overlay.chunk !== null) drawChunk(context, overlay, overlay.chunk.under);
  if (overlay.mark !== null) drawMark(context, colors, overlay.mark);
  if (overlay.chunk?.hasCard === true) drawChunkCard(context, { size, colors }, overlay.chunk);
}

/** A cross around a place, which itself stays free. */
function drawMark(context: CanvasRenderingContext2D, { onImage }: StageColors, { x, y }: Point): void {
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + 4 * dx, y + 4 * dy);
    context.lineTo(x + 11 * dx, y + 11 * dy);
  }
  for (const [width, color] of [
    [4, "rgb(0 0 0 / 60%)"],
    [2, onImage],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
  }
}

/** Thin lines between chunks, dashed ones between shards. */
function drawGrid(context: CanvasRenderingContext2D, { image, look, size, colors }: Overlay): void {
  const { camera, level } = look;
  const corner = imageToView(camera, { x: 0, y: 0 }, size);
  const end = imageToView(camera, { x: image.size.width, y: image.size.height }, size);
  for (const kind of ["chunk", "shard"] as const) {
    const { columns, rows } = gridLines(image, level, kind, camera, size);
    context.beginPath();
    for (const x of columns) {
      context.moveTo(Math.round(x) + 0.5, Math.max(0, corner.y));
      context.lineTo(Math.round(x) + 0.5, Math.min(size.height, end.y));
    }
    for (const y of rows) {
      context.moveTo(Math.max(0, corner.x), Math.round(y) + 0.5);
      context.lineTo(Math.min(size.width, end.x), Math.round(y) + 0.5);
    }
    context.lineWidth = kind === "chunk" ? 1 : 1.5;
    context.setLineDash(kind === "chunk" ? [] : [5, 4]);
    context.globalAlpha = kind === "chunk" ? 0.42 : 0.9;
    context.strokeStyle = colors.onImage;
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The chunk that is pointed to, and its shard. */
function drawChunk(context: CanvasRenderingContext2D, { look, size, colors }: Overlay, under: ChunkUnder): void {
  const stroke = (box: Box, dash: number[]): void => {
    const from = imageToView(look.camera, box, size);
    const to = imageToView(look.camera, { x: box.x + box.width, y: box.y + box.height }, size);
    context.setLineDash([]);
    context.lineWidth = 4;
    context.strokeStyle = "rgb(0 0 0 / 45%)";
    context.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
    context.setLineDash(dash);
    context.lineWidth = 2;
    context.strokeStyle = colors.onImage;
    context.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
  };
  if (under.shard !== null) stroke(under.shard, [6, 5]);
  stroke(under.chunk, []);
  context.setLineDash([]);
}
