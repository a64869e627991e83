import { imageToView, viewToImage, type Camera, type Size } from "./camera.ts";
import { cssColor } from "./channelView.ts";
import type { Look } from "./frame.ts";
import { formatValue, type Readout } from "./readout.ts";
import { fitCanvas } from "./renderer.ts";
import { scaleBar } from "./scaleBar.ts";
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

/** What is drawn over a picture. */
export type Overlay = {
  image: ViewedImage;
  look: Look;
  size: Size;
  ratio: number;
  showsGrid: boolean;
  readout: Readout | null;
  /** CSS font family. */
  font: string;
};

const TEXT = "#e3ebef";
const PANEL = "rgb(12 18 22 / 78%)";
const MARGIN = 12;
const LINE = 22;
const NARROW = 480;
/** What the scale bar takes at most. */
const BAR_ROOM = 170;
const BAR_HEIGHT = 30;

/** Draws what lies over the picture: chunk grid, scale bar, and what is under the pointer. On a canvas: the document stays as it is. */
export function drawOverlay(canvas: HTMLCanvasElement, overlay: Overlay): void {
  const { size, ratio } = overlay;
  fitCanvas(canvas, { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) });
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  if (overlay.showsGrid) drawGrid(context, overlay);
  context.font = `12px ${overlay.font}`;
  context.textBaseline = "middle";
  drawScaleBar(context, overlay);
  if (overlay.readout !== null) drawReadout(context, overlay.readout, size);
}

/** Thin lines for chunks, strong ones for shards. */
function drawGrid(context: CanvasRenderingContext2D, { image, look, size }: Overlay): void {
  const { camera, level } = look;
  const corner = imageToView(camera, { x: 0, y: 0 }, size);
  const end = imageToView(camera, { x: image.size.width, y: image.size.height }, size);
  for (const kind of ["chunk", "shard"] as const) {
    const { columns, rows } = gridLines(image, level, kind, camera, size);
    context.strokeStyle = kind === "chunk" ? "rgb(255 255 255 / 42%)" : "rgb(255 208 74 / 85%)";
    context.lineWidth = kind === "chunk" ? 1 : 1.5;
    context.beginPath();
    for (const x of columns) {
      context.moveTo(Math.round(x) + 0.5, Math.max(0, corner.y));
      context.lineTo(Math.round(x) + 0.5, Math.min(size.height, end.y));
    }
    for (const y of rows) {
      context.moveTo(Math.max(0, corner.x), Math.round(y) + 0.5);
      context.lineTo(Math.min(size.width, end.x), Math.round(y) + 0.5);
    }
    context.stroke();
  }
}

/** With a dark rim: it lies on pictures of any brightness. */
function drawScaleBar(context: CanvasRenderingContext2D, { image, look, size }: Overlay): void {
  const { axes, levels } = image.output;
  const x = axes.findIndex((axis) => axis.name.toLowerCase() === "x");
  const bar = scaleBar(levels[0]?.scale[x] ?? 1, axes[x]?.unit ?? null, look.camera.zoom);
  const right = size.width - MARGIN;
  const bottom = size.height - MARGIN;
  context.fillStyle = "#000";
  context.fillRect(right - bar.length - 1, bottom - 4, bar.length + 2, 5);
  context.fillStyle = TEXT;
  context.fillRect(right - bar.length, bottom - 3, bar.length, 3);
  context.textAlign = "center";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = "#000";
  const middle = Math.min(right - bar.length / 2, size.width - context.measureText(bar.label).width / 2 - 4);
  context.strokeText(bar.label, middle, bottom - 14);
  context.fillText(bar.label, middle, bottom - 14);
}

function drawReadout(context: CanvasRenderingContext2D, readout: Readout, size: Size): void {
  const words = [
    { text: `x ${readout.x}, y ${readout.y}`, color: null },
    ...readout.values.map(({ value, color }) => ({ text: value === null ? "…" : formatValue(value), color })),
  ];
  const widths = words.map(({ text, color }) => Math.ceil(context.measureText(text).width) + (color === null ? 8 : 26));
  // Many channels do not fit into one line, and a narrow view has no room for one beside the scale bar.
  const isNarrow = size.width < NARROW;
  const most = size.width - 2 * MARGIN - (isNarrow ? 0 : BAR_ROOM);
  const lines: { at: number; line: number }[] = [];
  let [at, line] = [0, 0];
  for (const width of widths) {
    if (at > 0 && at + width > most) [at, line] = [0, line + 1];
    lines.push({ at, line });
    at += width;
  }
  const height = (line + 1) * LINE;
  const top = size.height - MARGIN - height - (isNarrow ? BAR_HEIGHT : 0);
  const width = Math.min(most, Math.max(...lines.map((place, index) => place.at + widths[index]!)) + 8);
  context.fillStyle = PANEL;
  context.beginPath();
  context.roundRect(MARGIN, top, width, height, 5);
  context.fill();
  context.textAlign = "left";
  words.forEach(({ text, color }, index) => {
    const left = MARGIN + 8 + lines[index]!.at;
    const middle = top + (lines[index]!.line + 0.5) * LINE;
    if (color !== null) {
      context.fillStyle = cssColor(color);
      context.beginPath();
      context.arc(left + 12, middle, 4.5, 0, 2 * Math.PI);
      context.fill();
    }
    context.fillStyle = TEXT;
    context.fillText(text, left + (color === null ? 0 : 20), middle);
  });
}
