import type { LevelMarks } from "../state/writtenChunks.ts";
import type { Size } from "./camera.ts";
import { type ChunkWork, veilOf } from "./chunkWork.ts";
import type { Box } from "./frame.ts";
import type { Rung } from "./ladderLayout.ts";
import type { StageColors } from "./stageColors.ts";
import { axisPlaces, cellSize, type ViewedImage } from "./viewedImage.ts";

/** How dark is what is not written, for the level is seen through it. */
const VEIL = 0.85;
/** Radius of a tick, and how near to each other they may be. */
const TICK = 2;
const TICK_STEP = 9;
/** A cell narrower than this is not framed while it is written. */
const FRAMED = 5;

/** A level of a ladder, and into what it is cut as far as that is drawn. */
type MarkedRung = { rung: Rung; image: ViewedImage; cell: Size | null; colors: StageColors };

/** What is written of a level, what of it is being written, and a tick where something was read back. */
export function drawMarks(context: CanvasRenderingContext2D, marked: MarkedRung, work: ChunkWork): void {
  const { rung, image, colors } = marked;
  const marks = work.chunks.level(rung.level);
  const chunk = inRung(marked, cellSize(image, rung.level, "chunk")!);
  const places = { left: 0, top: 0, right: marks.columns, bottom: marks.rows };
  context.save();
  context.beginPath();
  context.rect(rung.x, rung.y, rung.width, rung.height);
  context.clip();
  if (marks.written < marks.total) {
    context.imageSmoothingEnabled = false;
    context.globalAlpha = VEIL;
    const veil = veilOf(places, colors.stage, (row, column) => marks.writtenShare(row, column));
    context.drawImage(veil, rung.x, rung.y, chunk.width * marks.columns, chunk.height * marks.rows);
    context.globalAlpha = 1;
  }
  if (work.state === "running") drawLatest(context, marked, marks, chunk);
  context.restore();
  drawTicks(context, marked, marks, chunk);
}

/** A size in pixels of the level, as it is drawn. */
function inRung({ rung, image }: MarkedRung, { width, height }: Size): Size {
  const level = image.levels[rung.level]!;
  return { width: (width / level.width) * rung.width, height: (height / level.height) * rung.height };
}

function drawLatest(
  context: CanvasRenderingContext2D,
  { rung, image, colors }: MarkedRung,
  marks: LevelMarks,
  chunk: Size,
): void {
  if (marks.latest === null) return;
  const index = marks.indexOf(marks.latest);
  const { x, y } = axisPlaces(image.output);
  const left = rung.x + index[x]! * chunk.width;
  const top = rung.y + index[y]! * chunk.height;
  const box: Box = {
    x: left,
    y: top,
    width: Math.max(2, Math.min(rung.x + rung.width, left + chunk.width) - left),
    height: Math.max(2, Math.min(rung.y + rung.height, top + chunk.height) - top),
  };
  context.fillStyle = colors.busy;
  context.globalAlpha = box.width < FRAMED ? 1 : 0.45;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
  if (box.width < FRAMED) return;
  context.strokeStyle = colors.busy;
  context.lineWidth = 1.5;
  context.strokeRect(box.x + 0.75, box.y + 0.75, box.width - 1.5, box.height - 1.5);
}

/** In each cell of which something was read back; cells that are too small are ticked together. */
function drawTicks(context: CanvasRenderingContext2D, marked: MarkedRung, marks: LevelMarks, chunk: Size): void {
  if (marks.checked === 0) return;
  const { rung, cell, colors } = marked;
  const shown = cell === null ? chunk : inRung(marked, cell);
  const step = (of: number, length: number): number => Math.max(1, Math.round(Math.max(of, TICK_STEP) / length));
  const [across, down] = [step(shown.width, chunk.width), step(shown.height, chunk.height)];
  for (let row = 0; row < marks.rows; row += down) {
    for (let column = 0; column < marks.columns; column += across) {
      if (!isAnyChecked(marks, { row, column, across, down })) continue;
      const right = Math.min(rung.x + rung.width, rung.x + (column + across) * chunk.width);
      const top = rung.y + row * chunk.height;
      context.beginPath();
      context.arc(right - TICK - 1.5, Math.min(rung.y + rung.height, top) + TICK + 1.5, TICK, 0, 2 * Math.PI);
      context.lineWidth = 1.5;
      context.strokeStyle = colors.ground;
      context.fillStyle = colors.good;
      context.stroke();
      context.fill();
    }
  }
}

function isAnyChecked(
  marks: LevelMarks,
  { row, column, across, down }: { row: number; column: number; across: number; down: number },
): boolean {
  for (let y = row; y < Math.min(marks.rows, row + down); y++) {
    for (let x = column; x < Math.min(marks.columns, column + across); x++) if (marks.isChecked(y, x)) return true;
  }
  return false;
}
